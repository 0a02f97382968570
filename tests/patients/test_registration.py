from __future__ import annotations

import httpx2

from telemed.accounts.secrets import digits
from telemed.db.engine import Database
from tests.conftest import SECRET
from tests.patients.builders import a_form


async def test_registering_confirming_and_signing_in(client: httpx2.AsyncClient) -> None:
    """The whole way: a form, a code, an account with one patient."""
    answer = await client.post("/api/v1/registrations", json=a_form())
    assert answer.status_code == 202, answer.text
