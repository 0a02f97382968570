"""Two invented clinics with everything that makes them look alive: for `make run`, for tests, and for measuring."""
