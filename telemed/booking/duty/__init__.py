"""The duty queue: "see a doctor now"."""
