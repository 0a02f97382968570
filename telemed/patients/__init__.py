"""People who receive care, who may act for them, and what they agreed to."""
