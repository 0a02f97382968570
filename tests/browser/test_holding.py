"""Holding a time and answering what the clinic asks, on a phone: nothing typed is lost, and danger stops the booking."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from telemed.accounts import grants
from telemed.accounts.addresses import parse_login
from telemed.accounts.callers import Grant, Role
from telemed.accounts.passwords import passwords
from telemed.accounts.registration import create_account
from telemed.booking.intake.models import IntakeForm
from telemed.booking.intake.schemas import IntakeFormDraft
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.patients.models import Patient
from telemed.patients.people import search_name
from tests.booking.test_intake_form import CHEST
from tests.browser.conftest import Visitor
from tests.browser.deployments import Deployment, deployment, with_database
from tests.browser.pages import PHONE
from tests.browser.people import PASSWORD, Clinic, open_clinic

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]
LOGIN = "vera@story.example.org"


async def open_asking_clinic(database: Database) -> Clinic:
    """A clinic that asks about pain before a visit, and a patient who can sign in."""
    clinic = await open_clinic(database)
    content = IntakeFormDraft.model_validate(CHEST).model_dump(mode="json", exclude_none=True)
    now = clock.now()
    address = parse_login(LOGIN)
    assert address is not None
    hashed = await passwords(1).hash(PASSWORD)
    async with database.writing() as session:
        session.add(IntakeForm(service_id=clinic.town.service_id, version=1, content=content, created_at=now))
        account = await create_account(
            session, address, password_hash=hashed, language="en", zone="Europe/Berlin", confirmed=True, now=now
        )
        patient = Patient(
            account_id=account.id, given_name="Vera", family_name="Holm", search_name=search_name("Vera", "Holm"),
            birth_date=now.date().replace(year=1990), sex="female", language="en", zone="Europe/Berlin", created_at=now,
        )  # fmt: skip
        session.add(patient)
        await session.flush()
        await grants.give(session, account.id, Grant(Role.PATIENT, None, patient.id), now=now, actor_id=None)
    return clinic


@pytest.fixture
def telemed() -> Iterator[Deployment]:
    with deployment("sqlite") as running:
        with_database(running.settings, open_asking_clinic)
        yield running


def choose(page: Page, answer: str) -> None:
    page.get_by_role("radio", name=answer).click()
    page.get_by_role("button", name="Continue").click()


def test_a_time_is_held_while_the_patient_answers(telemed: Deployment, visitor: Visitor) -> None:
    """Held at once; a reload keeps the hold and the answers; danger shows whom to call and frees the time; an expired
    hold keeps what was typed and is taken again; at last the visit is booked.
    """
    _, vera = visitor(telemed.first, viewport=PHONE)
    vera.goto("/sign-in")
    vera.get_by_label("E-mail or phone").fill(LOGIN)
    vera.get_by_label("Password", exact=True).fill(PASSWORD)
    vera.get_by_role("button", name="Sign in").last.click()
    vera.wait_for_url(re.compile("/visits"))
    vera.goto("/find")
    vera.get_by_role("article").first.get_by_role("list").get_by_role("link").first.click()
    timer = vera.get_by_role("timer")
    expect(timer).to_contain_text(re.compile(r"4:5\d"))
    vera.get_by_role("button", name="Continue").click()

    choose(vera, "In the chest")
    expect(vera.get_by_role("heading", name="Are you short of breath?")).to_be_visible()
    vera.wait_for_timeout(2100)
    vera.reload()
    expect(vera.get_by_role("heading", name="Are you short of breath?")).to_be_visible()
    expect(timer).not_to_contain_text("5:00")

    choose(vera, "Yes")
    expect(vera.get_by_role("heading", name="Please do not wait for a visit")).to_be_visible()
    expect(vera.get_by_text("Call now")).to_be_visible()
    expect(vera.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    expect(timer).to_have_count(0)

    vera.get_by_role("button", name="I chose this answer by mistake").click()
    choose(vera, "No")
    vera.get_by_role("textbox").fill("36,6")
    five_minutes_later(vera)
    expect(vera.get_by_text("The time is not held for you any longer")).to_be_visible()
    expect(vera.get_by_role("textbox")).to_have_value("36,6")
    vera.get_by_role("button", name="Hold it again").click()
    expect(timer).to_be_visible()
    vera.get_by_role("button", name="Continue").click()
    vera.get_by_role("button", name="Continue").click()
    expect(vera.get_by_text("36.6 °C")).to_be_visible()
    vera.get_by_role("button", name="Book this visit").click()
    expect(vera.get_by_text("Your visit is booked")).to_be_visible()
    expect(vera.get_by_role("region", name="What you told the doctor")).to_contain_text("36.6 °C")


def five_minutes_later(page: Page) -> None:
    """For the page's own clock; the server's goes on as it did, and gives back the hold there is."""
    page.evaluate("() => { const now = Date.now, ahead = 301000; Date.now = () => now() + ahead; }")
