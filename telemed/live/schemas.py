"""What travels: the answer to whoever asks for a ticket."""

from pydantic import BaseModel, Field

from telemed.live import tickets
from telemed.live.frames import PROTOCOL

SOCKET_PATH = "/live"


class TicketView(BaseModel):
    """Opens one socket, once, within `expires_in` seconds: offer both subprotocols, and say hello."""

    ticket: str
    expires_in: int = Field(examples=[60])
    url: str = Field(examples=["/api/v1/live"])
    subprotocols: list[str] = Field(examples=[["telemed.v1", "ticket.Qk3..."]])


def ticket_view(ticket: str) -> TicketView:
    return TicketView(
        ticket=ticket,
        expires_in=int(tickets.LIFETIME.total_seconds()),
        url="/api/v1" + SOCKET_PATH,
        subprotocols=[PROTOCOL, tickets.PREFIX + ticket],
    )
