"""A doctor's visits as a calendar that other programs subscribe to."""
