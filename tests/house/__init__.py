"""Tests about the house itself: its rules, its scripts, and how it is deployed."""
