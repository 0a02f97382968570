"""Accounts as tests need them, made through the services, with cheap hashes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx2
from fastapi import FastAPI

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.db.engine import Database
from telemed.main import create_app
from telemed.settings import Settings

PASSWORD = "correct horse battery"
CHEAP_MB = 1
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def an_account(
    database: Database, login: str = "ann@example.org", *given: Grant, password: str = PASSWORD, language: str = "en"
) -> UUID:
    """A confirmed account that can sign in with `password`, with these roles; returns its id."""
    address = parse_login(login)
    assert address is not None
    hashed = await passwords(CHEAP_MB).hash(password)
    async with database.writing() as session:
        account = await create_account(
            session, address, password_hash=hashed, language=language, zone="Europe/Moscow", confirmed=True, now=NOON
        )
        for grant in given:
            await grants.give(session, account.id, grant, now=NOON, actor_id=None)
        return account.id


@dataclass(frozen=True)
class SignedIn:
    """A client with somebody's access token."""

    client: httpx2.AsyncClient
    tokens: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    async def call(self, method: str, path: str, **more: object) -> httpx2.Response:
        headers = {**self.headers, **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)  # type: ignore[arg-type]


async def sign_in(
    client: httpx2.AsyncClient, login: str = "ann@example.org", password: str = PASSWORD, kind: str = "api"
) -> SignedIn:
    answer = await client.post("/api/v1/sessions", json={"login": login, "password": password, "client": kind})
    assert answer.status_code == 201, answer.text
    return SignedIn(client, answer.json())


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of another app, with other settings, that runs and ends with the block."""
    app = create_app(settings)
    async with app.router.lifespan_context(app), a_client(app) as client:
        yield client


def a_client(app: FastAPI) -> httpx2.AsyncClient:
    """Another device: its own cookies."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://testserver")
