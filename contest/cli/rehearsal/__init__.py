"""A throw-away contest played by simulated clients of the same interface that tablets and consoles use."""
