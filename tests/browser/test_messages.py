"""What browsers make of messages: notices that the service worker shows, and letters in the demo's mailbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from telemed.kit.ids import new_id
from telemed.notifications.transports import Outgoing, transport_for
from tests.browser.conftest import Visitor
from tests.browser.deployments import Deployment, apart, deployment
from tests.notifications.facts import a_deployment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

EVIL = """<h1 id="seen">A letter</h1><script>document.title = "ran"; parent.document.title = "ran"</script>
<img src="x" onerror="parent.document.title = 'ran'"><a href="/sign-in" target="_top">away</a>
<form action="/sign-in"><button>send</button></form>"""


@pytest.fixture(scope="module")
def server() -> Iterator[Deployment]:
    with deployment("sqlite") as running:
        yield running


def test_a_notice_sent_twice_shows_once_and_leads_into_the_app(server: Deployment, visitor: Visitor) -> None:
    """Its text is text; what it opens is a page of ours, whatever it says."""
    context, page = visitor(server.first)
    context.grant_permissions(["notifications"], origin=server.first)
    page.goto("/")
    devtools = context.new_cdp_session(page)
    registered: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registered.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready }"
    )
    page.evaluate(
        """async () => {
            const { active } = await navigator.serviceWorker.ready;
            if (active.state !== "activated")
                await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
        }"""
    )
    notice = {"id": "m1", "title": "It is your turn", "body": "<b>x</b>", "url": "/now/7"}
    for data in (json.dumps(notice), json.dumps(notice), "not a notice", ""):
        push = {"origin": server.first, "registrationId": registered[0]["registrationId"], "data": data}
        devtools.send("ServiceWorker.deliverPushMessage", push)
    # In the page itself: to a waiting Playwright a promise is as good as true.
    shown = page.evaluate(
        """async () => {
            const worker = await navigator.serviceWorker.ready;
            for (let tries = 0; tries < 100; tries += 1) {
                const shown = await worker.getNotifications();
                if (shown.length) return shown.map(({ title, body, tag, data }) => [title, body, tag, data.url]);
                await new Promise((again) => setTimeout(again, 100));
            }
        }"""
    )
    assert shown == [["It is your turn", "<b>x</b>", "m1", "/now/7"]]


def test_a_letter_runs_nothing(server: Deployment, visitor: Visitor) -> None:
    """It is shown as its reader's mail program would, in a frame in which no script runs."""
    deployment_ = a_deployment(data_dir=server.settings.data_dir)
    letter = Outgoing(new_id(), "email", "a@example.org", "Hello", "text", EVIL, datetime(2026, 11, 24, tzinfo=UTC))

    async def send() -> None:
        async with transport_for(deployment_) as transport:
            await transport.send(letter)

    apart(lambda: asyncio.run(send()))
    _, page = visitor(server.first)
    page.goto("/demo/mailbox")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#seen")).to_be_visible()
    frame.locator("a").click()
    frame.locator("button").click()
    expect(page).to_have_title("Demo mailbox · Telemed")
    assert page.url.endswith("/demo/mailbox")
