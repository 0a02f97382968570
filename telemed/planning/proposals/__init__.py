"""Moving many visits at once: proposed first, changed by staff, applied while it is still true."""
