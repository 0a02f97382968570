"""What a room refuses over HTTP."""

from telemed.kit.errors import Conflict, PreconditionFailed


class ConsultationOver(Conflict):
    slug, title = "consultation-over", "This consultation is over"


class NotOpenYet(Conflict):
    slug, title = "consultation-not-open", "The waiting room is not open yet"


class NoteChanged(PreconditionFailed):
    slug, title = "note-changed", "The note was changed somewhere else"
