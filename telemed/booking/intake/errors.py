"""What can be refused about intake."""

from telemed.kit.errors import Conflict, Invalid, NotFound


class NoIntake(NotFound):
    """The service asks nothing before a visit, or does not exist."""


class DangerSigns(Invalid):
    """`advice` says what to do now, `emergency_number` whom to call. Nothing was booked, and nothing is held."""

    slug, title = "danger-signs", "This must not wait for a visit"


class IntakeMissing(Invalid):
    """`questions` says by id what is missing or wrong; a time that is held stays so."""

    slug, title = "intake-missing", "Some questions still need an answer"


class IntakeChanged(Conflict):
    """The answers are to a form that has not been in use for long, or is another service's."""

    slug, title = "intake-changed", "The clinic asks other questions by now"
