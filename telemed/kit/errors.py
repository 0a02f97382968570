"""The error tree. Each class is one problem type of the API (RFC 9457).

Problem
├── BadRequest 400          ├── Gone 410                 ├── TooMany 429 (Retry-After)
├── Unauthenticated 401     ├── PreconditionFailed 412   ├── Unavailable 503 (Retry-After)
├── Forbidden 403           ├── TooLarge 413             └── InsufficientStorage 507
├── NotFound 404            ├── Unsupported 415
├── Conflict 409            └── Invalid 422

A domain subclasses these in its own `errors.py` and sets `slug` and `title`; one handler turns them into answers.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

TYPE_PREFIX = "urn:telemed:problem:"


class Problem(Exception):
    """A refusal the caller may see: what happened, in words fit for the person, and machine-readable members."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    def body(self) -> dict[str, Any]:
        """The `application/problem+json` object. Extension members never hide the standard ones."""
        document: dict[str, Any] = {**self.members}
        document |= {"type": TYPE_PREFIX + self.slug, "title": self.title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        return document


class BadRequest(Problem):
    status, slug, title = 400, "bad-request", "The request cannot be understood"


class Unauthenticated(Problem):
    status, slug, title = 401, "unauthenticated", "Please sign in"

    def __init__(self, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer", **(headers or {})}, **members)


class Forbidden(Problem):
    status, slug, title = 403, "forbidden", "You may not do this"


class NotFound(Problem):
    status, slug, title = 404, "not-found", "There is no such thing, or it is not yours"


class Conflict(Problem):
    status, slug, title = 409, "conflict", "This does not fit with what has happened meanwhile"


class Gone(Problem):
    status, slug, title = 410, "gone", "This is no longer available"


class PreconditionFailed(Problem):
    status, slug, title = 412, "precondition-failed", "This was changed by somebody else"


class TooLarge(Problem):
    status, slug, title = 413, "too-large", "This is too large"


class Unsupported(Problem):
    status, slug, title = 415, "unsupported", "This kind of content is not supported"


class Invalid(Problem):
    status, slug, title = 422, "invalid", "Some of what was sent is not valid"


class TooMany(Problem):
    status, slug, title = 429, "too-many", "Too many attempts"

    def __init__(self, detail: str = "", *, retry_after: int = 60, **members: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))}, **members)


class Unavailable(Problem):
    status, slug, title = 503, "unavailable", "The service cannot answer right now"

    def __init__(self, detail: str = "", *, retry_after: int = 5, **members: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))}, **members)


class InsufficientStorage(Problem):
    status, slug, title = 507, "insufficient-storage", "There is no room to store this"
