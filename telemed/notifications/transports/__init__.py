"""Carrying a message out: mail, files in a folder that the demo shows, gateways for SMS and others, web push."""

from telemed.notifications.transports.base import NotNow, Outgoing, Transport, Undeliverable
from telemed.notifications.transports.composing import compose
from telemed.notifications.transports.folder import CHANNEL_HEADER, folder_of, newest_files
from telemed.notifications.transports.routing import channels, transport_for

__all__ = [
    "CHANNEL_HEADER",
    "NotNow",
    "Outgoing",
    "Transport",
    "Undeliverable",
    "channels",
    "compose",
    "folder_of",
    "newest_files",
    "transport_for",
]
