"""`make screenshots`: each main page, phone and desktop, into docs/screenshots/."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.deployments import Deployment, deployment
from tests.browser.media import wait_for_video
from tests.browser.pages import DESKTOP, PHONE, SIZES, VIEWS, ids_of, open_view, settle, somebody
from tests.support.chromium import chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TWICE = {"landing", "find", "visits", "visit", "today", "clinic-week"}
"""Pages that are also shown in Russian and in the dark."""


def keep(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"  {name}")  # noqa: T201  progress of a command


def ordinary_pages(browser: Browser, address: str, ids: dict[str, str]) -> None:
    for who in (None, "patient", "doctor", "admin"):
        views = [view for view in VIEWS if view.who == who]
        for size, viewport in SIZES.items():
            with somebody(browser, address, who, viewport=viewport) as (_, page):
                for view in views:
                    open_view(page, view, ids)
                    keep(page, f"{view.name}-{size}")
            with somebody(browser, address, who, viewport=viewport, locale="ru-RU", color_scheme="dark") as (_, page):
                for view in views:
                    if view.name in TWICE:
                        open_view(page, view, ids)
                        keep(page, f"{view.name}-{size}-ru-dark")


def live_pages(browser: Browser, telemed: Deployment, ids: dict[str, str]) -> None:
    """Waiting room, visit and desk: the demo's patient has a visit with the demo's doctor that begins soon."""
    address = telemed.first
    with (
        somebody(browser, address, "patient", viewport=PHONE) as (_, patient),
        somebody(browser, address, "doctor", viewport=DESKTOP) as (_, doctor),
    ):
        patient.goto(f"/visits/{ids['visit']}/room")
        patient.get_by_text("You are next").wait_for()
        settle(patient)
        keep(patient, "waiting-room-phone")
        doctor.reload()
        settle(doctor)
        keep(doctor, "today-waiting-desktop")
        doctor.goto(f"/doctor/visits/{ids['visit']}")
        doctor.get_by_role("button", name="Admit").first.click()
        wait_for_video(patient)
        wait_for_video(doctor)
        doctor.get_by_label("Message", exact=True).fill("Good morning! Can you hear me well?")
        doctor.keyboard.press("Enter")
        doctor.get_by_label("Your note on this visit").fill(
            "Dry cough for two weeks, no fever, no shortness of breath."
        )
        doctor.wait_for_timeout(2500)
        keep(doctor, "desk-desktop")
        keep(patient, "visit-room-phone")
        patient.set_viewport_size(DESKTOP)
        patient.wait_for_timeout(800)
        keep(patient, "visit-room-desktop")
        doctor.set_viewport_size(PHONE)
        doctor.wait_for_timeout(800)
        keep(doctor, "desk-phone")


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with deployment("sqlite", with_demo=True) as telemed, chromium() as browser:
        with somebody(browser, telemed.first, "patient") as (_, page):
            ids = ids_of(page)
        ordinary_pages(browser, telemed.first, ids)
        live_pages(browser, telemed, ids)
    return 0


if __name__ == "__main__":
    sys.exit(main())
