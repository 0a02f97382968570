"""Who comes to a visit beside the patient it was booked for."""
