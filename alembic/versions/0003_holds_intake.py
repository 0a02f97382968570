"""Holds that are found fast, one for each patient; intake forms and their answers."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HELD = sa.text("status = 'held'")
WAS_HELD = sa.text("held_until IS NOT NULL")
INDEXES = (
    ("uq_appointment_held_patient_id", ["patient_id"], True, HELD),
    ("ix_appointment_held_until", ["held_until"], False, HELD),
    ("ix_appointment_held_by", ["booked_by", "booked_at"], False, WAS_HELD),
)


def upgrade() -> None:
    for name, columns, unique, where in INDEXES:
        op.create_index(name, "appointment", columns, unique=unique, postgresql_where=where, sqlite_where=where)
    op.create_table(
        "intake_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_intake_form_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_form")),
        sa.UniqueConstraint("service_id", "version", name=op.f("uq_intake_form_service_id_version")),
    )
    op.create_table(
        "intake_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_intake_answers_appointment_id")),
        sa.ForeignKeyConstraint(["form_id"], ["intake_form.id"], name=op.f("fk_intake_answers_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_answers")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_intake_answers_appointment_id")),
    )
    op.create_index(op.f("ix_intake_answers_form_id"), "intake_answers", ["form_id"])


def downgrade() -> None:
    op.drop_table("intake_answers")
    op.drop_table("intake_form")
    for name, *_ in reversed(INDEXES):
        op.drop_index(name, "appointment")
