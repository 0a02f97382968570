"""Time that is released at a set moment, to whom the virtual queue admits."""
