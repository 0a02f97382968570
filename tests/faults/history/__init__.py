"""A long history of people who book, hold, confirm, move, swap, cancel and take offers while things are killed."""
