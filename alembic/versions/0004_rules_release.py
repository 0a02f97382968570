"""Programmes, referrals, reserved time and releases."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_programme_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_programme"),
        sa.UniqueConstraint("clinic_id", "code", name="uq_programme_clinic_id_code"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_membership_ends_after_start")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_membership_patient_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_membership_programme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
    )
    op.create_index("ix_membership_patient_id", "membership", ["patient_id"])
    op.create_index("ix_membership_programme_id_id", "membership", ["programme_id", "id"])
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("specialty_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_referral_clinic_id"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_referral_doctor_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_referral_patient_id"),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name="fk_referral_specialty_id"),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
    )
    op.create_index("ix_referral_patient_id_specialty_id", "referral", ["patient_id", "specialty_id"])
    op.create_table(
        "reserved_time",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_reserved_time_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name="pk_reserved_time"),
    )
    op.create_index("ix_reserved_time_audience", "reserved_time", ["audience"])
    op.create_index("ix_reserved_time_until", "reserved_time", ["until"])
    op.create_index("ix_reserved_time_calendar_id_ends_at", "reserved_time", ["calendar_id", "ends_at"])
    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("name", Json, nullable=False),
        sa.Column("service_ids", Json, nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("opens_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("window_min", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at AND ends_at > starts_at", name=op.f("ck_release_ends_after_start")),
        sa.CheckConstraint("per_minute > 0 AND window_min > 0", name=op.f("ck_release_rate_positive")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_release_clinic_id"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )
    op.create_index("ix_release_clinic_id", "release", ["clinic_id"])
    op.create_index("ix_release_closes_at", "release", ["closes_at"])
    op.create_table(
        "release_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_release_ticket_patient_id"),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name="fk_release_ticket_release_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_release_ticket"),
        sa.UniqueConstraint("release_id", "patient_id", name="uq_release_ticket_release_id_patient_id"),
    )
    op.create_index("ix_release_ticket_patient_id", "release_ticket", ["patient_id"])
    op.create_index("ix_release_ticket_release_id_place", "release_ticket", ["release_id", "place"])


def downgrade() -> None:
    for table in ("release_ticket", "release", "reserved_time", "referral", "membership", "programme"):
        op.drop_table(table)
