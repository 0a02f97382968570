"""Telemed: remote consultations from planning to signature."""

__version__ = "0.1.0"
