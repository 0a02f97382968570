"""Referrals: a doctor says that a patient should see a specialist."""
