"""The two towns of the demo."""

from dataclasses import dataclass

Texts = dict[str, str]


def words(ru: str, de: str, en: str) -> Texts:
    return {"ru": ru, "de": de, "en": en}


@dataclass(frozen=True, slots=True)
class Place:
    """A clinic to be. `share` is how many of 300 patients are its own; `tongues` are the patients' languages by weight."""

    slug: str
    name: Texts
    zone: str
    country: str
    region: str | None
    languages: tuple[str, ...]
    phone: str
    address: Texts
    about: Texts
    emergency_number: str
    currency: str
    share: int
    tongues: tuple[tuple[str, int], ...]


MOSCOW = Place(
    slug="moscow",
    name=words("Клиника «Ясень»", "Klinik Jassen", "Yasen Clinic"),
    zone="Europe/Moscow",
    country="RU",
    region=None,
    languages=("ru", "en"),
    phone="+74951200140",
    address=words("Москва, Кленовый бульвар, 14", "Klenowy-Boulevard 14, Moskau", "14 Klenovy Boulevard, Moscow"),
    about=words(
        "Консультации врачей девяти специальностей по видео, по телефону и в чате. Дежурный терапевт отвечает и ночью. "
        "Если нужен осмотр или анализы, врач подскажет, куда обратиться рядом с домом.",
        "Sprechstunden in neun Fachrichtungen per Video, Telefon und Chat. Der allgemeinmedizinische Dienst ist auch "
        "nachts erreichbar. Wenn eine Untersuchung nötig ist, sagen wir, wohin man in der Nähe gehen kann.",
        "Doctors of nine specialties by video, phone and chat. A general practitioner is on duty at night as well. When "
        "you need to be examined in person, the doctor tells you where to go near home.",
    ),
    emergency_number="103, 112",
    currency="RUB",
    share=240,
    tongues=(("ru", 86), ("en", 11), ("de", 3)),
)

BERLIN = Place(
    slug="berlin",
    name=words("Практика на Линденуфер", "Praxis am Lindenufer", "Lindenufer Practice"),
    zone="Europe/Berlin",
    country="DE",
    region="BE",
    languages=("de", "en", "ru"),
    phone="+493023125100",
    address=words("Берлин, Линденуфер, 7", "Lindenufer 7, 13597 Berlin", "7 Lindenufer, 13597 Berlin"),
    about=words(
        "Небольшая практика, где говорят по-немецки, по-английски и по-русски. Ведём пациентов годами и знаем их истории.",
        "Eine kleine Praxis, in der Deutsch, Englisch und Russisch gesprochen wird. Wir begleiten unsere Patientinnen und "
        "Patienten über Jahre und kennen ihre Geschichte.",
        "A small practice that speaks German, English and Russian. We look after our patients for years and know their "
        "stories.",
    ),
    emergency_number="112",
    currency="EUR",
    share=60,
    tongues=(("de", 62), ("ru", 20), ("en", 18)),
)

PLACES = (MOSCOW, BERLIN)


def numbered(texts: Texts, number: int) -> Texts:
    """The name of the same clinic's further house; the first has no number."""
    return texts if number == 1 else {language: f"{text} {number}" for language, text in texts.items()}


def slug_of(place: Place, number: int) -> str:
    return place.slug if number == 1 else f"{place.slug}-{number}"
