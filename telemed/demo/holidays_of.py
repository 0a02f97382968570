"""Public holidays as a clinic writes them into its calendar, in three languages."""

from datetime import date, timedelta

from telemed.demo.places import Place, Texts

_GERMAN = {
    "Neujahr": "Новый год", "Frauentag": "Международный женский день", "Karfreitag": "Страстная пятница",
    "Ostermontag": "Пасхальный понедельник", "Erster Mai": "День труда", "Christi Himmelfahrt": "Вознесение",
    "Pfingstmontag": "Духов день", "Tag der Deutschen Einheit": "День германского единства",
    "Erster Weihnachtstag": "Рождество", "Zweiter Weihnachtstag": "Второй день Рождества",
}  # fmt: skip
_RUSSIAN = {
    "New Year Holidays": "Neujahrsferien", "Christmas Day": "Weihnachten", "Defender of the Fatherland Day":
    "Tag des Verteidigers des Vaterlandes", "International Women's Day": "Internationaler Frauentag",
    "Holiday of Spring and Labor": "Tag des Frühlings und der Arbeit", "Victory Day": "Tag des Sieges",
    "Russia Day": "Tag Russlands", "Unity Day": "Tag der nationalen Einheit",
}  # fmt: skip


def public_holidays(place: Place, first: date, last: date) -> dict[date, Texts]:
    """Name by date, both ends included."""
    import holidays  # noqa: PLC0415  takes a third of a second, and only the demo needs it

    years = range(first.year, last.year + 1)
    own = place.languages[0]
    named = holidays.country_holidays(place.country, subdiv=place.region, years=years, language=own)
    english = holidays.country_holidays(place.country, subdiv=place.region, years=years, language="en_US")
    found: dict[date, Texts] = {}
    day = first
    while day <= last:
        if day in named:
            found[day] = _named(own, named[day], english[day])
        day += timedelta(days=1)
    return found


def _named(own: str, name: str, english: str) -> Texts:
    """A day off that was moved from a weekend has no name of its own, and is given the plain words."""
    if english.startswith("Day off"):
        return {"ru": "Перенесённый выходной", "de": "Verlegter freier Tag", "en": "Day off"}
    plain = english.removesuffix(" (observed)")
    texts = {own: name, "en": english}
    if own == "de" and name in _GERMAN:
        texts["ru"] = _GERMAN[name]
    if own == "ru" and plain in _RUSSIAN:
        texts["de"] = _RUSSIAN[plain]
    return texts
