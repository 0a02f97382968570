"""One frozen Settings, read once from the environment (`TELEMED_*`) or a `.env` file.

Everything has a default that makes the embedded demo work, except that outside demo mode a default or short secret
refuses to start: a service whose tokens anybody can sign is not a service.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMO_SECRET = "demo-secret-that-signs-nothing-real"  # noqa: S105  refused outside demo mode, below
MIN_SECRET_BYTES = 32

Megabytes = Annotated[int, Field(ge=1, le=1024)]
ChannelName = Annotated[str, Field(pattern="^[a-z]{2,8}$")]


def _a_vapid_key(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text):
        raise ValueError("TELEMED_VAPID_KEY is a private key of 32 bytes in base64url")
    return text


class Settings(BaseSettings):
    """What a deployment chooses. URLs choose the parts: PostgreSQL or SQLite, Redis or in-process, SMTP or a folder."""

    model_config = SettingsConfigDict(env_prefix="TELEMED_", env_file=".env", extra="ignore", frozen=True)

    demo: bool = False
    secret_key: str = DEMO_SECRET
    public_url: str = "http://127.0.0.1:8000"
    data_dir: Path = Path("var")

    database_url: str = ""
    database_pool: Annotated[int, Field(ge=1, le=200)] = 12
    database_wait_s: Annotated[float, Field(gt=0, le=30)] = 1.5
    redis_url: str = ""

    mail_url: str = ""
    mail_from: str = "Telemed <no-reply@example.org>"
    sms_url: str = ""
    channel_urls: dict[ChannelName, str] = {}
    """Gateways by URLs of Apprise in which `{to}` is the recipient's number: for SMS, and for others by their names."""
    vapid_key: Annotated[str, AfterValidator(_a_vapid_key)] = ""
    push_origins: Annotated[tuple[str, ...], NoDecode] = (
        "https://fcm.googleapis.com",
        "https://*.push.services.mozilla.com",
        "https://*.push.apple.com",
        "https://*.notify.windows.com",
    )
    """The push services of browsers: no other address that a client names is called."""

    messages_a_day: Annotated[int, Field(ge=1, le=1000)] = 20
    """What one person gets within a day over mail, SMS, push and the like; what matters most is not counted out."""

    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    extra_origins: Annotated[tuple[str, ...], NoDecode] = ()

    access_token_minutes: Annotated[int, Field(ge=1, le=60)] = 10
    session_days: Annotated[int, Field(ge=1, le=365)] = 30
    password_memory_mb: Megabytes = 64
    horizon_weeks: Annotated[int, Field(ge=1, le=52)] = 8

    stun_urls: Annotated[tuple[str, ...], NoDecode] = ()
    turn_urls: Annotated[tuple[str, ...], NoDecode] = ()
    turn_secret: str = ""
    turn_minutes: Annotated[int, Field(ge=1, le=1440)] = 120

    live_rate_factor: Annotated[float, Field(gt=0, le=10_000)] = 1.0
    """What a socket may send is multiplied by this: for measuring, and for floods in tests."""

    body_limit_kb: Annotated[int, Field(ge=16, le=10_240)] = 256
    upload_limit_mb: Megabytes = 10
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        """Lists come as comma-separated text in an environment."""
        for name in ("trusted_proxies", "extra_origins", "push_origins", "stun_urls", "turn_urls"):
            value = values.get(name)
            if isinstance(value, str):
                values[name] = tuple(part.strip() for part in value.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _refuse_weak_secrets(self) -> Self:
        if self.demo:
            return self
        if self.secret_key == DEMO_SECRET:
            message = "TELEMED_SECRET_KEY is not set: choose a random one of 32 bytes or more (or TELEMED_DEMO=1)"
            raise ValueError(message)
        if len(self.secret_key.encode()) < MIN_SECRET_BYTES or len(set(self.secret_key)) < MIN_SECRET_BYTES // 4:
            message = f"TELEMED_SECRET_KEY is too short or too regular: {MIN_SECRET_BYTES} random bytes or more"
            raise ValueError(message)
        if self.turn_urls and not self.turn_secret:
            message = "TELEMED_TURN_URLS needs TELEMED_TURN_SECRET, shared with the TURN server"
            raise ValueError(message)
        return self

    @cached_property
    def database(self) -> str:
        """The database URL with the driver this project uses."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'telemed.db'}"
        scheme, separator, rest = url.partition("://")
        driver = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite+aiosqlite"}
        return driver.get(scheme, scheme) + separator + rest

    @cached_property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @cached_property
    def mail(self) -> str:
        return self.mail_url or f"folder://{(self.data_dir / 'mail').absolute()}"

    @cached_property
    def allowed_origins(self) -> frozenset[str]:
        """Origins whose pages may open sockets or use the refresh cookie."""
        parts = urlsplit(self.public_url)
        own = {f"{parts.scheme}://{parts.netloc}"}
        if self.demo and parts.hostname in {"127.0.0.1", "localhost"}:
            own |= {f"{parts.scheme}://{host}:{parts.port or 80}" for host in ("127.0.0.1", "localhost")}
        return frozenset(own | set(self.extra_origins))

    @cached_property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")
