"""The HTTP shell around every room: problem answers, limits, headers, request ids, idempotency, the built web app."""
