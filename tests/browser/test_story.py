"""The whole story with three people: register, find, book, check, wait, be seen, and the clinic sees it done."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW_MS, Visitor
from tests.browser.deployments import Deployment, deployment, with_database
from tests.browser.media import wait_for_video
from tests.browser.people import PASSWORD, Clinic, open_clinic

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PATIENT = "Vera Holm"
LOGIN = "vera@example.org"


@pytest.fixture(params=("sqlite", "postgresql"))
def telemed(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    with deployment(str(request.param)) as running:
        yield running


@pytest.fixture
def clinic(telemed: Deployment) -> Clinic:
    made = with_database(telemed.settings, open_clinic)
    assert isinstance(made, Clinic)
    return made


def code_in_the_mailbox(address: str) -> str:
    """The six digits of the newest mail, as the on-screen mailbox shows them."""
    with urllib.request.urlopen(f"{address}/api/v1/demo/mailbox?to={LOGIN}", timeout=5) as answer:
        mails = json.load(answer)
    mails = mails["items"] if isinstance(mails, dict) else mails
    for mail in mails:
        if found := re.search(r"\b(\d{6})\b", mail["text"]):
            return found[1]
    return ""


def wait_for_code(page: Page, address: str) -> str:
    for _ in range(60):
        if code := code_in_the_mailbox(address):
            return code
        page.wait_for_timeout(250)
    raise AssertionError("no mail with a code came within 15 s")


def register(page: Page, address: str) -> None:
    page.get_by_label("E-mail or phone").fill(LOGIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    first, last = PATIENT.split()
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    page.get_by_label("Date of birth").fill("1990-05-17")
    page.get_by_label("Female").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(re.compile("I agree")).check()
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill(wait_for_code(page, address))
    page.get_by_role("button", name="Confirm and go on").click()


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail or phone").fill(login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()


def find_and_book(page: Page, address: str) -> str:
    """From the landing page, as somebody who has no account yet; returns the visit's id."""
    page.goto("/")
    page.get_by_role("link", name="Find a doctor").first.click()
    offer = page.get_by_role("article").first
    offer.get_by_role("list").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Confirm your visit")).to_be_visible()
    page.get_by_role("link", name=re.compile("Create an account")).first.click()
    register(page, address)
    expect(page.get_by_role("heading", name="Confirm your visit")).to_be_visible()
    page.get_by_label(re.compile("What is it about")).fill("A cough for two weeks")
    page.get_by_role("button", name="Book this visit").click()
    expect(page.get_by_text("Your visit is booked")).to_be_visible()
    found = re.search(r"/visits/([0-9a-f-]{36})", page.url)
    assert found is not None
    return found[1]


def say(page: Page, words: str) -> None:
    chat = page.get_by_role("region", name="Chat")
    if not chat.is_visible():
        page.get_by_role("button", name=re.compile("chat", re.IGNORECASE)).first.click()
    chat.get_by_label("Message", exact=True).fill(words)
    chat.get_by_role("button", name="Send").click()


def expect_said(page: Page, *words: str) -> None:
    """Each of these exactly once, in this order."""
    log = page.get_by_label("Messages", exact=True)
    for each in words:
        expect(log.get_by_text(each, exact=True)).to_have_count(1, timeout=SLOW_MS)
    texts = log.inner_text()
    assert [texts.index(each) for each in words] == sorted(texts.index(each) for each in words)


def test_a_visit_from_finding_a_doctor_to_the_clinics_week(
    telemed: Deployment, clinic: Clinic, visitor: Visitor
) -> None:
    """Patient and doctor meet by video over different server processes, through a reload and a cut, until the end."""
    _, anna = visitor(telemed.second, viewport={"width": 1440, "height": 900})
    vera_context, vera = visitor(telemed.first, viewport={"width": 390, "height": 844})
    visit_id = find_and_book(vera, telemed.first)

    vera.get_by_role("link", name="Check camera and sound").first.click()
    expect(vera.get_by_role("heading", name="Check camera and sound")).to_be_visible()
    expect(vera.get_by_label("How loud you are")).to_be_visible()
    vera.get_by_role("link", name="Join the visit").click()
    expect(vera.get_by_text("You are next")).to_be_visible()

    sign_in(anna, clinic.doctor_login)
    waiting = anna.get_by_role("link", name=f"Open the visit of {PATIENT}").first
    expect(waiting).to_be_visible()
    waiting.click()
    anna.get_by_role("button", name=f"Admit {PATIENT}").click()
    wait_for_video(vera)
    wait_for_video(anna)

    say(anna, "Good morning, I can see you")
    say(vera, "And I you")
    expect_said(vera, "Good morning, I can see you", "And I you")
    expect_said(anna, "Good morning, I can see you", "And I you")
    anna.get_by_label("Your note on this visit").fill("Cough for two weeks, no fever.")

    anna.reload()
    wait_for_video(anna)
    wait_for_video(vera)
    expect_said(anna, "Good morning, I can see you", "And I you")
    expect(anna.get_by_label("Your note on this visit")).to_have_value("Cough for two weeks, no fever.")

    vera_context.set_offline(offline=True)
    cut_the_socket(vera)
    say(anna, "Are you still there?")
    anna.wait_for_timeout(2000)
    vera_context.set_offline(offline=False)
    expect_said(vera, "Good morning, I can see you", "And I you", "Are you still there?")
    say(vera, "Here again")
    expect_said(anna, "Are you still there?", "Here again")
    wait_for_video(vera)

    anna.get_by_role("button", name="End the visit").click()
    anna.get_by_role("button", name="End for everybody").click()
    expect(vera.get_by_text(re.compile("visit is over")).first).to_be_visible()

    _, admin = visitor(telemed.first, viewport={"width": 1440, "height": 900})
    sign_in(admin, clinic.admin_login)
    expect(admin).to_have_url(re.compile("/clinic"))
    admin.get_by_role("button", name=re.compile("1 visit$")).click()
    expect(admin.get_by_text(PATIENT).first).to_be_visible()
    status = admin.get_by_text(re.compile("completed|held", re.IGNORECASE))
    expect(status.filter(visible=True).first).to_be_visible()
    assert visit_id


def cut_the_socket(page: Page) -> None:
    """What a dead network does to a socket that is open; going offline alone leaves it as it is."""
    page.evaluate("() => window.__sockets?.forEach((socket) => socket.close())")
