"""The reader's languages, from `Accept-Language`."""

from typing import Annotated

from fastapi import Depends, Header

from telemed.kit.text import accepted_languages


async def _languages(accept_language: Annotated[str | None, Header()] = None) -> tuple[str, ...]:
    return accepted_languages(accept_language)


Languages = Annotated[tuple[str, ...], Depends(_languages)]
"""Best first; empty when the reader names none of ours."""
