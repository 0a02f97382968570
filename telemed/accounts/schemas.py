"""What goes over the wire: strict, and apart from the tables."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from telemed.accounts.passwords import MAX_BYTES, MIN_LENGTH
from telemed.kit.zones import UnknownZone, zone


class Wire(BaseModel):
    """Unknown fields are refused: a `role` in a registration is an error and never silently something else."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _hashable(password: str) -> str:
    if len(password.encode("utf-8")) > MAX_BYTES:
        message = f"a password has at most {MAX_BYTES} bytes"
        raise ValueError(message)
    return password


def _known_zone(name: str) -> str:
    try:
        zone(name)
    except UnknownZone as error:
        message = "not a time zone of the IANA database"
        raise ValueError(message) from error
    return name


Language = Literal["en", "ru", "de"]
ZoneName = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Login = Annotated[str, StringConstraints(min_length=1, max_length=254)]
AnyPassword = Annotated[str, AfterValidator(_hashable)]
NewPassword = Annotated[str, StringConstraints(min_length=MIN_LENGTH), AfterValidator(_hashable)]


class SignIn(Wire):
    login: Login = Field(description="E-mail address or telephone number", examples=["patient@example.org"])
    password: AnyPassword = Field(examples=["telemed-demo-2026"])
    client: Literal["web", "api"] = Field(
        default="api", description="`web`: the refresh token comes as a cookie that scripts cannot read"
    )


class TokenAnswer(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  the scheme's name
    expires_in: int = Field(description="Seconds")
    refresh_token: str | None = Field(description="None for `web`: it is in the cookie")
    csrf_token: str | None = Field(description="For `web`: to be sent as X-CSRF-Token when refreshing")


class Refresh(Wire):
    refresh_token: Annotated[str, StringConstraints(max_length=512)] | None = None


class SessionShown(BaseModel):
    id: UUID
    client: Literal["web", "api"]
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class SessionList(BaseModel):
    items: list[SessionShown]
    next_cursor: str | None = None


class ResetRequest(Wire):
    login: Login


class ResetCompletion(Wire):
    token: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    password: NewPassword


class PasswordChange(Wire):
    current: AnyPassword
    password: NewPassword


class DemoSignIn(BaseModel):
    role: str
    login: str
    password: str
    name: str


class DemoSignIns(BaseModel):
    items: list[DemoSignIn]
