"""Visitors of the web app; what they saw last is kept when a test fails."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.media import REMEMBER_CALLS
from tests.support.chromium import chromium

SLOW_MS = 20_000
SEEN = Path(__file__).resolve().parents[2] / ".cache" / "seen-at-failure"
Visitor = Callable[..., tuple[BrowserContext, Page]]
_failed: set[str] = set()
expect.set_options(timeout=SLOW_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        _failed.add(item.nodeid)
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Opens a browser of somebody's own, speaking English, at an address."""
    opened: list[tuple[BrowserContext, Page]] = []

    def open_browser(address: str, **options: object) -> tuple[BrowserContext, Page]:
        context = browser.new_context(base_url=address, **{"locale": "en-GB", **options})  # type: ignore[arg-type]
        context.add_init_script(REMEMBER_CALLS)
        context.set_default_timeout(SLOW_MS)
        opened.append((context, context.new_page()))
        return opened[-1]

    yield open_browser
    for number, (context, page) in enumerate(opened):
        if request.node.nodeid in _failed:
            SEEN.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SEEN / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
