"""What a room refuses over HTTP."""

from telemed.kit.errors import Conflict


class ConsultationOver(Conflict):
    slug, title = "consultation-over", "This consultation is over"


class NotOpenYet(Conflict):
    slug, title = "consultation-not-open", "The waiting room is not open yet"
