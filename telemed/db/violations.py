"""Which constraint refused a write, under the same name on both databases."""

import re
import sqlite3

import psycopg
from sqlalchemy.exc import IntegrityError

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>.+)$")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (?P<name>\w+)$")
_SQLITE_RAISED = re.compile(r"^(?P<name>(?:ex|ck|tr)_\w+)$")

Violation = IntegrityError | psycopg.IntegrityError | sqlite3.IntegrityError
"""What a refused write raises: wrapped by SQLAlchemy, or from the driver on the hot paths."""

VIOLATIONS = (IntegrityError, psycopg.IntegrityError, sqlite3.IntegrityError)


def constraint_of(error: Violation) -> str | None:
    """The name of the constraint, such as `uq_account_email`; None when the database does not say."""
    original = error.orig if isinstance(error, IntegrityError) else error
    if isinstance(original, psycopg.Error):
        return original.diag.constraint_name
    text = str(original)
    if found := _SQLITE_UNIQUE.search(text):
        return _unique_name(found["columns"])
    for pattern in (_SQLITE_CHECK, _SQLITE_RAISED):
        if found := pattern.search(text):
            return found["name"]
    return "foreign_key" if "FOREIGN KEY" in text else None


def _unique_name(columns: str) -> str:
    """SQLite names the columns (`account.email, account.phone`); our naming rule gives the constraint's name."""
    pairs = [column.strip().partition(".") for column in columns.split(",")]
    return "_".join(["uq", pairs[0][0], *(name for _, _, name in pairs)])
