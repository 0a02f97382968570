"""A message as a mail: text, page, and an invitation that calendars understand."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr

from telemed.notifications.transports.base import Outgoing

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


def compose(message: Outgoing, sender: str) -> EmailMessage:
    """A mail of text and page. Headers are set through the email package, which refuses line breaks in them.

    Raises ValueError for an address or a subject that is none.
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=SMTP if message.to_address.isascii() else SMTPUTF8)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Date"] = message.written_at
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = _recipient(message.to_address)
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    if message.calendar:
        _invite(mail, message.calendar)
    return mail


def _recipient(address: str) -> Address:
    try:
        return Address(addr_spec=address)
    except (IndexError, MessageError) as error:  # what its parser stumbles over, by where it stumbles
        raise ValueError("not a mail address") from error


def _invite(mail: EmailMessage, calendar: str) -> None:
    """Gmail and Outlook act on the alternative, whose method must be that of the calendar; Apple Mail on the file."""
    found = _METHOD.search(calendar)
    method = found[1] if found else "PUBLISH"
    mail.add_alternative(calendar, subtype="calendar", params={"method": method})
    mail.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invitation.ics")
