"""Clinics, specialties, services, doctors and staff."""
