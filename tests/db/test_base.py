"""The base holds what it promises on both databases."""

import httpx2
from sqlalchemy import text

from telemed.db.engine import Database


async def test_a_migrated_database_answers(database: Database) -> None:
    """A fresh copy of the template can be read."""
    async with database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM account"))).scalar() == 0


async def test_health_and_problem_details(client: httpx2.AsyncClient) -> None:
    """Ready says so, and an unknown address is a problem document."""
    assert (await client.get("/health/ready")).json() == {"status": "ready"}
    missing = await client.get("/api/v1/nothing-here")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["type"] == "urn:telemed:problem:not-found"
