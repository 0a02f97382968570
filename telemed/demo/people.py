"""Patients: of all ages, children with a parent who acts for them, some old people who only phone."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from telemed.demo import names, sign_ins
from telemed.demo.places import MOSCOW, Place

_YEAR = 365.2425
CHILD_UNDER = 18


@dataclass(frozen=True, slots=True)
class Person:
    """A patient to be. Without an `email` they have no account; `parent` is the place of who acts for them."""

    given: str
    family: str
    sex: str
    birth_date: date
    language: str
    phone: str
    email: str | None
    parent: int | None = None

    def age(self, today: date) -> int:
        had_birthday = (today.month, today.day) >= (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - (not had_birthday)


def people(place: Place, number: int, today: date, chance: Random) -> list[Person]:
    """The patients of one house. Adults come first, so that a child's parent is there before the child."""
    children = place.share // 8
    found = [_adult(place, number, index, today, chance) for index in range(place.share - children)]
    if place is MOSCOW and number == 1:
        found[0] = _visitor(found[0], today)
    for child in range(children):
        found.append(_child(found, child * 3, today, chance))
    return found


def _visitor(instead_of: Person, today: date) -> Person:
    """The patient whom a visitor of the demo can be."""
    given, family = sign_ins.PATIENT.name.split(" ")
    birth_date = _born(38.4, today)
    return Person(given, family, "female", birth_date, "ru", instead_of.phone, sign_ins.PATIENT.login)


def _adult(place: Place, number: int, index: int, today: date, chance: Random) -> Person:
    language = chance.choices(*zip(*place.tongues, strict=True))[0]
    sex = chance.choice(("female", "male"))
    # Parents of the children are the first of the list, and of an age for it.
    age = chance.triangular(27, 45, 36) if index < place.share // 2 else chance.triangular(18.1, 96, 58)
    given, family = names.given_name(language, sex, chance), names.family_name(language, sex, chance)
    phones_only = age > 75 and chance.random() < 0.6  # noqa: PLR2004  about as many as do
    mark = f"{place.slug[0]}{number}.{index}"
    email = None if phones_only else f"{names.latin(given)}.{names.latin(family)}.{mark}@example.com"
    return Person(given, family, sex, _born(age, today), language, phone_of(place, index), email)


def _child(adults: list[Person], parent: int, today: date, chance: Random) -> Person:
    of = adults[parent]
    sex = chance.choice(("female", "male"))
    masculine = of.family.removesuffix("а") if of.language == "ru" and of.sex == "female" else of.family
    family = names.of_family(masculine, of.language, sex)
    youngest = min(17.5, of.age(today) - 20)
    born = _born(chance.triangular(0.2, max(0.5, youngest), 5), today)
    return Person(names.given_name(of.language, sex, chance), family, sex, born, of.language, of.phone, None, parent)


def _born(age: float, today: date) -> date:
    return today - timedelta(days=round(age * _YEAR))


def phone_of(place: Place, index: int) -> str:
    """A number of a range that is given to nobody (Berlin), or of one that nobody was seen to use."""
    return f"+7900000{1000 + index:04}" if place.country == "RU" else f"+493023125{200 + index:03}"
