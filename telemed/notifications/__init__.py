"""Who hears what, by which channel, in which language. It knows every room; none below knows it."""
