"""What sockets of the duty queue say: that something changed. What it is now is read over HTTP."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class QueueWelcome(_Frame):
    """The answer to hello in the duty queue, on either side."""

    type: Literal["welcome"] = "welcome"
    protocol: Literal["telemed.v1"] = "telemed.v1"
    heartbeat_s: int = Field(description="Seconds between pings, in each direction.")
    server_time: datetime


class Queue(_Frame):
    """The line has moved, or a doctor came or went: fetch the turn, or the board, again."""

    type: Literal["queue"] = "queue"
    changed_at: datetime
