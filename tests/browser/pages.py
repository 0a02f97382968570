"""The pages of the web app, for each who uses them: looked at in screenshots, and checked for accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from telemed.demo.sign_ins import PASSWORD
from tests.browser.media import REMEMBER_CALLS

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
WHO = {"patient": "patient@example.org", "doctor": "doctor@example.org", "admin": "admin@example.org"}


@dataclass(frozen=True)
class View:
    """A page: `path` may name `{visit}` (the next one), `{past}`, `{doctor}`, and a free time's `{service}` and `{start}`."""

    name: str
    path: str
    who: str | None = None


VIEWS = (
    View("landing", "/"),
    View("find", "/find"),
    View("doctor-times", "/doctors/{doctor}"),
    View("soonest", "/soonest?specialty={specialty}", "patient"),
    View("course", "/courses?doctor={doctor}&service={service}", "patient"),
    View("sign-in", "/sign-in"),
    View("register", "/register"),
    View("reset", "/reset"),
    View("mailbox", "/demo/mailbox"),
    View("not-found", "/no-such-page"),
    View("book", "/book?doctor={doctor}&service={service}&start={start}", "patient"),
    View("visits", "/visits", "patient"),
    View("visit", "/visits/{visit}", "patient"),
    View("move", "/visits/{visit}/move", "patient"),
    View("visit-questions", "/visits/{visit}/intake", "patient"),
    View("device-check", "/visits/{visit}/check", "patient"),
    View("after", "/visits/{past}/after", "patient"),
    View("account", "/account", "patient"),
    View("releases", "/releases", "patient"),
    View("waitlist", "/waitlist", "patient"),
    View("waitlist-new", "/waitlist/new?visit={visit}", "patient"),
    View("family", "/family", "patient"),
    View("answer", "/answer?token=nothing"),
    View("inbox", "/inbox", "patient"),
    View("message-choices", "/account/messages", "patient"),
    View("now", "/now", "patient"),
    View("today", "/doctor", "doctor"),
    View("duty-queue", "/doctor/queue", "doctor"),
    View("my-week", "/doctor/week", "doctor"),
    View("my-hours", "/doctor/hours", "doctor"),
    View("calendar-feed", "/doctor/calendar", "doctor"),
    View("clinic-week", "/clinic", "admin"),
    View("bookings", "/clinic/bookings", "admin"),
    View("duty-board", "/clinic/queue", "admin"),
    View("phone-desk", "/clinic/phone", "admin"),
    View("waitlist-board", "/clinic/waitlist", "admin"),
    View("calls", "/clinic/messages", "admin"),
    View("dead-letters", "/clinic/messages?show=dead", "admin"),
    View("messages-sent", "/clinic/messages?show=all", "admin"),
    View("clinic-absences", "/clinic/absences", "admin"),
    View("clinic-absence-new", "/clinic/absences/new", "admin"),
    View("clinic-setup", "/clinic/setup", "admin"),
    View("doctors", "/clinic/doctors", "admin"),
    View("doctor-templates", "/clinic/doctors/{doctor}", "admin"),
    View("services", "/clinic/services", "admin"),
    View("service-questions", "/clinic/services/{service}/intake", "admin"),
    View("staff", "/clinic/staff", "admin"),
    View("programmes", "/clinic/programmes", "admin"),
    View("reserved-and-releases", "/clinic/releases", "admin"),
)


@contextmanager
def somebody(
    browser: Browser, address: str, who: str | None, **options: object
) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser of their own, signed in when they are somebody of the demo."""
    context = browser.new_context(base_url=address, **{"locale": "en-GB", **options})  # type: ignore[arg-type]
    context.add_init_script(REMEMBER_CALLS)
    context.set_default_timeout(20_000)
    page = context.new_page()
    if who is not None:
        page.goto("/sign-in")
        page.locator("input[name=login]").fill(WHO[who])
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
    try:
        yield context, page
    finally:
        context.close()


def settle(page: Page) -> None:
    """Until nothing is loading any more, skeletons included."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)


def open_view(page: Page, view: View, ids: dict[str, str]) -> None:
    page.goto(view.path.format(**ids))
    settle(page)


def ids_of(page: Page) -> dict[str, str]:
    """Ids that pages are about, asked as the signed-in patient whose page this is."""
    with page.expect_response(lambda answer: "/api/v1/sessions/refresh" in answer.url) as refreshed:
        page.reload()
    token = refreshed.value.json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}

    def first(query: str) -> dict[str, object]:
        answer = page.request.get(f"/api/v1/appointments?{query}", headers=headers)
        items: list[dict[str, object]] = answer.json()["items"]
        return items[0]

    upcoming, past = first("when=upcoming"), first("when=past&status=completed")
    doctor = upcoming["doctor"]
    assert isinstance(doctor, dict)
    free = page.request.get(f"/api/v1/openings?doctor_id={doctor['id']}&limit=1").json()["items"][0]
    specialty = page.request.get("/api/v1/specialties").json()["items"][0]
    return {
        "visit": str(upcoming["id"]), "past": str(past["id"]), "doctor": str(doctor["id"]),
        "service": str(free["service_id"]), "start": quote(str(free["local_start"])),
        "specialty": str(specialty["id"]),
    }  # fmt: skip
