"""Every error leaves as `application/problem+json` (RFC 9457), and none says anything about the inside.

Answers never repeat what was sent: an echo of a password or of a patient's text would end up in somebody's log.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from telemed.kit.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InsufficientStorage,
    Invalid,
    NotFound,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

MEDIA_TYPE = "application/problem+json"
MAX_REPORTED = 20
log = structlog.get_logger("telemed.problems")


class MethodNotAllowed(Problem):
    status, slug, title = 405, "method-not-allowed", "This address does not answer that method"


class Busy(Unavailable):
    slug, title = "busy", "The service is busy; please try again in a moment"


class FieldProblem(BaseModel):
    """One field of the request that is not valid: where it is, and what is wrong with it."""

    where: list[str | int] = Field(examples=[["body", "starts_at"]])
    what: str = Field(examples=["Input should have timezone info"])
    code: str = Field(examples=["timezone_aware"])


class ProblemDocument(BaseModel):
    """The shape of every error (RFC 9457). Some types carry further members."""

    type: str = Field(examples=["urn:telemed:problem:not-found"])
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] | None = None


def answer(problem: Problem) -> Response:
    return Response(
        orjson.dumps(problem.body(), default=str), problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def responses(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: these problems, documented with their types and titles."""
    documented: dict[int | str, dict[str, Any]] = {}
    for problem in problems:
        example = {"type": problem("").body()["type"], "title": problem.title, "status": problem.status}
        entry = documented.setdefault(
            problem.status,
            {"model": ProblemDocument, "description": problem.title, "content": {MEDIA_TYPE: {"examples": {}}}},
        )
        entry["content"][MEDIA_TYPE]["examples"][problem.slug] = {"summary": problem.title, "value": example}
    return documented


def install(app: FastAPI) -> None:
    """Register the handlers: problems as they are, validation as 422, the database's trouble as 503 or 507."""
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        Problem: _problem,
        RequestValidationError: _validation,
        HTTPException: _http,
        PoolTimeout: _busy,
        OperationalError: _database_trouble,
        InterfaceError: _database_trouble,
        DBAPIError: _database_trouble,
        psycopg.OperationalError: _database_trouble,
        sqlite3.OperationalError: _database_trouble,
        DataError: _unstorable,
        psycopg.DataError: _unstorable,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _problem(_request: Request, problem: Problem) -> Response:
    return answer(problem)


async def _validation(_request: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return answer(BadRequest("The body is not valid JSON"))
    errors = [
        {"where": _printable(item["loc"]), "what": item["msg"], "code": item["type"]} for item in found[:MAX_REPORTED]
    ]
    return answer(Invalid(errors=errors))


def _printable(location: tuple[Any, ...]) -> list[str | int]:
    """Where a field is. Names come from the client, so they are cut and made encodable."""
    return [part if isinstance(part, int) else str(part)[:64].encode("utf-8", "replace").decode() for part in location]


_BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (BadRequest, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, TooLarge, Unsupported, Invalid)
}


async def _http(_request: Request, error: HTTPException) -> Response:
    problem = _BY_STATUS.get(error.status_code, BadRequest)
    return answer(problem(headers=error.headers))


async def _busy(_request: Request, _error: Exception) -> Response:
    return answer(Busy(retry_after=2))


async def _unstorable(_request: Request, _error: Exception) -> Response:
    return answer(Invalid("Some text holds characters that cannot be stored"))


async def _database_trouble(request: Request, error: Exception) -> Response:
    original = getattr(error, "orig", None) or error
    if "full" in str(original).lower() or isinstance(original, psycopg.errors.DiskFull):
        return answer(InsufficientStorage())
    if isinstance(original, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
        return answer(Conflict("Somebody changed the same thing at the same moment; please try again"))
    if isinstance(original, psycopg.DataError):
        return await _unstorable(request, error)
    log.warning("database_trouble", kind=type(original).__name__)
    if not isinstance(original, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable):
        # Neighbours of a dead connection are most likely dead too; disposing keeps those in use.
        asyncio.get_running_loop().create_task(request.app.state.database.discard_idle())
    return answer(Busy(retry_after=2))


async def _unexpected(_request: Request, error: Exception) -> Response:
    log.error("unexpected", kind=type(error).__name__, exc_info=error)
    return answer(Problem())
