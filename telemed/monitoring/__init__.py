"""Everybody can see that the service works: health, metrics."""
