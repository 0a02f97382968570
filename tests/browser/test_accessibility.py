"""Axe finds nothing against WCAG 2.2 AA on any page, on a phone, on a desktop, and in the dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.deployments import Deployment, deployment
from tests.browser.pages import DESKTOP, PHONE, VIEWS, ids_of, open_view, somebody

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKS: dict[str, dict[str, object]] = {
    "phone": {"viewport": PHONE},
    "desktop": {"viewport": DESKTOP},
    "dark, Russian": {"viewport": DESKTOP, "color_scheme": "dark", "locale": "ru-RU"},
}


@pytest.fixture(scope="module")
def demo() -> Iterator[Deployment]:
    with deployment("sqlite", with_demo=True) as running:
        yield running


@pytest.fixture(scope="module")
def ids(browser: Browser, demo: Deployment) -> dict[str, str]:
    with somebody(browser, demo.first, "patient") as (_, page):
        return ids_of(page)


def violations(page: Page) -> list[str]:
    """What axe has against the page, each with the elements it is about."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes'][:3]]}" for each in found]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("who", [None, "patient", "doctor", "admin"], ids=str)
def test_axe_finds_nothing(browser: Browser, demo: Deployment, ids: dict[str, str], who: str | None, look: str) -> None:
    """Every page that this person uses."""
    found: dict[str, list[str]] = {}
    with somebody(browser, demo.first, who, **LOOKS[look]) as (_, page):
        for view in (view for view in VIEWS if view.who == who):
            open_view(page, view, ids)
            if problems := violations(page):
                found[view.name] = problems
    assert not found
