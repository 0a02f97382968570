"""What can be refused here."""

from telemed.kit.errors import Conflict, Invalid, NotFound, TooLarge, Unsupported


class NoSuchClinic(NotFound):
    pass


class NoSuchDoctor(NotFound):
    pass


class NoSuchService(NotFound):
    pass


class NoPhoto(NotFound):
    pass


class NotStaff(NotFound):
    """The account holds no such role at this clinic."""


class UnknownReference(Invalid):
    """An id in the body that names nothing of this clinic."""

    slug, title = "unknown-reference", "Something this refers to does not exist"


class DoctorHasAccount(Conflict):
    slug, title = "doctor-has-account", "This doctor signs in with another account already"


class LastAdmin(Conflict):
    slug, title = "last-admin", "A clinic keeps at least one administrator"


class NotAPhoto(Unsupported):
    slug, title = "not-a-photo", "A photo is a JPEG, PNG or WebP image"


class BrokenPhoto(Invalid):
    slug, title = "broken-photo", "The image cannot be read"


class PhotoTooLarge(TooLarge):
    slug, title = "photo-too-large", "The image has too many pixels or bytes"


class BadClinic(Invalid):
    slug, title = "bad-clinic", "A clinic cannot be founded like this"


class ClinicExists(Conflict):
    slug, title = "clinic-exists", "There is a clinic with this slug already"
