"""What travels about a note."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

MAX_NOTE = 50_000


class NoteWish(BaseModel):
    """The whole text."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(max_length=MAX_NOTE, pattern=r"^[^\x00]*$")]


class NoteView(BaseModel):
    """The doctor's note; empty with revision 0 before anything was written."""

    text: str
    revision: int
    updated_at: datetime | None
