"""Names and other texts of strangers, made fit to stand in a line of a mail, an SMS or a calendar. Pure."""

import re

MOST = 200
# What ends lines or is no character, and the marks that turn the direction of the text after them (U+200E, U+202E, ...).
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str, most: int = MOST) -> str:
    """The text on one line, without marks that would turn its surroundings; cut off, visibly, at `most` characters."""
    head = text[: 4 * most]
    line = " ".join(_TURNS.sub("", _BREAKS.sub(" ", head)).split())
    return line if len(line) <= most else line[: most - 1] + "…"
