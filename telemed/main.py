"""create_app(): the parts put together. What each part does is its own business."""

import contextlib
import functools
import sqlite3
from collections.abc import AsyncIterator, Callable

import psycopg
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError
from starlette.types import Scope

from telemed import __version__, api
from telemed.accounts import denials
from telemed.accounts.limits import Limiter
from telemed.booking.duty.errors import AlreadyWaiting
from telemed.booking.errors import PatientBusy
from telemed.consultation.sockets import live_sockets
from telemed.db.engine import Database
from telemed.db.violations import VIOLATIONS, constraint_of
from telemed.kit.errors import Conflict, Problem
from telemed.notifications.live import InboxHandler
from telemed.settings import Settings
from telemed.web import idempotency, logs, problems
from telemed.web.frontend import WebApp
from telemed.web.headers import SecurityHeaders
from telemed.web.limits import BodyLimit
from telemed.web.requests import RequestLog
from telemed.worker import working

DESCRIPTION = """Remote consultations of a clinic: find, book, wait, be seen.

Instants are RFC 3339 with an offset. Errors are `application/problem+json` with a stable `type`.
Writes that create take `Idempotency-Key`; changes take `If-Match` with the last `ETag`. Lists page by `cursor`.
"""


# A password of a megabyte is told that it is too long (422), as one of 2,000 characters is.
_PASSWORD_BODY = 2 * 1024 * 1024
_PASSWORD_PATHS = ("/sessions", "/registrations", "/account/password", "/password-resets/complete")


def create_app(settings: Settings | None = None, *, with_worker: bool = False) -> FastAPI:
    """The ASGI application for these settings; nothing is opened before its lifespan starts.

    `with_worker` runs the background duties in this process too: the embedded default of one machine.
    """
    settings = settings or Settings()
    logs.configure(settings)
    app = FastAPI(
        title="Telemed",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        routes=_mounted().routes,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    app.state.with_worker = with_worker
    app.state.database = Database(settings)
    app.state.limiter = Limiter(settings)
    app.mount("/", WebApp(), name="web")
    problems.install(app)
    denials.install(app)
    for violation in VIOLATIONS:
        app.add_exception_handler(violation, _violation)
    app.add_middleware(BodyLimit, limit_of=_body_limit(settings))
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    app.add_middleware(RequestLog)
    return app


@functools.cache
def _mounted() -> APIRouter:
    """Every route, worked out once for all apps of this process: 0.2 s for each app otherwise."""
    router = APIRouter(generate_unique_id_function=_operation_id)
    router.include_router(api.v1)
    router.include_router(api.root)
    return router


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    database: Database = app.state.database
    async with contextlib.AsyncExitStack() as running:
        running.push_async_callback(database.dispose)
        running.push_async_callback(app.state.limiter.close)
        app.state.sockets = await running.enter_async_context(
            live_sockets(database, app.state.settings, [InboxHandler(database)])
        )
        if app.state.with_worker:
            await running.enter_async_context(working(database, app.state.settings))
        yield


def _operation_id(route: APIRoute) -> str:
    """Names of operations are the names of the functions: they become the names in a generated client."""
    return route.name


def _body_limit(settings: Settings) -> Callable[[Scope], int]:
    small, large = settings.body_limit_kb * 1024, settings.upload_limit_mb * 1024 * 1024

    def limit(scope: Scope) -> int:
        path = scope["path"]
        if path.endswith(_PASSWORD_PATHS):
            return max(small, _PASSWORD_BODY)
        return large if path.endswith(("/photo", "/files")) else small

    return limit


_MEANINGS: dict[str, type[Problem]] = {
    idempotency.UNIQUE: idempotency.KeyInFlight,
    "ex_claim_overlap": PatientBusy,
    "uq_duty_entry_patient_id": AlreadyWaiting,
}
"""What violations mean that come at the end of a request's batch, when no service is there any more to say so."""


async def _violation(_request: Request, error: Exception) -> Response:
    """A constraint refused the write. One that nobody named a meaning for is still the client's conflict."""
    assert isinstance(error, IntegrityError | psycopg.IntegrityError | sqlite3.IntegrityError)  # noqa: S101  as registered
    return problems.answer(_MEANINGS.get(constraint_of(error) or "", Conflict)())
