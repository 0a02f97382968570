"""What a clinic may rule about its services, reminders and offers; and what is known of a held or moved visit."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SERVICE = (
    ("reschedule_min", sa.Integer(), "60"),
    ("hold_min", sa.Integer(), "5"),
    ("min_age", sa.Integer(), "0"),
    ("max_age", sa.Integer(), "150"),
    ("referral_required", sa.Boolean(), sa.false()),
    ("programme_code", sa.String(), ""),
    ("most_per_period", sa.Integer(), "0"),
    ("period_days", sa.Integer(), "30"),
    ("most_people", sa.Integer(), "1"),
    ("duty", sa.Boolean(), sa.false()),
    ("sensitive", sa.Boolean(), sa.false()),
)
CLINIC = (("reminders_min", Json, "[1440, 60]"), ("offer_min", sa.Integer(), "30"), ("offers_a_day", sa.Integer(), "3"))


def upgrade() -> None:
    for table, columns in (("service", SERVICE), ("clinic", CLINIC)):
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("appointment", sa.Column("held_until", Instant(), nullable=True))
    op.add_column("appointment", sa.Column("course_id", sa.Uuid(), nullable=True))
    op.add_column("appointment", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("appointment", sa.Column("moved_by_clinic_at", Instant(), nullable=True))
    op.create_index("ix_appointment_course_id", "appointment", ["course_id"])


def downgrade() -> None:
    op.drop_index("ix_appointment_course_id", "appointment")
    for name in ("moved_by_clinic_at", "private", "course_id", "held_until"):
        op.drop_column("appointment", name)
    for table, columns in (("clinic", CLINIC), ("service", SERVICE)):
        for name, _, _ in reversed(columns):
            op.drop_column(table, name)
