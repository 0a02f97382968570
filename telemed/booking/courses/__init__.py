"""Courses: several visits with a rhythm, booked whole or not at all."""
