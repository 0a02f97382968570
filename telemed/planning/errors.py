"""What can be refused here."""

from telemed.kit.errors import Conflict


class PreviewNeeded(Conflict):
    """The change takes working time from booked visits. The answer holds the preview, and its token lets it through."""

    slug, title = "preview-needed", "This would take working time from booked visits"


class PreviewOutdated(Conflict):
    """What the preview said is no longer true. The answer holds a fresh one."""

    slug, title = "preview-outdated", "Something has changed since this was shown"
