"""Facts in words: a kind of message, a language and its facts become a subject, a text and a page.

Values are put in once and never read as templates: braces in a name stay braces, and HTML stays text.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from telemed.kit.text import LANGUAGES

_FOLDER = Path(__file__).parent
_FALLBACK = "en"
MAX_SUBJECT = 200

# Autoescape is off for what is plain text, where `&amp;` would be wrong, and on for pages.
_plain = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701
_pages = Environment(
    loader=FileSystemLoader(_FOLDER / "layouts"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
)
_texts = Environment(
    loader=FileSystemLoader(_FOLDER / "layouts"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  as for the plain ones
    trim_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Worded:
    subject: str
    text: str
    html: str


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def kinds() -> set[str]:
    """Every kind of message there are words for."""
    return {name for name, entry in _catalogue(_FALLBACK).items() if isinstance(entry, dict)}


def write(kind: str, language: str, facts: Mapping[str, Any], channel: str) -> Worded:
    """The message. Raises KeyError for an unknown kind and jinja2's UndefinedError for a missing fact."""
    language = language if language in LANGUAGES else _FALLBACK
    catalogue = _catalogue(language)
    entry: dict[str, str] = catalogue[kind]
    subject = _one_line(_fill(entry["subject"], facts))[:MAX_SUBJECT]
    if channel == "sms":
        return Worded(subject, _one_line(_fill(entry["sms"], facts)), "")
    # Paragraphs are told apart before values are put in, so that an empty line in a name makes none.
    paragraphs = [_fill(part.strip(), facts) for part in entry["body"].strip().split("\n\n")]
    around = {
        "subject": subject,
        "paragraphs": [paragraph for paragraph in paragraphs if paragraph.strip()],
        "link": facts.get("link", ""),
        "button": entry.get("button", ""),
        "language": language,
        "service": catalogue["service"],
        "footer": catalogue["footer"],
    }
    text = _texts.get_template("mail.txt.j2").render(around)
    return Worded(subject, text, _pages.get_template("mail.html.j2").render(around))


def when(instant: datetime, tz: ZoneInfo, language: str) -> str:
    """A moment by the clinic's clock: `Tuesday, 24 November 2026, 09:40`, in the language."""
    language = language if language in LANGUAGES else _FALLBACK
    locale = "en_GB" if language == "en" else language
    local = instant.astimezone(tz)
    return f"{format_date(local.date(), 'full', locale=locale)}, {local:%H:%M}"


def zone_name(instant: datetime, tz: ZoneInfo, language: str) -> str:
    """Whose clock it is, with its offset at that moment: `Berlin, UTC+1`."""
    minutes = int((instant.astimezone(tz).utcoffset() or instant - instant).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    city = get_timezone_location(tz, locale=language if language in LANGUAGES else _FALLBACK, return_city=True)
    return f"{city}, {offset}"


@lru_cache(maxsize=256)
def _template(source: str) -> Any:
    return _plain.from_string(source)


def _fill(source: str, facts: Mapping[str, Any]) -> str:
    return str(_template(source).render(facts))


def _one_line(text: str) -> str:
    return " ".join(text.split())
