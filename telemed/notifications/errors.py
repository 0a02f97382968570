"""What can be refused about messages."""

from telemed.kit.errors import Conflict, Invalid


class NotDead(Conflict):
    slug, title = "message-not-dead", "This message was not given up: it was sent, or is still being tried"


class TooLateToSend(Conflict):
    slug, title = "message-too-late", "What this message tells is past: it is not sent any more"


class NoSuchChoice(Invalid):
    slug, title = "no-such-choice", "This is nothing that can be chosen here"
