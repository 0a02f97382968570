"""Entity tags made from revisions, and the precondition of a change (RFC 9110, If-Match)."""

import re

from telemed.kit.errors import BadRequest, PreconditionFailed

_TAG = re.compile(r'^(?:W/)?"(\d{1,18})"$')


class StaleRevision(PreconditionFailed):
    slug, title = "stale-revision", "This was changed since you last saw it"


def etag(revision: int) -> str:
    return f'"{revision}"'


def expected_revision(if_match: str | None) -> int | None:
    """The revision that `If-Match` names; None when the header is absent or `*`. Raises BadRequest on nonsense."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.match(if_match.strip())
    if not found:
        raise BadRequest('If-Match takes one entity tag, such as "3"')
    return int(found[1])


def require_revision(if_match: str | None, current: int) -> None:
    """Raises StaleRevision (412), naming the current revision, when `If-Match` names another one."""
    expected = expected_revision(if_match)
    if expected is not None and expected != current:
        raise StaleRevision(current_revision=current)
