"""The clinic's week, and changes to working time that say first what they would do to booked visits."""
