"""Is it alive, is it ready, how is it doing: for a load balancer and a metrics collector."""

import asyncio

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError, TimeoutError as PoolTimeout

from telemed.accounts.policies import Public
from telemed.db.deps import get_database
from telemed.web.problems import Busy, responses

router = APIRouter(tags=["monitoring"])
PATIENCE_S = 2.0


@router.get("/health/live")
async def live(_who: Public) -> dict[str, str]:
    """The process answers. It says nothing about the database, so that a lost database restarts nothing."""
    return {"status": "live"}


@router.get("/health/ready", responses=responses(Busy))
async def ready(_who: Public, request: Request) -> dict[str, str]:
    """This process can do its work: the database answers within two seconds."""
    database = get_database(request)
    try:
        async with asyncio.timeout(PATIENCE_S), database.reading() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, PoolTimeout, TimeoutError, OSError) as error:
        raise Busy("The database does not answer", retry_after=2) from error
    return {"status": "ready"}


@router.get("/metrics", response_class=Response)
async def metrics(_who: Public) -> Response:
    """Prometheus text format. Keep this address inside your network: the shipped proxy does not pass it on."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
