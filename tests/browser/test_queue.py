"""A patient and a doctor meet through the duty queue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.booking.intake.models import IntakeForm
from telemed.booking.intake.schemas import IntakeFormDraft
from telemed.db.engine import Database
from telemed.directory.models import Doctor
from telemed.kit import clock
from telemed.patients.models import Patient
from telemed.patients.people import search_name
from tests.booking.builders import build_town
from tests.browser.conftest import Visitor
from tests.browser.deployments import Deployment, deployment, with_database
from tests.browser.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]
DOCTOR, PATIENT = "doctor@queue.example.org", "vera@queue.example.org"
FORM = {
    "questions": [
        {
            "id": "what", "kind": "choice", "text": {"en": "What troubles you most?"},
            "choices": [
                {"id": "chest", "text": {"en": "Chest pain"}, "danger": {"advice": {"en": "Sit down and call."}}},
                {"id": "fever", "text": {"en": "Fever"}, "urgency": 2},
            ],
        }
    ]
}  # fmt: skip


async def open_ward(database: Database) -> None:
    """A doctor with working time now, whose one service is held on duty and asks one question; and a patient."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    hashed = await passwords(1).hash(PASSWORD)
    async with database.writing() as session:
        town = await build_town(
            session, hours=9, starts_at=now - timedelta(hours=1), duty=True, duration_min=15, grid_min=5
        )
        content = IntakeFormDraft.model_validate(FORM).model_dump(mode="json", exclude_none=True)
        session.add(IntakeForm(service_id=town.service_id, version=1, content=content, created_at=now))
        for login in (DOCTOR, PATIENT):
            address = parse_login(login)
            assert address is not None
            account = await create_account(
                session, address, password_hash=hashed, language="en", zone="Europe/Berlin", confirmed=True, now=now
            )
            if login == DOCTOR:
                grant = Grant(Role.DOCTOR, town.clinic_id, town.doctor_id)
                await session.execute(
                    update(Doctor).where(col(Doctor.id) == town.doctor_id).values(account_id=account.id)
                )
            else:
                patient = Patient(
                    account_id=account.id, given_name="Vera", family_name="Holm",
                    search_name=search_name("Vera", "Holm"), birth_date=now.date() - timedelta(days=12_000),
                    sex="female", language="en", zone="Europe/Berlin", created_at=now,
                )  # fmt: skip
                session.add(patient)
                await session.flush()
                grant = Grant(Role.PATIENT, None, patient.id)
            await grants.give(session, account.id, grant, now=now, actor_id=None)


@pytest.fixture
def telemed() -> Iterator[Deployment]:
    with deployment("sqlite") as running:
        with_database(running.settings, open_ward)
        yield running


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("E-mail or phone").fill(login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()


def test_patient_and_doctor_meet_through_the_queue(telemed: Deployment, visitor: Visitor) -> None:
    """From the landing page past a danger sign into the line; a reload keeps the place; the doctor presses one key."""
    _, anna = visitor(telemed.second, viewport={"width": 1440, "height": 900})
    _, vera = visitor(telemed.first, viewport={"width": 390, "height": 844})
    anna.goto("/doctor/queue")
    sign_in(anna, DOCTOR)
    anna.get_by_role("button", name="Go on duty").click()
    expect(anna.get_by_text("Nobody waits for you")).to_be_visible()

    vera.goto("/")
    vera.get_by_role("link", name="See a doctor now").click()
    vera.get_by_role("link", name="Say what is wrong").click()
    sign_in(vera, PATIENT)
    vera.get_by_role("button", name="Continue").click()
    vera.get_by_role("radio", name="Chest pain").click()
    vera.get_by_role("button", name="Continue").click()
    expect(vera.get_by_text("Sit down and call.")).to_be_visible()
    expect(vera.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    vera.get_by_role("button", name="I chose this answer by mistake").click()
    vera.get_by_role("radio", name="Fever").click()
    vera.get_by_role("button", name="Continue").click()
    vera.get_by_role("button", name="Get in line").click()
    expect(vera.get_by_text("You are next")).to_be_visible()
    vera.reload()
    expect(vera.get_by_text("You are next")).to_be_visible()

    expect(anna.get_by_text("Next: Vera Holm")).to_be_visible()
    expect(anna.get_by_text("Fever", exact=True)).to_be_visible()
    anna.keyboard.press("n")
    expect(anna).to_have_url(re.compile("/doctor/visits/"))

    expect(vera.get_by_role("heading", name="It is your turn")).to_be_visible()
    vera.get_by_role("link", name="Join the visit").click()
    anna.get_by_role("button", name="Admit Vera Holm").click()
    expect(anna.get_by_role("button", name="End the visit")).to_be_visible()
    expect(vera.get_by_role("button", name=re.compile("Leave", re.IGNORECASE)).first).to_be_visible()
