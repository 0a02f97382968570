"""What can be refused here."""

from telemed.kit.errors import Conflict, Invalid, NotFound


class NoSuchProgramme(NotFound):
    pass


class NoSuchMembership(NotFound):
    pass


class ProgrammeExists(Conflict):
    slug, title = "programme-exists", "The clinic has a programme with this code already"


class AlreadyMember(Conflict):
    slug, title = "already-member", "The patient belongs to this programme already"


class BadMembership(Invalid):
    slug, title = "bad-membership", "A membership ends after it begins"


class BadReservation(Invalid):
    slug, title = "bad-reservation", "Time cannot be reserved like this"
