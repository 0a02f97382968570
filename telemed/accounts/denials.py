"""Every refusal to somebody we know leaves a row, written after the request's own transaction was rolled back."""

from typing import Any

from fastapi import FastAPI, Request, Response

from telemed.accounts.callers import Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.errors import Forbidden, Problem
from telemed.web import problems


def install(app: FastAPI) -> None:
    """Answer `NotYours` and `Forbidden` as ever, and record them."""
    app.add_exception_handler(NotYours, _denied)
    app.add_exception_handler(Forbidden, _denied)


async def _denied(request: Request, problem: Any) -> Response:
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None:
        await record_denial(request.app.state.database, caller, _what(request, problem))
    return problems.answer(problem)


def _what(request: Request, problem: Problem) -> tuple[Denial, dict[str, str]]:
    route = getattr(request.scope.get("route"), "path", "")
    denial = problem.denial if isinstance(problem, NotYours) else Denial("route.call")
    return denial, {"problem": problem.slug, "method": request.method, "route": route}


async def record_denial(database: Database, caller: Caller, what: tuple[Denial, dict[str, str]]) -> None:
    """One row in a transaction of its own. Sockets call this too."""
    denial, details = what
    async with database.writing() as session:
        await record(
            session,
            action=denial.action,
            outcome="denied",
            actor_id=caller.account_id,
            patient_id=denial.patient_id,
            clinic_id=denial.clinic_id,
            subject_id=denial.subject_id,
            details=details,
            now=clock.now(),
        )
