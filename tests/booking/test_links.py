"""Links that answer with one tap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings as examples, strategies as st

from telemed.booking import links
from telemed.booking.errors import LinkRefused
from telemed.booking.links import Link
from tests.conftest import settings_for

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
HERE = settings_for("sqlite://", Path("unused"), public_url="https://care.example/")


def test_a_link_says_what_was_signed_and_leads_to_the_configured_host() -> None:
    """The host is the settings', never a request's."""
    subject = uuid4()
    address = links.link_for(HERE, "offer", subject, 3, LATER)
    assert address.startswith("https://care.example/answer?token=offer.")
    assert links.read(HERE, address.partition("token=")[2], NOW) == Link("offer", subject, 3)


def test_a_link_works_until_it_expires() -> None:
    token = links.token_for(HERE, "replan", uuid4(), 1, LATER)
    links.read(HERE, token, LATER - timedelta(seconds=1))
    with pytest.raises(LinkRefused):
        links.read(HERE, token, LATER)


def test_a_link_of_another_secret_or_purpose_is_refused() -> None:
    """No part of a link can be exchanged, and another deployment's link is nothing here."""
    token = links.token_for(HERE, "offer", uuid4(), 1, LATER)
    elsewhere = settings_for("sqlite://", Path("unused"), secret_key="another-secret-0123456789-abcdefghijkl")
    with pytest.raises(LinkRefused):
        links.read(elsewhere, token, NOW)
    for number in range(5):
        parts = token.split(".")
        parts[number] = ["replan", uuid4().hex, "2", str(10**10), "A" * 43][number]
        with pytest.raises(LinkRefused):
            links.read(HERE, ".".join(parts), NOW)


_SHAPED = st.tuples(
    st.just("offer"), st.just("0" * 32), st.text(max_size=8), st.text(max_size=30), st.text(max_size=43)
)


@examples(max_examples=30, deadline=None)
@given(st.one_of(st.text(max_size=200), _SHAPED.map(".".join)))
def test_whatever_is_sent_as_a_link_is_refused_and_never_fails(token: str) -> None:
    with pytest.raises(LinkRefused):
        links.read(HERE, token, NOW)
