"""Where somebody can be reached, in one spelling. Pure."""

import re
from typing import Literal, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from telemed.accounts.errors import BadAddress

MAX_ADDRESS = 254
_PHONE = re.compile(r"\+?[0-9 ().\-]{6,24}")


class Address(NamedTuple):
    kind: Literal["email", "phone"]
    value: str

    @property
    def channel(self) -> Literal["email", "sms"]:
        return "email" if self.kind == "email" else "sms"


def parse_email(text: str) -> Address:
    """A lower-case address that cannot break a mail header. Raises BadAddress."""
    try:
        parsed = validate_email(text.strip()[: MAX_ADDRESS + 1], check_deliverability=False)
    except (EmailNotValidError, UnicodeError) as error:
        raise BadAddress from error
    value = parsed.normalized.lower()
    if len(value) > MAX_ADDRESS:
        raise BadAddress
    return Address("email", value)


def parse_phone(text: str) -> Address:
    """An international number in E.164, such as +79161234567. Raises BadAddress."""
    if not _PHONE.fullmatch(text.strip()):
        raise BadAddress
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise BadAddress("Write the number with its country code, such as +7 916 123 45 67") from error
    if not phonenumbers.is_valid_number(number):
        raise BadAddress
    return Address("phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parse_login(text: str) -> Address | None:
    """What somebody typed to sign in; None when no account could have it."""
    try:
        return parse_email(text) if "@" in text else parse_phone(text)
    except BadAddress:
        return None
