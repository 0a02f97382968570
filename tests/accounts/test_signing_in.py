"""Who may not sign in, what they are told, and how often they may try."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import select

from telemed.accounts.models import Account
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import invite
from telemed.accounts.secrets import link_token
from telemed.audit.models import AuditEntry
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.settings import DEMO_SECRET, Settings
from tests.accounts.builders import CHEAP_MB, PASSWORD, a_client, an_account, running, sign_in
from tests.conftest import SECRET, settings_for

ANN = "ann@example.org"


async def attempt(
    client: httpx2.AsyncClient, login: str = ANN, password: str = "wrong password", **more: Any
) -> httpx2.Response:
    return await client.post("/api/v1/sessions", json={"login": login, "password": password}, **more)


async def reset_token(database: Database, purpose: Any = "reset") -> str:
    """What the mailed link holds."""
    async with database.reading() as session:
        account = (await session.scalars(select(Account))).one()
    return link_token(SECRET, purpose, account.id, account.password_hash, clock.now())


async def complete(client: httpx2.AsyncClient, token: str, password: str = "a new password") -> int:
    answer = await client.post("/api/v1/password-resets/complete", json={"token": token, "password": password})
    return answer.status_code


async def test_unknown_account_and_wrong_password_look_the_same(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    wrong, unknown = await attempt(client), await attempt(client, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert set(wrong.headers) == set(unknown.headers)


async def test_unknown_account_and_wrong_password_take_similar_time(tmp_path: Path, database: Database,
                                                                    settings: Settings) -> None:  # fmt: skip
    """Both hash once. A hash dear enough to outweigh the noise; medians, and a generous bound."""
    dear = settings_for(settings.database_url, tmp_path, password_memory_mb=16)
    await an_account(database)
    hasher = passwords(16)
    async with database.writing() as session:
        account = (await session.scalars(select(Account))).one()
        account.password_hash = await hasher.hash(PASSWORD)
    taken: dict[str, list[float]] = {ANN: [], "nobody@example.org": []}
    async with running(dear) as client:
        for _ in range(7):
            for login, times in taken.items():
                started = time.perf_counter()
                assert (await attempt(client, login)).status_code == 401
                times.append(time.perf_counter() - started)
    known, unknown = (median(times) for times in taken.values())
    assert 0.4 < known / unknown < 2.5


async def test_passwords_that_differ_after_byte_72_are_told_apart(
    client: httpx2.AsyncClient, database: Database
) -> None:
    long = "p" * 100
    await an_account(database, password=long + "a")
    assert (await attempt(client, password=long + "b")).status_code == 401
    assert (await attempt(client, password=long + "a")).status_code == 201


@pytest.mark.parametrize("path", ["/sessions", "/password-resets/complete"])
async def test_a_password_of_a_megabyte_is_422_and_never_hashed(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def never(*_: object) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords(CHEAP_MB), "_run", never)
    body = {"login": ANN, "password": "p" * 1_000_000, "token": "x"}
    body.pop("token" if path == "/sessions" else "login")
    answer = await client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == 422
    assert len(answer.content) < 1000


@pytest.mark.parametrize(
    "login", ["", " ", "\x00", "ann@example.org\x00", "' OR 1=1 --", "a" * 254, "@", "+", "9" * 250]
)
async def test_a_strange_login_is_a_4xx(client: httpx2.AsyncClient, login: str) -> None:
    assert (await attempt(client, login)).status_code in {401, 422}


async def test_a_login_in_any_case_is_the_same(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    await sign_in(client, " Ann@Example.ORG ")


async def test_100_wrong_sign_ins_are_429_and_the_owner_can_still_recover(
    client: httpx2.AsyncClient, database: Database
) -> None:
    """Even the right password waits then; the mailed link gets the owner in at once."""
    await an_account(database)
    answers = [await attempt(client, headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(100)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert (await attempt(client, password=PASSWORD)).status_code == 429
    assert (await client.post("/api/v1/password-resets", json={"login": ANN})).status_code == 202
    assert await complete(client, await reset_token(database)) == 204


async def test_a_reset_opens_the_login_again(app: FastAPI, database: Database, settings: Settings) -> None:
    """Seen from another address, since the attacker's own stays counted."""
    await an_account(database)
    async with a_client(app) as client:
        for _ in range(12):
            await attempt(client)
        assert (await attempt(client, password=PASSWORD)).status_code == 429
        assert await complete(client, await reset_token(database)) == 204
        await sign_in(client, ANN, "a new password")


async def test_many_logins_from_one_address_are_limited(client: httpx2.AsyncClient) -> None:
    """Trying one password on many accounts is no way around."""
    statuses = [(await attempt(client, f"p{number}@example.org")).status_code for number in range(70)]
    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_a_rotated_x_forwarded_for_does_not_lift_a_limit(client: httpx2.AsyncClient) -> None:
    statuses = [
        (await attempt(client, f"p{n}@example.org", headers={"X-Forwarded-For": f"203.0.113.{n}"})).status_code
        for n in range(70)
    ]
    assert statuses[-1] == 429


async def test_a_right_password_starts_the_count_anew(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    for _ in range(3):
        for _ in range(8):
            assert (await attempt(client)).status_code == 401
        assert (await attempt(client, password=PASSWORD)).status_code == 201


async def test_reset_for_an_unknown_address_is_the_same_202(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    known = await client.post("/api/v1/password-resets", json={"login": ANN})
    unknown = await client.post("/api/v1/password-resets", json={"login": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content


async def test_a_used_reset_link_is_400_and_old_sessions_are_dead(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await an_account(database)
    old = await sign_in(client)
    token = await reset_token(database)
    assert await complete(client, token) == 204
    assert await complete(client, token, "yet another password") == 400
    assert (await old.call("GET", "/sessions")).status_code == 401
    assert (await attempt(client, password=PASSWORD)).status_code == 401
    await sign_in(client, ANN, "a new password")


async def test_a_link_dies_with_its_hour(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    token = await reset_token(database)
    clock.shift(timedelta(minutes=61))
    assert await complete(client, token) == 400


async def test_a_forged_or_bent_link_is_400(client: httpx2.AsyncClient, database: Database) -> None:
    await an_account(database)
    purpose, account, seconds, mac = (await reset_token(database)).split(".")
    bent = [
        "x", "....", f"{purpose}.{account}.{seconds}.", f"invite.{account}.{seconds}.{mac}",
        f"{purpose}.{account}.{int(seconds) + 1}.{mac}", f"{purpose}.{'0' * 32}.{seconds}.{mac}",
        f"{purpose}.{account}.{'9' * 11}.{mac}", f"{purpose}.{account}.-1.{mac}", "é" * 30, "a" * 512,
    ]  # fmt: skip
    assert {await complete(client, token) for token in bent} == {400}


async def test_inviting_an_existing_address_leaves_its_password_alone(
    client: httpx2.AsyncClient, database: Database
) -> None:
    ann_id = await an_account(database)
    async with database.writing() as session:
        invited, is_new = await invite(session, ANN.upper(), language="en", zone="Europe/Moscow", now=clock.now())
    assert (invited, is_new) == (ann_id, False)
    await sign_in(client)


async def test_an_invited_person_chooses_a_password_and_signs_in(
    client: httpx2.AsyncClient, database: Database
) -> None:
    async with database.writing() as session:
        _, is_new = await invite(session, ANN, language="en", zone="Europe/Moscow", now=clock.now())
    assert is_new
    assert (await attempt(client, password="")).status_code == 401
    token = await reset_token(database, "invite")
    assert await complete(client, token) == 204
    assert await complete(client, token) == 400
    await sign_in(client, ANN, "a new password")


async def test_changing_the_password_keeps_this_sign_in_and_ends_the_others(app: FastAPI, database: Database) -> None:
    await an_account(database)
    async with a_client(app) as one, a_client(app) as other:
        here, there = await sign_in(one), await sign_in(other)
        wrong = {"current": "not it", "password": "a new password"}
        assert (await here.call("PUT", "/account/password", json=wrong)).status_code == 422
        right = {"current": PASSWORD, "password": "a new password"}
        assert (await here.call("PUT", "/account/password", json=right)).status_code == 204
        assert (await here.call("GET", "/sessions")).status_code == 200
        assert (await there.call("GET", "/sessions")).status_code == 401


async def test_signing_in_leaves_audit_rows(client: httpx2.AsyncClient, database: Database) -> None:
    """One for each success and each wrong password of a real account; none for names that nobody has."""
    await an_account(database)
    await attempt(client)
    await attempt(client, "nobody@example.org")
    await sign_in(client)
    async with database.reading() as session:
        rows = (await session.scalars(select(AuditEntry))).all()
    assert sorted(row.outcome for row in rows if row.action == "account.sign_in") == ["allowed", "denied"]


@pytest.mark.parametrize("secret", [DEMO_SECRET, "", "short", "a" * 64, "secret" * 4])
def test_a_default_or_short_secret_refuses_to_start(secret: str) -> None:
    with pytest.raises(ValidationError, match="TELEMED_SECRET_KEY"):
        Settings(_env_file=None, secret_key=secret)  # type: ignore[call-arg]


async def test_a_lone_surrogate_in_a_login_is_a_4xx(client: httpx2.AsyncClient) -> None:
    body = b'{"login": "\\ud800@example.org", "password": "wrong \\udfff password"}'
    answer = await client.post("/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 401, 422}
