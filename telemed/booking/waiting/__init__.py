"""What people do with the waitlist: wait, look, take what is offered, or leave it to the next."""
