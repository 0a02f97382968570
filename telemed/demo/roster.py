"""The doctors: who they are, what they do, and when they work."""

from dataclasses import dataclass, replace
from random import Random

from telemed.demo import names, sign_ins
from telemed.demo.hours import Pattern
from telemed.demo.medicine import BY_CODE, Field, Treatment
from telemed.demo.places import MOSCOW, Place, Texts
from telemed.demo.portraits import drawable
from telemed.demo.telling import about


@dataclass(frozen=True, slots=True)
class Role:
    """A doctor to be; `login` for one whom a visitor of the demo can be."""

    given: str
    family: str
    sex: str
    field: str
    pattern: Pattern
    languages: tuple[str, ...]
    years: int
    degree: bool = False
    login: str = ""

    @property
    def specialty(self) -> Field:
        return BY_CODE[self.field]

    @property
    def on_duty(self) -> bool:
        return self.pattern in {Pattern.DUTY_EVEN, Pattern.DUTY_ODD, Pattern.DUTY_WEEKEND, Pattern.LATE_AND_SUNDAY}

    def offers(self, treatment: Treatment) -> bool:
        return not treatment.duty or self.on_duty or bool(self.login)

    def title(self) -> Texts:
        ru, de_woman, de_man, en = self.specialty.title
        german = de_woman if self.sex == "female" else de_man
        if not self.degree:
            return {"ru": ru, "de": german, "en": en}
        return {"ru": f"{ru}, к. м. н.", "de": f"Dr. med., {german}", "en": f"{en}, PhD"}

    def about(self, chance: Random) -> Texts:
        return about(self.field, self.years, chance)

    @property
    def initials(self) -> str:
        return self.given[0] + self.family[0]


_RU, _RU_EN, _DE_EN = ("ru",), ("ru", "en"), ("de", "en")
_SOKOLOVA = sign_ins.DOCTOR.login
_BRANDT = sign_ins.BERLIN_DOCTOR.login

_MOSCOW = (
    Role("Анна Сергеевна", "Соколова", "female", "general", Pattern.FULL, _RU_EN, 14, degree=True, login=_SOKOLOVA),
    Role("Кирилл Андреевич", "Морозов", "male", "general", Pattern.EARLY, _RU, 8),
    Role("Наталья Викторовна", "Тихонова", "female", "general", Pattern.LATE, _RU, 22),
    Role("Emily", "Carter", "female", "general", Pattern.LATE_AND_SUNDAY, ("en", "ru"), 11),
    Role("Олег Николаевич", "Егоров", "male", "general", Pattern.DUTY_EVEN, _RU_EN, 17),
    Role("Лариса Михайловна", "Захарова", "female", "general", Pattern.DUTY_ODD, _RU, 26),
    Role("Елена Игоревна", "Лебедева", "female", "paediatrics", Pattern.FULL, _RU_EN, 12),
    Role("Татьяна Алексеевна", "Мельникова", "female", "paediatrics", Pattern.EARLY, _RU, 31, degree=True),
    Role("Артём Романович", "Карпов", "male", "paediatrics", Pattern.SATURDAY, _RU_EN, 6),
    Role("Сергей Ильич", "Астахов", "male", "cardiology", Pattern.FULL, _RU_EN, 19, degree=True),
    Role("Марина Константиновна", "Осипова", "female", "cardiology", Pattern.PART_TIME, _RU, 15),
    Role("Николай Евгеньевич", "Абрамов", "male", "cardiology", Pattern.LATE, ("ru", "de"), 24),
    Role("Вера Леонидовна", "Романова", "female", "dermatology", Pattern.MORNINGS, _RU_EN, 9),
    Role("Игорь Тимофеевич", "Никитин", "male", "dermatology", Pattern.LATE, _RU, 13),
    Role("Ольга Аркадьевна", "Герасимова", "female", "neurology", Pattern.FULL, _RU, 20, degree=True),
    Role("Роман Максимович", "Яковлев", "male", "neurology", Pattern.THREE_DAYS, _RU_EN, 10),
    Role("Ирина Степановна", "Титова", "female", "endocrinology", Pattern.EARLY, _RU, 28),
    Role("Андрей Владимирович", "Ларионов", "male", "endocrinology", Pattern.CHANGING, _RU_EN, 16, degree=True),
    Role("Алина Руслановна", "Хохлова", "female", "gynaecology", Pattern.MORNINGS, _RU_EN, 7),
    Role("Ксения Олеговна", "Ильина", "female", "gynaecology", Pattern.LATE, _RU, 18),
    Role("Александра Марковна", "Вольская", "female", "psychotherapy", Pattern.EVENING, _RU_EN, 12),
    Role("Михаил Львович", "Кузнецов", "male", "psychotherapy", Pattern.THREE_DAYS, _RU, 23),
    Role("Глеб Антонович", "Савельев", "male", "ent", Pattern.FULL, _RU_EN, 9),
    Role("Зоя Николаевна", "Рыбакова", "female", "ent", Pattern.PART_TIME, _RU, 34),
)

_BERLIN = (
    Role("Katharina", "Brandt", "female", "general", Pattern.FULL, _DE_EN, 16, degree=True, login=_BRANDT),
    Role("Markus", "Albers", "male", "general", Pattern.DUTY_WEEKEND, _DE_EN, 21, degree=True),
    Role("Svetlana", "Hoffmann", "female", "paediatrics", Pattern.EARLY, ("de", "ru"), 13),
    Role("Thomas", "Reuter", "male", "cardiology", Pattern.THREE_DAYS, _DE_EN, 27, degree=True),
    Role("Aylin", "Demir", "female", "dermatology", Pattern.LATE, ("de", "en"), 8),
    Role("Igor", "Winter", "male", "psychotherapy", Pattern.EVENING, ("de", "ru", "en"), 19),
)


def roster(place: Place, number: int, chance: Random) -> list[Role]:
    """The doctors of a clinic's first house; in its further ones the same work is done by other people."""
    roles = _MOSCOW if place is MOSCOW else _BERLIN
    return list(roles) if number == 1 else [_somebody_else(role, place, chance) for role in roles]


def _somebody_else(role: Role, place: Place, chance: Random) -> Role:
    language = place.languages[0]
    while True:
        given = names.full_given_name(language, role.sex, chance)
        family = names.family_name(language, role.sex, chance)
        if drawable(given[0]) and drawable(family[0]):
            return replace(role, given=given, family=family, years=chance.randint(4, 35), login="")
