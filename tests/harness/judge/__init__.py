"""The score pad on a stand-in server, and what it must hold there."""
