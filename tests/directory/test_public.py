"""Finding clinics, specialties, services and doctors without signing in."""

import httpx2

from telemed.db.engine import Database
from tests.directory.builders import make_clinic, make_doctor, make_service, make_specialty


async def test_names_come_in_the_readers_language(client: httpx2.AsyncClient, database: Database) -> None:
    """By `Accept-Language`; without one of ours, in the clinic's first language."""
    async with database.writing() as session:
        clinic = await make_clinic(session)
    path = f"/api/v1/clinics/{clinic.id}"
    for header, name in [("ru", "Клиника"), ("fr, en;q=0.5", "Clinic"), ("fr", "Praxis"), ("", "Praxis")]:
        answer = await client.get(path, headers={"Accept-Language": header})
        assert answer.json()["name"] == name
    assert (await client.get("/api/v1/clinics")).json()["items"][0]["zone"] == "Europe/Berlin"


async def test_doctors_are_found_by_words_language_specialty_and_service(
    client: httpx2.AsyncClient, database: Database
) -> None:
    """Beginnings of words of a name or of a specialty in any language, without regard to case, Cyrillic too."""
    async with database.writing() as session:
        clinic = await make_clinic(session)
        heart = await make_specialty(session, name={"ru": "Кардиология", "de": "Kardiologie", "en": "Cardiology"})
        skin = await make_specialty(session, name={"en": "Dermatology"})
        visit = await make_service(session, clinic.id, heart.id)
        names = {"given_name": "Ольга", "family_name": "Петрова-Водкина", "languages": ["ru"]}
        await make_doctor(session, clinic.id, specialties=(heart.id,), services=(visit.id,), **names)
        await make_doctor(session, clinic.id, specialties=(skin.id,), family_name="Braun")
        await make_doctor(session, clinic.id, family_name="Gone", active=False)

    async def found(**query: object) -> list[str]:
        answer = await client.get("/api/v1/doctors", params=query)  # type: ignore[arg-type]
        return [doctor["family_name"] for doctor in answer.json()["items"]]

    assert await found() == ["Braun", "Петрова-Водкина"]
    assert await found(q="петр ольга") == ["Петрова-Водкина"]
    assert await found(q="ВОДК") == ["Петрова-Водкина"]
    assert await found(q="cardio") == await found(q="кардио") == ["Петрова-Водкина"]
    assert await found(q="trova") == []
    assert await found(language="ru") == ["Петрова-Водкина"]
    assert await found(specialty_id=skin.id) == ["Braun"]
    assert await found(service_id=visit.id) == ["Петрова-Водкина"]
    assert await found(q="braun", service_id=visit.id) == []
    specialties = (await client.get("/api/v1/specialties", params={"clinic_id": str(clinic.id)})).json()["items"]
    assert sorted((each["name"], each["doctor_count"]) for each in specialties) == [
        ("Cardiology", 1),
        ("Dermatology", 1),
    ]


async def test_pages_of_doctors_neither_skip_nor_repeat(client: httpx2.AsyncClient, database: Database) -> None:
    """Namesakes included."""
    async with database.writing() as session:
        clinic = await make_clinic(session)
        ids = {
            str((await make_doctor(session, clinic.id, family_name=name)).id) for name in ["Abt"] * 3 + ["Bach", "Carl"]
        }
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/api/v1/doctors", params=params)).json()
        seen += [doctor["id"] for doctor in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == ids


async def test_a_doctors_page_has_services_and_no_inactive_doctor(
    client: httpx2.AsyncClient, database: Database
) -> None:
    """What is offered with terms; a doctor who left looks like one who never was."""
    async with database.writing() as session:
        clinic = await make_clinic(session)
        specialty = await make_specialty(session)
        on, off = [await make_service(session, clinic.id, specialty.id, active=active) for active in (True, False)]
        doctor = await make_doctor(session, clinic.id, specialties=(specialty.id,), services=(on.id, off.id))
        gone = await make_doctor(session, clinic.id, active=False)
    body = (await client.get(f"/api/v1/doctors/{doctor.id}", headers={"Accept-Language": "de"})).json()
    assert [service["id"] for service in body["services"]] == [str(on.id)]
    assert (body["title"], body["clinic_name"], body["zone"]) == ("Dr. med.", "Praxis", "Europe/Berlin")
    missing = [await client.get(f"/api/v1/doctors/{each}") for each in (gone.id, clinic.id)]
    assert [answer.status_code for answer in missing] == [404, 404]
    assert missing[0].json() == missing[1].json()


async def test_nonsense_is_refused(client: httpx2.AsyncClient, database: Database) -> None:
    """Bad ids, limits, cursors and languages: 422."""
    for query in (
        {"limit": "1000000000"},
        {"cursor": "nonsense"},
        {"language": "%"},
        {"clinic_id": "x"},
        {"q": "a" * 101},
    ):
        assert (await client.get("/api/v1/doctors", params=query)).status_code == 422, query
