from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Grant, Role
from telemed.accounts.grants import take_away
from telemed.db.engine import Database
from telemed.kit import clock
from tests.accounts.builders import a_client, an_account, sign_in

REFRESH = "/api/v1/sessions/refresh"


async def test_signing_in_gives_a_token_that_works(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    assert ann.tokens["token_type"] == "Bearer"
    listed = (await ann.call("GET", "/sessions")).json()["items"]
    assert [row["current"] for row in listed] == [True]
