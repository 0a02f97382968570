"""Signing in, refreshing, signing out: over HTTP, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from telemed.accounts.callers import Grant, Role
from telemed.accounts.grants import take_away
from telemed.accounts.identity import callers_of_sessions
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.accounts.builders import PASSWORD, SignedIn, a_client, an_account, running, sign_in
from tests.conftest import settings_for

REFRESH = "/api/v1/sessions/refresh"
CLINIC = new_id()


async def refresh(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.post(REFRESH, json={"refresh_token": token})


async def works(signed_in: SignedIn) -> bool:
    answer = await signed_in.call("GET", "/sessions")
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def test_signing_in_gives_a_token_that_works(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    assert ann.tokens["token_type"] == "Bearer"
    assert ann.tokens["csrf_token"] is None
    listed = (await ann.call("GET", "/sessions")).json()["items"]
    assert [row["current"] for row in listed] == [True]


FOREIGN_HEADERS: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic YTpi"},
    {"Authorization": "Bearer x.y.z"},
    {"Authorization": "Bearer " + "a" * 20_000},
]


@pytest.mark.parametrize("header", FOREIGN_HEADERS)
async def test_without_a_good_token_it_is_401(client: httpx2.AsyncClient, header: dict[str, str]) -> None:
    answer = await client.get("/api/v1/sessions", headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refresh_token_is_no_access_token(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    answer = await client.get("/api/v1/sessions", headers={"Authorization": f"Bearer {ann.tokens['refresh_token']}"})
    assert answer.status_code == 401
    assert (await refresh(client, ann.tokens["access_token"])).status_code == 401


async def test_refreshing_gives_new_tokens(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    renewed = (await refresh(client, ann.tokens["refresh_token"])).json()
    assert renewed["refresh_token"] != ann.tokens["refresh_token"]
    assert await works(SignedIn(client, renewed))


async def test_a_retry_whose_answer_was_lost_succeeds(client: httpx2.AsyncClient, database: Database) -> None:
    """It is given the very token that was lost, which then works."""
    await an_account(database)
    ann = await sign_in(client)
    lost = (await refresh(client, ann.tokens["refresh_token"])).json()
    retried = await refresh(client, ann.tokens["refresh_token"])
    assert retried.status_code == 200
    assert retried.json()["refresh_token"] == lost["refresh_token"]
    assert (await refresh(client, retried.json()["refresh_token"])).status_code == 200


async def test_two_tabs_refreshing_at_once_both_succeed(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    answers = await asyncio.gather(*(refresh(client, ann.tokens["refresh_token"]) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_a_replayed_refresh_token_revokes_its_family(client: httpx2.AsyncClient, database: Database) -> None:
    """Once its successor was used, whoever shows the old one holds a copy: everybody is out, the thief too."""
    await an_account(database)
    ann = await sign_in(client)
    first = ann.tokens["refresh_token"]
    second = (await refresh(client, first)).json()["refresh_token"]
    third = (await refresh(client, second)).json()
    assert (await refresh(client, first)).status_code == 401
    assert (await refresh(client, third["refresh_token"])).status_code == 401
    assert not await works(SignedIn(client, third))


async def test_a_retry_is_believed_for_two_minutes(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    assert (await refresh(client, ann.tokens["refresh_token"])).status_code == 200
    clock.shift(timedelta(minutes=3))
    assert (await refresh(client, ann.tokens["refresh_token"])).status_code == 401
    assert not await works(ann)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "a" * 512, "\x00" * 43, "' OR 1=1 --"])
async def test_a_made_up_refresh_token_is_401(client: httpx2.AsyncClient, token: str) -> None:
    assert (await refresh(client, token)).status_code == 401


async def test_refreshing_without_any_token_is_401(client: httpx2.AsyncClient) -> None:
    assert (await client.post(REFRESH)).status_code == 401


async def test_the_web_app_gets_its_refresh_token_as_a_cookie(client: httpx2.AsyncClient, database: Database) -> None:
    """HttpOnly and Strict, only for the addresses of sessions; nothing of it in the body."""
    await an_account(database)
    answer = await client.post(
        "/api/v1/sessions", json={"login": "ann@example.org", "password": PASSWORD, "client": "web"}
    )
    assert answer.json()["refresh_token"] is None
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("telemed_refresh="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/api/v1/sessions" in cookie
    renewed = await client.post(REFRESH, headers={"X-CSRF-Token": answer.json()["csrf_token"]})
    assert renewed.status_code == 200
    assert renewed.json()["refresh_token"] is None


async def test_a_cookie_without_its_csrf_token_is_refused(client: httpx2.AsyncClient, database: Database) -> None:
    """And the refusal uses nothing up."""
    await an_account(database)
    await an_account(database, "eve@example.org")
    eve = await sign_in(client, "eve@example.org", kind="web")
    ann = await sign_in(client, kind="web")
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": eve.tokens["csrf_token"]}):
        assert (await client.post(REFRESH, headers=headers)).status_code == 403
    assert (await client.post(REFRESH, headers={"X-CSRF-Token": ann.tokens["csrf_token"]})).status_code == 200


async def test_over_https_cookies_are_secure(settings: Settings, database: Database) -> None:
    await an_account(database)
    secure = settings_for(
        settings.database_url, settings.data_dir, public_url="https://clinic.example", password_memory_mb=1
    )
    async with running(secure) as client:
        answer = await client.post(
            "/api/v1/sessions", json={"login": "ann@example.org", "password": PASSWORD, "client": "web"}
        )
    assert all("Secure" in line for line in answer.headers.get_list("set-cookie"))


async def test_signing_out_here_leaves_other_devices_signed_in(app: FastAPI, database: Database) -> None:
    await an_account(database)
    async with a_client(app) as one, a_client(app) as other:
        here, there = await sign_in(one), await sign_in(other)
        assert (await here.call("DELETE", "/sessions/current")).status_code == 204
        assert not await works(here)
        assert (await refresh(one, here.tokens["refresh_token"])).status_code == 401
        assert await works(there)


async def test_signing_out_everywhere_ends_every_sign_in(app: FastAPI, database: Database) -> None:
    await an_account(database)
    async with a_client(app) as one, a_client(app) as other:
        here, there = await sign_in(one), await sign_in(other)
        assert (await here.call("DELETE", "/sessions")).status_code == 204
        assert not await works(here)
        assert not await works(there)


async def test_one_of_my_devices_can_be_signed_out(app: FastAPI, database: Database) -> None:
    await an_account(database)
    async with a_client(app) as one, a_client(app) as other:
        here, there = await sign_in(one), await sign_in(other)
        listed = (await here.call("GET", "/sessions")).json()["items"]
        [lost] = [row["id"] for row in listed if not row["current"]]
        assert (await here.call("DELETE", f"/sessions/{lost}")).status_code == 204
        assert not await works(there)
        assert await works(here)


async def test_somebody_elses_session_is_404_and_goes_on(app: FastAPI, database: Database) -> None:
    """As one that does not exist."""
    await an_account(database)
    await an_account(database, "eve@example.org")
    async with a_client(app) as one, a_client(app) as other:
        ann, eve = await sign_in(one), await sign_in(other, "eve@example.org")
        [anns] = [row["id"] for row in (await ann.call("GET", "/sessions")).json()["items"]]
        foreign = await eve.call("DELETE", f"/sessions/{anns}")
        absent = await eve.call("DELETE", f"/sessions/{new_id()}")
        assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)
        assert foreign.status_code == 404
        assert await works(ann)


async def test_disabling_is_seen_at_once(app: FastAPI, client: httpx2.AsyncClient, database: Database) -> None:
    """401 for the open session, its refresh token and new sign-ins; enabling brings back signing in alone."""
    ann_id = await an_account(database)
    await an_account(database, "op@example.org", Grant(Role.OPERATOR))
    async with a_client(app) as other:
        ann, operator = await sign_in(client), await sign_in(other, "op@example.org")
        assert (await operator.call("POST", f"/accounts/{ann_id}/disable")).status_code == 204
        assert not await works(ann)
        assert (await refresh(client, ann.tokens["refresh_token"])).status_code == 401
        again = {"login": "ann@example.org", "password": PASSWORD}
        assert (await client.post("/api/v1/sessions", json=again)).status_code == 401
        assert (await operator.call("POST", f"/accounts/{ann_id}/enable")).status_code == 204
        assert not await works(ann)
        assert await works(await sign_in(client))


async def test_demoting_is_seen_at_once(client: httpx2.AsyncClient, database: Database) -> None:
    grant = Grant(Role.CLINIC_ADMIN, CLINIC)
    ann_id = await an_account(database, "ann@example.org", grant)
    ann = await sign_in(client)
    async with database.writing() as session:
        assert await take_away(session, ann_id, grant, now=clock.now(), actor_id=None)
    assert not await works(ann)


async def test_sockets_can_ask_which_sessions_are_still_live(client: httpx2.AsyncClient, database: Database) -> None:
    """One statement for all of a worker's sockets."""
    await an_account(database)
    ann = await sign_in(client)
    other = await sign_in(client)
    ids = [UUID(row["id"]) for row in (await ann.call("GET", "/sessions")).json()["items"]]
    await other.call("DELETE", "/sessions/current")
    async with database.reading() as session:
        live = await callers_of_sessions(session, [*ids, new_id()], clock.now())
        assert len(ids) == 2
        assert len(live) == 1
        assert await callers_of_sessions(session, [], clock.now()) == {}


async def test_a_session_ends_by_time(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    ann = await sign_in(client)
    clock.shift(timedelta(days=31))
    assert (await refresh(client, ann.tokens["refresh_token"])).status_code == 401
