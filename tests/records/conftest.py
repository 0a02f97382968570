"""Notes are tested over the served visit of the consultation's tests."""

from tests.consultation.conftest import booked, server, settings, true_time

__all__ = ["booked", "server", "settings", "true_time"]
