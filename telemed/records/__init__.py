"""What is written down about a visit. For now: the doctor's draft note."""
