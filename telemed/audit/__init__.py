"""Who did what to whose data: rows that are only ever added, and that tell when somebody tampers with them."""
