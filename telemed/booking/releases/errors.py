"""What can be refused here."""

from telemed.kit.errors import Conflict, Invalid, NotFound


class NoSuchRelease(NotFound):
    pass


class ReleaseOver(Conflict):
    slug, title = "release-over", "This release is over"


class ReleaseRunning(Conflict):
    slug, title = "release-running", "This release has opened and cannot be changed any more"


class BadRelease(Invalid):
    slug, title = "bad-release", "A release cannot be like this"
