"""Time, not medicine: calendars, templates, shifts, absences, claims, openings."""
