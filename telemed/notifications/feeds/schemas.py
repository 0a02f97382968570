"""What goes over the wire about a calendar's address."""

from datetime import datetime

from pydantic import BaseModel, Field


class FeedState(BaseModel):
    """Whether there is an address. It is not told again: only its digest is stored."""

    made_at: datetime | None


class FeedMade(BaseModel):
    made_at: datetime
    url: str = Field(examples=["https://clinic.example/api/v1/feeds/3q2-7wEjRWeJq83v.ics"])
    webcal_url: str = Field(description="The same for programs that subscribe when such a link is pressed")
