"""Facts in words: a kind of message, a language and its facts become a subject, a text and a page.

Values are put in once and never read as templates: braces in a name stay braces, and HTML stays text. The page is
written in MJML, which is turned into what mail programs understand before any value is put in.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import mrml
from babel.dates import format_date, get_timezone_location
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from telemed.kit.text import LANGUAGES
from telemed.notifications.cleaning import one_line

_FOLDER = Path(__file__).parent
_FALLBACK = "en"
MAX_SUBJECT = 200

# Autoescape is off for what is plain text, where `&amp;` would be wrong, and on for pages.
_plain = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701
_pages = Environment(undefined=StrictUndefined, autoescape=True)
_texts = Environment(
    loader=FileSystemLoader(_FOLDER / "layouts"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  as for the plain ones
    trim_blocks=True,
)

_LINKS = ("link", "accept_link", "other_link", "cancel_link", "settings_link")
_MAY_BE_ABSENT = (
    "name", "phone", "doctor", "service", "patient", "own_when", "own_zone_name", "old_when", "place", "estimate",
    "until", "reason", "emergency", *_LINKS,
)  # fmt: skip
# The rows of a letter, in this order, those of them that there are facts for.
_ROWS = {
    "when": "{{ when }}{% if zone_name %} ({{ zone_name }}){% endif %}",
    "own_when": "{{ own_when }} ({{ own_zone_name }})",
    "old_when": "{{ old_when }}",
    "until": "{{ until }}",
    "place": "{{ place }}",
    "estimate": "{{ estimate }}",
    "patient": "{{ patient }}",
    "doctor": "{{ doctor }}",
    "service": "{{ service }}",
    "clinic": "{{ clinic }}{% if phone %}, {{ phone }}{% endif %}",
}


@dataclass(frozen=True, slots=True)
class Worded:
    """What a channel carries. In the inbox and in a push notice the subject is the title and the text one line."""

    subject: str
    text: str
    html: str
    link: str = ""


class Button(NamedTuple):
    label: str
    link: str
    main: bool


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def kinds() -> set[str]:
    """Every kind of message there are words for."""
    return set(_catalogue(_FALLBACK)["kinds"])


def write(kind: str, language: str, facts: Mapping[str, Any], channel: str) -> Worded:
    """The message. Raises KeyError for an unknown kind and jinja2's UndefinedError for a missing fact."""
    catalogue = _catalogue(_known(language))
    entry: dict[str, str] = catalogue["kinds"][kind]
    known = _cleaned(kind, facts)
    subject = one_line(_fill(entry["subject"], known), MAX_SUBJECT)
    link = known["link"]
    match channel:
        case "email":
            text, html = _letter(catalogue, entry, known, subject, _known(language))
            return Worded(subject, text, html, link)
        case "sms":
            text = _fill(entry.get("sms", "{{ service_name }}: {{ short }}{% if link %} {{ link }}{% endif %}"), known | {
                "service_name": catalogue["service"], "short": _short(entry, known),
            })  # fmt: skip
            return Worded(subject, " ".join(text.split()), "", link)
        case _:
            return Worded(subject, _short(entry, known), "", link)


def _cleaned(kind: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Each fact on one line, and nothing that would tell what a sensitive visit is about."""
    known = dict.fromkeys(_MAY_BE_ABSENT, "")
    known |= {name: str(value) if name in _LINKS else one_line(str(value)) for name, value in facts.items()}
    if facts.get("sensitive"):
        known |= dict.fromkeys(("doctor", "service", "reason"), "")
    if kind.startswith("doctor."):
        # They know their own name; whose a sensitive visit is, its page tells.
        known |= dict.fromkeys(("doctor", "patient") if facts.get("sensitive") else ("doctor",), "")
    return known


def _short(entry: Mapping[str, str], known: Mapping[str, str]) -> str:
    return " ".join(_fill(entry["short"], known).split())


def _letter(
    catalogue: Mapping[str, Any], entry: Mapping[str, str], known: Mapping[str, str], subject: str, language: str
) -> tuple[str, str]:
    # Paragraphs are told apart before values are put in, so that an empty line in a name makes none.
    parts = [catalogue["hello"], *entry["body"].strip().split("\n\n")]
    paragraphs = [filled for part in parts if (filled := _fill(part.strip(), known).strip())]
    around = {
        "language": language,
        "subject": subject,
        "preview": _short(entry, known) if "short" in entry else subject,
        "service_name": catalogue["service"],
        "paragraphs": paragraphs,
        "rows": [(catalogue["rows"][name], _fill(row, known)) for name, row in _ROWS.items() if known.get(name)],
        "buttons": _buttons(entry, known),
        "footer": catalogue["footer"],
        "settings_link": known["settings_link"],
        "settings_words": catalogue["settings"],
    }
    return _texts.get_template("mail.txt.j2").render(around), _page().render(around)


def _buttons(entry: Mapping[str, str], known: Mapping[str, str]) -> list[Button]:
    """What the reader may press, the likeliest first and alone in colour."""
    asked = (("accept", "accept_link"), ("other", "other_link"), ("button", "link"), ("cancel", "cancel_link"))
    found = [(_fill(entry[name], known), known[fact]) for name, fact in asked if name in entry and known[fact]]
    return [Button(label, link, main=place == 0) for place, (label, link) in enumerate(found)]


@lru_cache(maxsize=1)
def _page() -> Template:
    source = (_FOLDER / "layouts" / "mail.mjml").read_text(encoding="utf-8")
    # No fonts: their addresses would tell Google who reads which mail.
    return _pages.from_string(mrml.to_html(source, None, mrml.RenderOptions(fonts={})).content)


def when(instant: datetime, tz: ZoneInfo, language: str) -> str:
    """A moment by the clinic's clock: `Tuesday, 24 November 2026, 09:40`, in the language."""
    local = instant.astimezone(tz)
    return f"{format_date(local.date(), 'full', locale=_locale(language))}, {local:%H:%M}"


def deadline(instant: datetime, tz: ZoneInfo, language: str) -> str:
    """A moment that follows "until": `24 November 2026, 09:40`. A weekday would need another case in Russian."""
    local = instant.astimezone(tz)
    return f"{format_date(local.date(), 'long', locale=_locale(language))}, {local:%H:%M}"


def zone_name(instant: datetime, tz: ZoneInfo, language: str) -> str:
    """Whose clock it is, with its offset at that moment: `Berlin, UTC+1`."""
    minutes = int((instant.astimezone(tz).utcoffset() or instant - instant).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    city = get_timezone_location(tz, locale=_known(language), return_city=True)
    return f"{city}, {offset}"


def both_zones(instant: datetime, clinic: ZoneInfo, own: ZoneInfo, language: str) -> dict[str, str]:
    """The facts by which a message names an instant: the clinic's clock, and the reader's where it shows another time."""
    facts = {"when": when(instant, clinic, language), "zone_name": zone_name(instant, clinic, language)}
    if instant.astimezone(clinic).replace(tzinfo=None) == instant.astimezone(own).replace(tzinfo=None):
        return facts | {"own_when": "", "own_zone_name": ""}
    return facts | {"own_when": when(instant, own, language), "own_zone_name": zone_name(instant, own, language)}


def minutes(low_s: int, high_s: int, language: str) -> str:
    """A wait between two lengths given in seconds, such as `12 to 25 minutes`: rounded so that it promises no less."""
    text: str = _catalogue(_known(language))["minutes"]
    return text.format(low=low_s // 60, high=-(-high_s // 60))


def label(name: str, language: str) -> str:
    """A word of those that calendars are made of. Raises KeyError."""
    return str(_catalogue(_known(language))["calendar"][name])


def _known(language: str) -> str:
    return language if language in LANGUAGES else _FALLBACK


def _locale(language: str) -> str:
    return "en_GB" if _known(language) == "en" else language


@lru_cache(maxsize=512)
def _template(source: str) -> Template:
    return _plain.from_string(source)


def _fill(source: str, facts: Mapping[str, Any]) -> str:
    return str(_template(source).render(facts))
