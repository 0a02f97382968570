"""Facts about persons. Pure."""

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

OF_AGE = 18
_OLDEST = 130


def clean_name(text: str) -> str:
    """A name in one normal form, without control characters, line breaks or direction marks. Raises ValueError."""
    name = " ".join(part for part in unicodedata.normalize("NFC", text).split(" ") if part)
    if not name or any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in name):
        message = "a name has letters, and no control characters"
        raise ValueError(message)
    return name


def search_name(given_name: str, family_name: str) -> str:
    """What searching compares with: family name first, without case."""
    return f"{family_name} {given_name}".casefold()


def is_plausible_birth_date(birth_date: date, today: date) -> bool:
    return birth_date <= today and today.year - birth_date.year <= _OLDEST


def comes_of_age(birth_date: date, tz: ZoneInfo) -> datetime:
    """The instant at which somebody turns 18 where they live; born on 29 February: on 1 March."""
    year = birth_date.year + OF_AGE
    try:
        birthday = birth_date.replace(year=year)
    except ValueError:
        birthday = date(year, 3, 1)
    return datetime(birthday.year, birthday.month, birthday.day, tzinfo=tz)
