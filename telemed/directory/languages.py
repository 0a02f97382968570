"""Which language an answer is written in."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Header

from telemed.kit.text import accepted_languages, pick


async def _languages(accept_language: Annotated[str | None, Header()] = None) -> tuple[str, ...]:
    return accepted_languages(accept_language)


Languages = Annotated[tuple[str, ...], Depends(_languages)]
"""The reader's languages by `Accept-Language`, best first; empty when none of ours is asked for."""


def worded(texts: Mapping[str, str], reader: Sequence[str], clinic: Sequence[str] = ()) -> str:
    """The text for a reader; without one in their languages, in the clinic's."""
    return pick(texts, (*reader, *clinic))
