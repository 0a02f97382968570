"""Preferences, attempts, the inbox and reminders."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    ("body_calendar", sa.String(), {"nullable": False, "server_default": ""}),
    ("link", sa.String(), {"nullable": False, "server_default": ""}),
    ("clinic_id", sa.Uuid(), {}),
    ("patient_id", sa.Uuid(), {}),
    ("appointment_id", sa.Uuid(), {}),
    ("sensitive", sa.Boolean(), {"nullable": False, "server_default": sa.false()}),
    ("awaited", sa.Boolean(), {"nullable": False, "server_default": sa.false()}),
    ("moment", Instant(), {}),
    ("good_until", Instant(), {}),
    ("reason", sa.String(32), {}),
    ("read_at", Instant(), {}),
    ("done_by", sa.Uuid(), {}),
)
INDEXES = (
    "appointment_id", "recipient_account_id_sent_at", "to_address_sent_at", "clinic_id_created_at", "inbox", "due",
)  # fmt: skip
QUEUED, INBOX = sa.text("status = 'queued'"), sa.text("channel = 'inbox'")


def upgrade() -> None:
    op.drop_index("ix_message_due", "message")
    # No trigger hangs on this table, so that SQLite may copy it.
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint(op.f("ck_message_status"), type_="check")
        batch.create_check_constraint(op.f("ck_message_status"), "status IN ('queued', 'sent', 'dead', 'dropped')")
    for name, kind, options in COLUMNS:
        op.add_column("message", sa.Column(name, kind, **options))
    _index_due()
    op.create_index(
        "ix_message_inbox", "message", ["recipient_account_id", "created_at"], sqlite_where=INBOX,
        postgresql_where=INBOX,
    )  # fmt: skip
    op.create_index("ix_message_clinic_id_created_at", "message", ["clinic_id", "created_at"])
    op.create_index("ix_message_to_address_sent_at", "message", ["to_address", "sent_at"])
    op.create_index("ix_message_recipient_account_id_sent_at", "message", ["recipient_account_id", "sent_at"])
    op.create_index("ix_message_appointment_id", "message", ["appointment_id"])
    op.create_table(
        "message_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("detail", sa.String(300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attempt")),
        sa.CheckConstraint("outcome IN ('sent', 'later', 'refused', 'retry')", name=op.f("ck_message_attempt_outcome")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_attempt_message_id"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_message_attempt_message_id", "message_attempt", ["message_id"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.CheckConstraint("outcome IN ('planned', 'told', 'superseded')", name=op.f("ck_reminder_outcome")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_reminder_appointment_id"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_reminder_appointment_id_offset_min", "reminder", ["appointment_id", "offset_min"])
    op.create_index("ix_reminder_starts_at", "reminder", ["starts_at"])
    op.create_table(
        "message_settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.String(5), nullable=False),
        sa.Column("quiet_until", sa.String(5), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_settings")),
        sa.ForeignKeyConstraint(["id"], ["account.id"], name=op.f("fk_message_settings_id"), ondelete="CASCADE"),
    )


def downgrade() -> None:
    op.drop_table("message_settings")
    op.drop_table("reminder")
    op.drop_table("message_attempt")
    for name in INDEXES:
        op.drop_index(f"ix_message_{name}", "message")
    op.execute(sa.text("DELETE FROM message WHERE status = 'dropped' OR channel NOT IN ('email', 'sms')"))
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("message", name)
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint(op.f("ck_message_status"), type_="check")
        batch.create_check_constraint(op.f("ck_message_status"), "status IN ('queued', 'sent', 'dead')")
    _index_due()


def _index_due() -> None:
    op.create_index("ix_message_due", "message", ["next_attempt_at"], sqlite_where=QUEUED, postgresql_where=QUEUED)
