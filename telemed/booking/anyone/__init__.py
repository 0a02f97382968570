"""Any doctor: the soonest time that fits, booked in one step."""
