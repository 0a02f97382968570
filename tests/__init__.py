"""Tests mirror the rooms of the service; `support` starts the outside programs they need."""
