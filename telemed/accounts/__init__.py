"""Registering, signing in, sessions, and who is calling."""
