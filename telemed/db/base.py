"""The base of all tables, and the names of constraints.

Constraints are named by rule, the same on both databases, so that a violation can be mapped to the domain's error by
its name, and a migration says what it changes.
"""

from uuid import UUID

from sqlmodel import Field, SQLModel

from telemed.kit.ids import new_id

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata


class Table(SQLModel):
    """A stored row with a UUIDv7 of its own. `table=True` classes do not validate: wire schemas are separate."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
