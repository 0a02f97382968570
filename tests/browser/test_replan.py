"""A sick doctor's day in the web app: twenty visits get other places in under a minute; what is no longer true is refused."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlmodel import col

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.booking.models import Appointment
from telemed.booking.service import OWNER_KIND
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.schedules import claims
from telemed.schedules.claims import Owner
from tests.booking.builders import Town, build_town, next_monday
from tests.browser.conftest import Visitor
from tests.browser.deployments import Deployment, deployment, with_database
from tests.browser.people import PASSWORD
from tests.browser.test_accessibility import violations
from tests.planning.replanning import many_patients

pytestmark = pytest.mark.browser
VISITS = 20
REGISTRAR = "registrar@replan.example.org"
SICK = "Anna Weber0"
LENGTH = timedelta(minutes=20)


@pytest.fixture(scope="module")
def telemed() -> Iterator[Deployment]:
    with deployment("sqlite") as running:
        yield running


async def _ill(database: Database) -> list[UUID]:
    """A clinic of five doctors on a Monday; the first of them has twenty visits. Their ids, in order of time."""
    now, start = clock.now(), next_monday(9)
    hashed = await passwords(1).hash(PASSWORD)
    async with database.writing() as session:
        town = await build_town(session, doctors=5, hours=8, starts_at=start, grid_min=20)
        address = parse_login(REGISTRAR)
        assert address is not None
        account = await create_account(
            session, address, password_hash=hashed, language="en", zone="Europe/Berlin", confirmed=True, now=now
        )
        await grants.give(session, account.id, Grant(Role.REGISTRAR, town.clinic_id), now=now, actor_id=None)
    patients = await many_patients(database, town.clinic_id, VISITS)
    ids = []
    async with database.writing() as session:
        for number, patient_id in enumerate(patients):
            visit = _visit(town, patient_id, start + number * LENGTH, now)
            session.add(visit)
            await session.flush()
            owner, taken = Owner(OWNER_KIND, visit.id), Interval(visit.starts_at, visit.ends_at)
            await claims.open_calendar(session, patient_id, zone="Europe/Berlin")
            await claims.lock(session, [town.doctor_id, patient_id])
            for calendar_id in (town.doctor_id, patient_id):
                await claims.claim(
                    session, calendar_id=calendar_id, time=taken, owner=owner,
                    needs_opening=calendar_id == town.doctor_id, now=now,
                )  # fmt: skip
            ids.append(visit.id)
    return ids


def _visit(town: Town, patient_id: UUID, start: datetime, now: datetime) -> Appointment:
    return Appointment(
        clinic_id=town.clinic_id, service_id=town.service_id, doctor_id=town.doctor_id, patient_id=patient_id,
        starts_at=start, ends_at=start + LENGTH, zone="Europe/Berlin", modality="video", booked_by=patient_id,
        booked_at=now,
    )  # fmt: skip


async def _cancel_behind_the_back(database: Database, visit_id: UUID) -> None:
    """A patient cancels while the registrar is looking."""
    async with database.writing() as session:
        await session.execute(
            update(Appointment).where(col(Appointment.id) == visit_id).values(status="cancelled", revision=2)
        )
        await claims.release(session, Owner(OWNER_KIND, visit_id))


async def _doctors_and_revisions(database: Database) -> list[tuple[UUID, int, str]]:
    async with database.reading() as session:
        found = select(col(Appointment.doctor_id), col(Appointment.revision), col(Appointment.status))
        return [tuple(row) for row in await session.execute(found.order_by(col(Appointment.starts_at)))]  # type: ignore[misc]


def enter_the_absence(page: Page) -> None:
    """What somebody does who reads what is on the screen."""
    page.get_by_role("link", name="Absences").first.click()
    page.get_by_role("link", name=re.compile("A doctor is away")).click()
    page.get_by_label("Who").select_option(label=_option(page))
    day = next_monday(9).date()
    page.get_by_label("Away from").fill(f"{day}T00:00")
    page.get_by_label("Back from").fill(f"{day + timedelta(days=1)}T00:00")
    page.get_by_role("button", name="Find places for the visits").click()


def _option(page: Page) -> str:
    option = page.locator("option", has_text=SICK)
    expect(option).to_have_count(1)
    return str(option.text_content())


def test_a_sick_doctors_twenty_visits_are_replanned_in_under_a_minute_and_a_stale_proposal_is_refused(
    telemed: Deployment, visitor: Visitor
) -> None:
    """From the week to "told", with one visit decided otherwise; a patient who cancels meanwhile is not run over."""
    visits = with_database(telemed.settings, _ill)
    assert isinstance(visits, list)
    _, page = visitor(telemed.first, viewport={"width": 1440, "height": 900})
    page.goto("/sign-in")
    page.get_by_label("E-mail or phone").fill(REGISTRAR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page).to_have_url(re.compile("/clinic"))

    began = time.monotonic()
    enter_the_absence(page)
    rows = page.get_by_role("row")
    expect(rows).to_have_count(VISITS + 1)
    page.get_by_role("button", name="Decide otherwise about the visit of Vera Number00").click()
    page.get_by_role("button", name="Take no place: phone the patient").click()
    expect(page.get_by_text("No place: to be phoned")).to_be_visible()

    with_database(telemed.settings, lambda database: _cancel_behind_the_back(database, visits[7]))
    page.get_by_role("button", name="Go on to confirm").click()
    page.get_by_role("button", name="Apply and tell the patients").click()
    expect(page.get_by_text("Nothing was moved")).to_be_visible()
    expect(page.get_by_text(re.compile("The visit of Vera Number07: is not there any more"))).to_be_visible()
    untouched = with_database(telemed.settings, _doctors_and_revisions)
    assert isinstance(untouched, list)
    assert {revision for _, revision, status in untouched if status == "booked"} == {1}

    expect(rows).to_have_count(VISITS)
    expect(page.get_by_text("No place: to be phoned")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Go on to confirm").click()
    assert violations(page) == []
    page.get_by_role("button", name="Apply and tell the patients").click()
    expect(page.get_by_text("Done. 19 patients have been told.")).to_be_visible()
    assert time.monotonic() - began < 60

    after = with_database(telemed.settings, _doctors_and_revisions)
    assert isinstance(after, list)
    sick = untouched[0][0]
    assert sum(1 for doctor, revision, _ in after if doctor != sick and revision == 2) == VISITS - 2
    assert violations(page) == []
    page.get_by_role("link", name="To the absences").click()
    expect(page.get_by_role("button", name="Tick off: Vera Number00")).to_be_visible()
