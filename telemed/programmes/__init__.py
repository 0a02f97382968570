"""Who pays for visits or has them first: programmes of a clinic, and their members."""
