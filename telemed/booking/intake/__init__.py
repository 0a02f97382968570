"""What a clinic asks before a visit, and what patients answer."""
