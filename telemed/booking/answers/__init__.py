"""Questions that a message asks and one tap answers, whatever they are about."""
