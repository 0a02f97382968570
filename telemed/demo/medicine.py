"""What can be booked in each specialty."""

from dataclasses import dataclass

from telemed.demo.places import Texts, words

ALL = ("video", "audio", "chat")
SPOKEN = ("video", "audio")


@dataclass(frozen=True, slots=True, eq=False)
class Treatment:
    """A service to be. Lengths in minutes; prices in whole roubles and euros."""

    name: Texts
    duration: int
    before: int
    after: int
    grid: int
    modalities: tuple[str, ...]
    roubles: int
    euros: int
    lead: int = 60
    horizon_days: int = 56
    cancel: int = 180
    duty: bool = False
    """Offered by whoever is on duty, and by nobody else."""


@dataclass(frozen=True, slots=True)
class Field:
    """A specialty. `title` is how its doctors are called: Russian, German for a woman and for a man, English."""

    code: str
    title: tuple[str, str, str, str]
    treatments: tuple[Treatment, ...]


def _first(ru: str, de: str, en: str, roubles: int, euros: int, *, before: int = 0) -> Treatment:
    """Half an hour, and ten minutes to write it down."""
    return Treatment(words(ru, de, en), 30 - before, before, 10, 20, SPOKEN, roubles, euros, lead=120, cancel=720)


def _again(roubles: int, euros: int) -> Treatment:
    name = words("Повторная консультация", "Folgetermin", "Follow-up")
    return Treatment(name, 20, 0, 0, 20, ALL, roubles, euros)


FIELDS = (
    Field(
        "general",
        ("Врач-терапевт", "Fachärztin für Allgemeinmedizin", "Facharzt für Allgemeinmedizin", "General practitioner"),
        (
            Treatment(
                words("Консультация терапевта", "Hausärztliche Sprechstunde", "GP consultation"),
                20, 0, 0, 20, SPOKEN, 1900, 39, lead=10,
            ),
            Treatment(
                words("Разбор результатов анализов", "Besprechung von Befunden", "Going through test results"),
                15, 0, 5, 20, ALL, 1200, 25,
            ),
            Treatment(
                words("Дежурный врач", "Ärztlicher Bereitschaftsdienst", "Doctor on duty"),
                15, 0, 0, 5, ALL, 2400, 49, lead=0, horizon_days=2, cancel=15, duty=True,
            ),
        ),
    ),
    Field(
        "paediatrics",
        ("Врач-педиатр", "Kinderärztin", "Kinderarzt", "Paediatrician"),
        (
            _first("Консультация педиатра", "Kindersprechstunde", "Paediatric consultation", 2600, 55),
            _again(1700, 35),
        ),
    ),
    Field(
        "cardiology",
        ("Врач-кардиолог", "Fachärztin für Kardiologie", "Facharzt für Kardiologie", "Cardiologist"),
        (
            # Ten minutes before the visit are for the ECG that was sent in.
            _first("Консультация кардиолога", "Kardiologische Sprechstunde", "Heart consultation", 3400, 79, before=10),
            _again(2200, 45),
        ),
    ),
    Field(
        "dermatology",
        ("Врач-дерматолог", "Hautärztin", "Hautarzt", "Dermatologist"),
        (
            Treatment(
                words("Консультация дерматолога", "Hautsprechstunde", "Skin consultation"),
                20, 0, 0, 20, SPOKEN, 2500, 52,
            ),
            Treatment(
                words("Оценка по фотографиям", "Beurteilung nach Fotos", "Review of photographs"),
                15, 0, 5, 20, ("chat", "video"), 1500, 29,
            ),
        ),
    ),
    Field(
        "neurology",
        ("Врач-невролог", "Fachärztin für Neurologie", "Facharzt für Neurologie", "Neurologist"),
        (
            _first("Консультация невролога", "Neurologische Sprechstunde", "Neurological consultation", 3200, 75),
            _again(2100, 45),
        ),
    ),
    Field(
        "endocrinology",
        ("Врач-эндокринолог", "Fachärztin für Endokrinologie", "Facharzt für Endokrinologie", "Endocrinologist"),
        (
            _first("Консультация эндокринолога", "Endokrinologische Sprechstunde", "Hormone consultation", 3100, 72),
            _again(2000, 42),
        ),
    ),
    Field(
        "gynaecology",
        ("Врач-гинеколог", "Frauenärztin", "Frauenarzt", "Gynaecologist"),
        (
            _first("Консультация гинеколога", "Gynäkologische Sprechstunde", "Gynaecological consultation", 2900, 65),
            _again(1900, 40),
        ),
    ),
    Field(
        "psychotherapy",
        ("Врач-психотерапевт", "Ärztliche Psychotherapeutin", "Ärztlicher Psychotherapeut", "Psychotherapist"),
        (
            Treatment(
                words("Сеанс психотерапии", "Therapiesitzung", "Therapy session"),
                45, 0, 15, 30, SPOKEN, 4800, 110, lead=720, cancel=1440,
            ),
            Treatment(
                words("Первая беседа", "Erstgespräch", "First conversation"),
                30, 0, 0, 30, SPOKEN, 2500, 60, lead=240,
            ),
        ),
    ),
    Field(
        "ent",
        ("Врач-оториноларинголог", "HNO-Ärztin", "HNO-Arzt", "ENT doctor"),
        (
            Treatment(
                words("Консультация ЛОР-врача", "HNO-Sprechstunde", "ENT consultation"),
                20, 0, 0, 20, SPOKEN, 2300, 49,
            ),
            Treatment(
                words("Повторная консультация", "Folgetermin", "Follow-up"),
                15, 0, 5, 20, ALL, 1500, 29,
            ),
        ),
    ),
)  # fmt: skip

BY_CODE = {field.code: field for field in FIELDS}
