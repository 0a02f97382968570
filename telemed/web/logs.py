"""Structured logs: one event a line, JSON for machines or coloured for a terminal, with the request's id.

Our own events go straight to bytes, since there is one for every request; what libraries say through the standard
library's loggers takes the longer way to the same form.
"""

import logging
import sys

import orjson
import structlog
from structlog.typing import Processor

from telemed.settings import Settings

_NOISY = ("uvicorn.access", "uvicorn.error", "aiosqlite", "httpx2", "websockets", "alembic")


def configure(settings: Settings) -> None:
    """Send structlog's events and the standard library's to standard error."""
    as_json = settings.log_format == "json"
    structlog.configure(
        processors=[*_shared(), *_rendered(as_json=as_json)],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer)
        if as_json
        else structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_shared(), structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer() if as_json else _console(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger(name).handlers.clear()


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendered(*, as_json: bool) -> list[Processor]:
    """Tracebacks show no locals: a local may be a password or a patient's words."""
    if not as_json:
        return [_console()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_dumps)]


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _dumps(event: object, **_ignored: object) -> bytes:
    return orjson.dumps(event, default=str)
