"""The waitlist, and who acts for whom."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITING, _OPEN = sa.text("status = 'waiting'"), sa.text("status = 'open'")


def upgrade() -> None:
    _scopes()
    _families()
    _entries()
    _offers()


def downgrade() -> None:
    for table in ("waitlist_offer", "waitlist_entry", "appointment_companion", "representative_invitation"):
        op.drop_table(table)
    op.drop_column("representative", "invited_by")
    op.drop_column("patient", "contact_by")
    op.drop_column("account_grant", "scope")
    op.execute("UPDATE representative SET scope = 'full'")


def _scopes() -> None:
    """Whoever represented somebody did so in full."""
    op.add_column("account_grant", sa.Column("scope", sa.String(8), nullable=False, server_default="self"))
    op.execute("UPDATE representative SET scope = 'book' WHERE scope = 'full'")
    op.execute(
        "UPDATE account_grant SET scope = 'book' WHERE role = 'patient' AND NOT EXISTS ("
        "SELECT 1 FROM patient WHERE patient.id = account_grant.subject_id"
        " AND patient.account_id = account_grant.account_id)"
    )


def _families() -> None:
    op.add_column("patient", sa.Column("contact_by", sa.String(8), nullable=True))
    op.add_column("representative", sa.Column("invited_by", sa.Uuid(), nullable=True))
    op.create_table(
        "representative_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.CheckConstraint("scope IN ('book', 'attend', 'read')", name=op.f("ck_representative_invitation_scope")),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name="fk_representative_invitation_invited_by"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_representative_invitation_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_representative_invitation"),
    )
    op.create_index("ix_representative_invitation_patient_id", "representative_invitation", ["patient_id"])
    op.create_table(
        "appointment_companion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name="fk_appointment_companion_appointment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_appointment_companion_patient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment_companion"),
        sa.UniqueConstraint("appointment_id", "patient_id", name="uq_appointment_companion_appointment_id_patient_id"),
    )
    op.create_index("ix_appointment_companion_patient_id", "appointment_companion", ["patient_id"])


def _entries() -> None:
    op.create_table(
        "waitlist_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("part_of_day", sa.String(), nullable=True),
        sa.Column("starts_from", Instant(), nullable=True),
        sa.Column("starts_until", Instant(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'earlier') = (appointment_id IS NOT NULL)", name=op.f("ck_waitlist_entry_earlier_than_what")
        ),
        sa.CheckConstraint("kind IN ('earlier', 'any')", name=op.f("ck_waitlist_entry_kind_known")),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'withdrawn', 'over')", name=op.f("ck_waitlist_entry_status_known")
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name=op.f("ck_waitlist_entry_priority_known")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name="fk_waitlist_entry_appointment_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_waitlist_entry_clinic_id"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_waitlist_entry_doctor_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_waitlist_entry_patient_id"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_waitlist_entry_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waitlist_entry"),
    )
    op.create_index(
        "ix_waitlist_entry_checked_at",
        "waitlist_entry",
        ["checked_at"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.create_index("ix_waitlist_entry_clinic_id", "waitlist_entry", ["clinic_id"])
    op.create_index("ix_waitlist_entry_patient_id", "waitlist_entry", ["patient_id"])
    op.create_index(
        "ix_waitlist_entry_service_id_priority",
        "waitlist_entry",
        ["service_id", "priority", "created_at", "id"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.create_index(
        "uq_waitlist_entry_appointment_id",
        "waitlist_entry",
        ["appointment_id"],
        unique=True,
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )


def _offers() -> None:
    op.create_table(
        "waitlist_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("taken_from", Instant(), nullable=False),
        sa.Column("taken_until", Instant(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')",
            name=op.f("ck_waitlist_offer_status_known"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_waitlist_offer_ends_after_start")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_waitlist_offer_clinic_id"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_waitlist_offer_doctor_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["waitlist_entry.id"], name="fk_waitlist_offer_entry_id"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_waitlist_offer_patient_id"),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name="fk_waitlist_offer_service_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waitlist_offer"),
    )
    op.create_index("ix_waitlist_offer_entry_id_offered_at", "waitlist_offer", ["entry_id", "offered_at"])
    op.create_index(
        "ix_waitlist_offer_expires_at", "waitlist_offer", ["expires_at"], postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    op.create_index("ix_waitlist_offer_patient_id_offered_at", "waitlist_offer", ["patient_id", "offered_at"])
    op.create_index(
        "uq_waitlist_offer_entry_id",
        "waitlist_offer",
        ["entry_id"],
        unique=True,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
