"""The duty queue."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IN_LINE = sa.text("status IN ('waiting', 'called')")
ON_DUTY = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "duty_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("answers", Json, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("warned_at", Instant(), nullable=True),
        sa.Column("callback", sa.Boolean(), nullable=False),
        sa.Column("callback_phone", sa.String(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("stated_median_s", sa.Integer(), nullable=True),
        sa.Column("stated_p90_s", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'called', 'done', 'left')", name=op.f("ck_duty_entry_status_known")),
        sa.CheckConstraint("urgency BETWEEN 1 AND 4", name=op.f("ck_duty_entry_urgency_known")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_duty_entry_clinic_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_duty_entry_service_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_duty_entry_patient_id")),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name=op.f("fk_duty_entry_doctor_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_duty_entry_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_entry")),
    )
    op.create_index("ix_duty_entry_clinic_id_status", "duty_entry", ["clinic_id", "status", "urgency", "joined_at"])
    op.create_index("ix_duty_entry_clinic_id_joined_at", "duty_entry", ["clinic_id", "joined_at"])
    op.create_index(
        "uq_duty_entry_patient_id",
        "duty_entry",
        ["patient_id"],
        unique=True,
        postgresql_where=IN_LINE,
        sqlite_where=IN_LINE,
    )
    op.create_index(op.f("ix_duty_entry_doctor_id"), "duty_entry", ["doctor_id"])
    op.create_index(op.f("ix_duty_entry_appointment_id"), "duty_entry", ["appointment_id"])
    op.create_table(
        "duty_presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("specialty_ids", Json, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_duty_presence_clinic_id")),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name=op.f("fk_duty_presence_doctor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_presence")),
    )
    op.create_index(
        "uq_duty_presence_doctor_id",
        "duty_presence",
        ["doctor_id"],
        unique=True,
        postgresql_where=ON_DUTY,
        sqlite_where=ON_DUTY,
    )
    op.create_index("ix_duty_presence_clinic_id", "duty_presence", ["clinic_id", "started_at"])


def downgrade() -> None:
    op.drop_table("duty_presence")
    op.drop_table("duty_entry")
