"""Names as people have them in Russian, German and English. Put together at random: nobody is meant."""

from random import Random

_GIVEN = {
    ("ru", "female"): (
        "Анна Мария Елена Ольга Татьяна Наталья Ирина Светлана Екатерина Юлия Дарья Анастасия Ксения Полина Вера Галина "
        "Людмила Нина Валентина Марина Алиса Софья Виктория Евгения Лариса Зоя Тамара Маргарита Ульяна Варвара"
    ),
    ("ru", "male"): (
        "Александр Сергей Андрей Дмитрий Алексей Михаил Иван Николай Владимир Павел Максим Артём Егор Кирилл Роман Олег "
        "Игорь Виктор Юрий Константин Григорий Степан Тимофей Матвей Лев Фёдор Илья Глеб Георгий Борис"
    ),
    ("de", "female"): (
        "Anna Katharina Julia Sabine Petra Ursula Monika Lena Sophie Hannah Marie Claudia Birgit Heike Ingrid Charlotte "
        "Franziska Johanna Antje Elif"
    ),
    ("de", "male"): (
        "Thomas Michael Andreas Stefan Jonas Lukas Felix Maximilian Paul Jürgen Klaus Wolfgang Matthias Sebastian Tobias "
        "Moritz Henrik Dieter Uwe Emre"
    ),
    ("en", "female"): "Emma Olivia Grace Sarah Rachel Claire Hannah Amelia Lucy Margaret Fiona Priya Aisha Naomi Julia",
    ("en", "male"): "James Oliver Thomas Daniel Samuel Henry Patrick George Adam Liam Ravi Omar Marcus Peter Hugh",
}
_FAMILY = {
    "ru": (
        "Смирнов Иванов Кузнецов Попов Васильев Петров Михайлов Новиков Фёдоров Волков Алексеев Лебедев Семёнов Павлов "
        "Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов "
        "Воробьёв Сергеев Фролов Белов Комаров Киселёв Ильин Гусев Титов Кузьмин Кудрявцев Баранов Куликов Тарасов Белоусов"
    ),
    "de": (
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Richter Klein Wolf Schröder "
        "Neumann Zimmermann Braun Krüger Hartmann Lange Krause Lehmann Köhler Yılmaz Kaya Nowak Vogel Seidel Pohl"
    ),
    "en": (
        "Bennett Clarke Hughes Foster Morgan Bailey Cooper Ward Patel Turner Parker Reed Ellis Shaw Murphy Kelly Hayes "
        "Grant Webb Holland Khan Osei Lawson Page Rhodes"
    ),
}
_FATHERS = {
    "female": (
        "Александровна Сергеевна Андреевна Дмитриевна Алексеевна Михайловна Ивановна Николаевна Владимировна Павловна "
        "Викторовна Юрьевна Константиновна Борисовна Олеговна"
    ),
    "male": (
        "Александрович Сергеевич Андреевич Дмитриевич Алексеевич Михайлович Иванович Николаевич Владимирович Павлович "
        "Викторович Юрьевич Константинович Борисович Олегович"
    ),
}
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i",
}  # fmt: skip


def given_name(language: str, sex: str, chance: Random) -> str:
    return chance.choice(_GIVEN[language, sex].split())


def full_given_name(language: str, sex: str, chance: Random) -> str:
    """With the patronymic, where one is used."""
    given = given_name(language, sex, chance)
    return f"{given} {chance.choice(_FATHERS[sex].split())}" if language == "ru" else given


def family_name(language: str, sex: str, chance: Random) -> str:
    return of_family(chance.choice(_FAMILY[language].split()), language, sex)


def of_family(family: str, language: str, sex: str) -> str:
    """The family's name as a man or a woman has it: Иванов, Иванова. All of ours end in -ов, -ев, -ёв or -ин."""
    return family + "а" if language == "ru" and sex == "female" else family


def latin(name: str) -> str:
    """For an e-mail address: lower case, letters only."""
    return "".join(_LATIN.get(letter, letter) for letter in name.lower() if letter.isalpha())
