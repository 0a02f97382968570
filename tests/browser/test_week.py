"""The clinic's week: a visit is carried to another doctor with the mouse, and back by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlmodel import col

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.patients.service import relate
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from tests.booking.builders import Town, a_person, build_town
from tests.browser.conftest import Visitor
from tests.browser.deployments import Deployment, deployment, with_database
from tests.browser.people import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Seeded:
    """A clinic of two doctors with one booked visit, at nine on a Monday, with the first of them."""

    town: Town
    visit_id: UUID

    @property
    def day(self) -> str:
        return self.town.shift.start.date().isoformat()

    def cell(self, page: Page, doctor: int) -> Locator:
        return page.locator(f'[data-doctor="{self.town.doctor_ids[doctor]}"][data-day="{self.day}"]')


@pytest.fixture
def telemed() -> Iterator[Deployment]:
    with deployment("sqlite") as running:
        yield running


@pytest.fixture
def seeded(telemed: Deployment) -> Seeded:
    async def seed(database: Database) -> Seeded:
        async with database.writing() as session:
            town = await build_town(session, doctors=2, hours=8, horizon_days=56)
            now = clock.now()
            address = parse_login(ADMIN)
            assert address is not None
            hashed = await passwords(1).hash(PASSWORD)
            account = await create_account(
                session, address, password_hash=hashed, language="en", zone="Europe/Berlin", confirmed=True, now=now
            )
            await grants.give(
                session, account.id, Grant(Role.CLINIC_ADMIN, town.clinic_id, None), now=now, actor_id=None
            )
        person = await a_person(database, telemed.settings)
        return Seeded(town, await _book(database, town, person.patient_id, account.id))

    made = with_database(telemed.settings, seed)
    assert isinstance(made, Seeded)
    return made


async def _book(database: Database, town: Town, patient_id: UUID, account_id: UUID) -> UUID:
    time, now = Interval(town.shift.start, town.shift.start + timedelta(minutes=20)), clock.now()
    visit = Appointment(
        id=new_id(), clinic_id=town.clinic_id, service_id=town.service_id, doctor_id=town.doctor_id,
        patient_id=patient_id, starts_at=time.start, ends_at=time.end, zone="Europe/Berlin", modality="video",
        booked_by=account_id, booked_at=now,
    )  # fmt: skip
    async with database.writing() as session:
        await claims.open_calendar(session, patient_id, zone="Europe/Berlin")
        await claims.lock(session, (town.doctor_id, patient_id))
        for calendar_id, from_working_time in ((town.doctor_id, True), (patient_id, False)):
            await claims.claim(
                session, calendar_id=calendar_id, time=time, owner=Owner("appointment", visit.id),
                needs_opening=from_working_time, now=now,
            )  # fmt: skip
        session.add(visit)
        await relate(session, patient_id, town.clinic_id, doctor_id=town.doctor_id, now=now)
    return visit.id


def doctor_of(telemed: Deployment, visit_id: UUID) -> UUID:
    async def ask(database: Database) -> UUID:
        async with database.reading() as session:
            found = await session.scalar(select(col(Appointment.doctor_id)).where(col(Appointment.id) == visit_id))
        assert found is not None
        return found

    found = with_database(telemed.settings, ask)
    assert isinstance(found, UUID)
    return found


def open_week(page: Page, seeded: Seeded) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail or phone").fill(ADMIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.get_by_label("Day", exact=True).fill(seeded.day)
    expect(seeded.cell(page, 0)).to_be_visible()


def drag(page: Page, seeded: Seeded) -> None:
    """From the first doctor's nine o'clock to the middle of the second doctor's day."""
    start = page.locator(f'[data-visit="{seeded.visit_id}"]').bounding_box()
    goal = seeded.cell(page, 1).locator("[data-strip]").bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for step in (0.3, 0.7, 1.0):
        x = start["x"] + (goal["x"] + goal["width"] / 2 - start["x"]) * step
        y = start["y"] + (goal["y"] + goal["height"] / 2 - start["y"]) * step
        page.mouse.move(x, y)
    page.mouse.up()


def test_a_visit_is_moved_by_pointer_and_by_keyboard(telemed: Deployment, seeded: Seeded, visitor: Visitor) -> None:
    """Dropped on another doctor it asks for the time, then moves; picked up by keyboard it goes back the same way."""
    _, page = visitor(telemed.first, viewport={"width": 1440, "height": 900})
    open_week(page, seeded)
    drag(page, seeded)
    dialog = page.get_by_role("dialog", name="Move the visit")
    expect(dialog.get_by_role("radio", checked=True)).to_be_visible()
    assert doctor_of(telemed, seeded.visit_id) == seeded.town.doctor_ids[0], "nothing moves before it is confirmed"
    dialog.get_by_role("button", name=re.compile("^Move to")).click()
    expect(page.get_by_text(re.compile("is moved to"))).to_be_visible()
    assert doctor_of(telemed, seeded.visit_id) == seeded.town.doctor_ids[1]

    seeded.cell(page, 1).focus()
    page.keyboard.press("Enter")
    pick_up = page.get_by_role("button", name=re.compile("Pick up the visit"))
    expect(pick_up).to_be_visible()
    pick_up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("In hand"))).to_be_visible()
    expect(seeded.cell(page, 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name=re.compile("^Move to"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("is moved to"))).to_be_visible()
    assert doctor_of(telemed, seeded.visit_id) == seeded.town.doctor_ids[0]
