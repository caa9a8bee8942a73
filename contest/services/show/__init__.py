"""The show: run of show, buses, takes, stage clock, screens. What goes on air is frozen here when it is taken."""
