"""Who knocks before signing in: where they come from, and the parts of the app their requests need."""

from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from telemed.accounts.limits import client_address
from telemed.accounts.sign_in import Visitor
from telemed.settings import Settings


async def visitor(connection: HTTPConnection) -> Visitor:
    state = connection.app.state
    settings: Settings = state.settings
    return Visitor(
        settings=settings,
        database=state.database,
        limiter=state.limiter,
        address=client_address(
            connection.client.host if connection.client else None,
            connection.headers.get("x-forwarded-for"),
            settings.trusted_proxies,
        ),
        user_agent=connection.headers.get("user-agent", ""),
    )


AVisitor = Annotated[Visitor, Depends(visitor)]
