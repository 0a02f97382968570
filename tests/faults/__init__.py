"""Kill it, and look at what is left."""
