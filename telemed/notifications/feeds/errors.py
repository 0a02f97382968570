"""What can be refused about a calendar's address."""

from telemed.kit.errors import NotFound


class NoSuchFeed(NotFound):
    slug, title = "no-such-feed", "There is no calendar at this address, or it was revoked"
