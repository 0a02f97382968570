"""What doctors say about themselves, what patients come with, and what is noted afterwards."""

from random import Random

from telemed.demo.places import Texts, words

_FOCUS: dict[str, tuple[Texts, ...]] = {
    "general": (
        words(
            "Помогает разобраться в жалобах, с которыми непонятно к кому идти, и ведёт людей с хроническими болезнями.",
            "Hilft, wenn unklar ist, welche Praxis die richtige ist, und begleitet Menschen mit chronischen Krankheiten.",
            "Helps when you do not know whom to ask, and looks after people who live with chronic conditions.",
        ),
        words(
            "Занимается давлением, простудами, болью в спине и подготовкой к обследованиям.",
            "Behandelt Bluthochdruck, Infekte und Rückenschmerzen und bereitet auf Untersuchungen vor.",
            "Treats high blood pressure, infections and back pain, and prepares people for further tests.",
        ),
        words(
            "Разбирает лекарства, которые накопились за годы, и помогает оставить только нужные.",
            "Geht Medikamente durch, die sich über Jahre angesammelt haben, und lässt nur die nötigen stehen.",
            "Goes through medicines that have piled up over the years and keeps only those that are needed.",
        ),
    ),
    "paediatrics": (
        words(
            "Консультирует детей с первых недель жизни: кормление, сон, прививки, температура и сыпь.",
            "Berät Familien von den ersten Lebenswochen an: Ernährung, Schlaf, Impfungen, Fieber und Ausschlag.",
            "Advises families from the first weeks on: feeding, sleep, vaccinations, fever and rashes.",
        ),
        words(
            "Спокойно объясняет родителям, когда можно подождать, а когда ребёнка надо показать врачу сегодня.",
            "Erklärt Eltern in Ruhe, wann man abwarten kann und wann ein Kind noch heute gesehen werden muss.",
            "Explains calmly when parents can wait and when a child has to be seen today.",
        ),
    ),
    "cardiology": (
        words(
            "Ведёт пациентов с гипертонией, аритмией и после инфаркта; смотрит ЭКГ, присланную до приёма.",
            "Betreut Menschen mit Bluthochdruck, Rhythmusstörungen und nach Herzinfarkt; sieht vorab gesandte EKGs an.",
            "Cares for people with high blood pressure, arrhythmia or after a heart attack, and reads ECGs sent beforehand.",
        ),
        words(
            "Подбирает лечение так, чтобы его было легко соблюдать, и следит за дневником давления.",
            "Stellt die Behandlung so ein, dass sie sich im Alltag durchhalten lässt, und verfolgt das Blutdrucktagebuch.",
            "Sets up treatment that fits into daily life, and follows your blood pressure diary.",
        ),
    ),
    "dermatology": (
        words(
            "Консультирует по акне, экземе, псориазу и изменившимся родинкам; хорошее фото часто заменяет поездку.",
            "Berät bei Akne, Ekzemen, Schuppenflechte und veränderten Muttermalen; ein gutes Foto erspart oft den Weg.",
            "Advises on acne, eczema, psoriasis and changing moles; a good photograph often saves the journey.",
        ),
        words(
            "Помогает выбрать простой уход за кожей без лишних средств.",
            "Hilft, eine einfache Hautpflege ohne überflüssige Mittel zu finden.",
            "Helps to find simple skin care without products nobody needs.",
        ),
    ),
    "neurology": (
        words(
            "Занимается головной болью, головокружением, нарушениями сна и восстановлением после инсульта.",
            "Behandelt Kopfschmerzen, Schwindel und Schlafstörungen und begleitet nach einem Schlaganfall.",
            "Treats headache, dizziness and sleep problems, and accompanies people after a stroke.",
        ),
        words(
            "Учит вести дневник головной боли и находить, что её вызывает.",
            "Zeigt, wie man ein Kopfschmerztagebuch führt und Auslöser findet.",
            "Shows how to keep a headache diary and find what sets the pain off.",
        ),
    ),
    "endocrinology": (
        words(
            "Ведёт пациентов с диабетом и болезнями щитовидной железы, разбирает показания глюкометра.",
            "Betreut Menschen mit Diabetes und Schilddrüsenerkrankungen und bespricht die Messwerte.",
            "Cares for people with diabetes and thyroid conditions, and goes through their readings.",
        ),
        words(
            "Помогает с питанием и дозами инсулина, когда меняется режим дня.",
            "Hilft bei Ernährung und Insulindosis, wenn sich der Tagesablauf ändert.",
            "Helps with food and insulin doses when daily life changes.",
        ),
    ),
    "gynaecology": (
        words(
            "Консультирует по циклу, контрацепции, подготовке к беременности и климаксу.",
            "Berät zu Zyklus, Verhütung, Kinderwunsch und Wechseljahren.",
            "Advises on cycle, contraception, planning a pregnancy and menopause.",
        ),
        words(
            "Разбирает результаты обследований и объясняет, какие из них действительно нужны.",
            "Bespricht Befunde und erklärt, welche Untersuchungen wirklich nötig sind.",
            "Goes through results and explains which tests are really needed.",
        ),
    ),
    "psychotherapy": (
        words(
            "Работает с тревогой, паническими атаками и выгоранием методами когнитивно-поведенческой терапии.",
            "Behandelt Ängste, Panikattacken und Erschöpfung mit kognitiver Verhaltenstherapie.",
            "Works with anxiety, panic attacks and burnout by cognitive behavioural therapy.",
        ),
        words(
            "Помогает пережить утрату, расставание и переезд в другую страну.",
            "Begleitet bei Verlust, Trennung und dem Umzug in ein anderes Land.",
            "Helps through loss, separation and moving to another country.",
        ),
    ),
    "ent": (
        words(
            "Консультирует при насморке, боли в ухе и горле, снижении слуха и храпе.",
            "Berät bei Schnupfen, Ohren- und Halsschmerzen, Hörminderung und Schnarchen.",
            "Advises on colds, earache and sore throats, hearing loss and snoring.",
        ),
        words(
            "Помогает избежать лишних антибиотиков у взрослых и детей.",
            "Hilft, bei Kindern und Erwachsenen unnötige Antibiotika zu vermeiden.",
            "Helps adults and children to do without needless antibiotics.",
        ),
    ),
}

_MANNER = (
    words(
        "На приёме оставляет время для вопросов и присылает план письменно.",
        "Lässt in der Sprechstunde Zeit für Fragen und schickt den Plan schriftlich.",
        "Leaves time for questions and sends the plan in writing.",
    ),
    words(
        "Объясняет простыми словами и не назначает лишнего.",
        "Erklärt in einfachen Worten und verordnet nichts Überflüssiges.",
        "Explains in plain words and prescribes nothing you do not need.",
    ),
    words(
        "Работает в связке с коллегами и при необходимости сразу зовёт второго врача.",
        "Arbeitet eng im Team und holt bei Bedarf gleich eine zweite Meinung ein.",
        "Works closely with colleagues and asks for a second opinion when it helps.",
    ),
)

_REASONS = {
    "ru": (
        "Третий день температура и кашель", "Скачет давление по утрам", "Обсудить результаты анализов",
        "Сыпь на руках, появилась неделю назад", "Головная боль после работы", "Повторный рецепт",
        "Плохо сплю последний месяц", "Болит горло", "",
    ),
    "de": (
        "Seit drei Tagen Fieber und Husten", "Blutdruck morgens zu hoch", "Befunde besprechen",
        "Ausschlag an den Händen seit einer Woche", "Kopfschmerzen nach der Arbeit", "Folgerezept",
        "Schlafe seit einem Monat schlecht", "Halsschmerzen", "",
    ),
    "en": (
        "Fever and a cough for three days", "Blood pressure too high in the mornings", "Going through test results",
        "A rash on my hands for a week", "Headache after work", "Repeat prescription",
        "Sleeping badly for a month", "Sore throat", "",
    ),
}  # fmt: skip

_NOTES = {
    "ru": (
        "Жалобы уточнены, тревожных признаков нет. Рекомендованы питьевой режим и покой, контроль через три дня.",
        "Динамика положительная. Дозу не меняем, дневник показателей продолжать, повторный приём через месяц.",
        "Направление на общий анализ крови. При усилении боли обратиться очно.",
    ),
    "de": (
        "Beschwerden geklärt, keine Warnzeichen. Viel trinken, Ruhe, Kontrolle in drei Tagen.",
        "Verlauf gut. Dosis bleibt, Tagebuch weiterführen, Wiedervorstellung in vier Wochen.",
        "Blutbild veranlasst. Bei stärkeren Schmerzen bitte persönlich vorstellen.",
    ),
    "en": (
        "History taken, no warning signs. Fluids and rest, review in three days.",
        "Improving. Dose unchanged, keep the diary, review in four weeks.",
        "Blood count requested. To be seen in person if the pain gets worse.",
    ),
}


def about(field: str, years: int, chance: Random) -> Texts:
    """Three sentences in each language, none of which needs a gender."""
    focus, manner = chance.choice(_FOCUS[field]), chance.choice(_MANNER)
    practice = words(
        f"Стаж {years} {_of_years(years)}.", f"{years} Jahre Berufserfahrung.", f"{years} years in practice."
    )
    return {language: f"{focus[language]} {practice[language]} {manner[language]}" for language in focus}


def reason(language: str, chance: Random) -> str | None:
    return chance.choice(_REASONS[language]) or None


def note(language: str, chance: Random) -> str:
    return chance.choice(_NOTES[language])


def _of_years(number: int) -> str:
    """год, года, лет."""
    if number % 10 == 1 and number % 100 != 11:  # noqa: PLR2004  eleven goes with the plural
        return "год"
    return "года" if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else "лет"
