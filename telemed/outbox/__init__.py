"""Domain events, written in the caller's transaction and delivered later: it knows nobody who listens."""
