"""Who a visitor of the demo can be. Not there outside demo mode."""

from fastapi import APIRouter
from pydantic import BaseModel

from telemed.accounts.callers import Role
from telemed.accounts.policies import Public
from telemed.db.deps import Configured
from telemed.demo.places import PLACES
from telemed.demo.sign_ins import PASSWORD, SIGN_INS
from telemed.kit.errors import NotFound
from telemed.kit.text import pick
from telemed.web.languages import Languages
from telemed.web.problems import responses

router = APIRouter(prefix="/demo", tags=["demo"])


class DemoSignIn(BaseModel):
    """An account anybody may sign in to. `clinic` is where they work or are seen; null for the operator."""

    login: str
    password: str
    role: Role
    name: str
    clinic: str | None


class DemoSignIns(BaseModel):
    items: list[DemoSignIn]


@router.get("/sign-ins", responses=responses(NotFound))
async def demo_sign_ins(_: Public, settings: Configured, languages: Languages) -> DemoSignIns:
    """The demo's accounts. 404 outside demo mode."""
    if not settings.demo:
        raise NotFound
    clinics = {place.slug: pick(place.name, (*languages, *place.languages)) for place in PLACES}
    return DemoSignIns(
        items=[
            DemoSignIn(
                login=each.login, password=PASSWORD, role=Role(each.role), name=each.name,
                clinic=clinics.get(each.clinic),
            )
            for each in SIGN_INS
        ]
    )  # fmt: skip
