"""Who waits for time, and how time that became free is offered: to one person at a time, in a stated order."""
