"""What a clinic's administrators may change, and who may not."""

import httpx2
import pytest

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.booking.builders import a_person, build_town

SERVICE = {
    "name_i18n": {"en": "Follow-up", "de": "Folgetermin"},
    "duration_min": 15,
    "modalities": ["video", "chat"],
    "price_minor": 2500,
    "currency": "EUR",
}


async def test_an_admin_makes_and_changes_services_and_doctors(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Full texts in all languages; ETag and If-Match guard against overwriting."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    base = f"/api/v1/clinics/{town.clinic_id}"
    body = {**SERVICE, "specialty_id": str(town.specialty_id)}
    made = await client.post(f"{base}/services", json=body, headers=admin.headers)
    assert made.status_code == 201, made.text
    one = f"{base}/services/{made.json()['id']}"
    changed = await client.patch(
        one, json={"duration_min": 20}, headers={**admin.headers, "If-Match": made.headers["ETag"]}
    )
    assert (changed.status_code, changed.json()["duration_min"], changed.json()["revision"]) == (200, 20, 2)
    stale = await client.patch(
        one, json={"duration_min": 30}, headers={**admin.headers, "If-Match": made.headers["ETag"]}
    )
    assert stale.status_code == 412
    doctor = await client.post(
        f"{base}/doctors",
        json={
            "given_name": "Max",
            "family_name": "Kurz",
            "title_i18n": {"de": "Dr."},
            "languages": ["de"],
            "specialty_ids": [str(town.specialty_id)],
            "service_ids": [made.json()["id"]],
        },
        headers=admin.headers,
    )
    assert doctor.status_code == 201, doctor.text
    one = f"{base}/doctors/{doctor.json()['id']}"
    off = await client.patch(one, json={"active": False, "service_ids": []}, headers=admin.headers)
    assert (off.status_code, off.json()["service_ids"]) == (200, [])
    assert (await client.get(f"/api/v1/doctors/{doctor.json()['id']}")).status_code == 404
    shown = (await client.get(f"{base}/settings", headers=admin.headers)).json()
    assert shown["name_i18n"]["ru"] == "Клиника"
    assert {each["family_name"] for each in shown["doctors"]} == {"Weber0", "Kurz"}


async def test_what_is_of_another_clinic_does_not_exist(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A clinic's admin in another clinic: 404 with any verb; parent and child that do not belong together: 404."""
    async with database.writing() as session:
        town, other = await build_town(session), await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    own, foreign = f"/api/v1/clinics/{town.clinic_id}", f"/api/v1/clinics/{other.clinic_id}"
    unknown = f"/api/v1/clinics/{new_id()}"
    body = {**SERVICE, "specialty_id": str(town.specialty_id)}
    for base in (foreign, unknown):
        answers = [
            await client.get(f"{base}/settings", headers=admin.headers),
            await client.get(f"{base}/staff", headers=admin.headers),
            await client.patch(base, json={"phone": "1"}, headers=admin.headers),
            await client.post(f"{base}/services", json=body, headers=admin.headers),
            await client.delete(f"{base}/staff/{admin.account_id}", headers=admin.headers),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
    mixed = await client.patch(f"{own}/services/{other.service_id}", json={"active": False}, headers=admin.headers)
    assert mixed.status_code == 404
    mixed = await client.patch(f"{own}/doctors/{other.doctor_id}", json={"active": False}, headers=admin.headers)
    assert mixed.status_code == 404
    stranger = await client.patch(
        f"{own}/doctors/{town.doctor_id}", json={"service_ids": [str(other.service_id)]}, headers=admin.headers
    )
    assert stranger.status_code == 422
    registrar = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    assert (await client.post(f"{own}/services", json=body, headers=registrar.headers)).status_code == 403
    assert (await client.get(f"{own}/settings", headers=registrar.headers)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"duration_min": 0}, {"duration_min": "20"}, {"duration_min": None}, {"price_minor": -1}, {"modalities": []},
        {"modalities": ["telepathy"]}, {"name_i18n": {}}, {"name_i18n": {"en": "a\r\nb"}}, {"name_i18n": {"fr": "x"}},
        {"active": "yes"}, {"clinic_id": "x"}, {"currency": "euro"}, {"grid_min": True},
    ],
)  # fmt: skip
async def test_bad_terms_are_refused_and_change_nothing(
    client: httpx2.AsyncClient, database: Database, settings: Settings, change: dict[str, object]
) -> None:
    """422, and the service is as it was."""
    async with database.writing() as session:
        town = await build_town(session)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    one = f"/api/v1/clinics/{town.clinic_id}/services/{town.service_id}"
    assert (await client.patch(one, json=change, headers=admin.headers)).status_code == 422
    shown = (await client.get(f"/api/v1/clinics/{town.clinic_id}/settings", headers=admin.headers)).json()
    assert [service["revision"] for service in shown["services"]] == [1]
