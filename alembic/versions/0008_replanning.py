"""Proposals of moved visits."""

import sqlalchemy as sa
from alembic import op

from telemed.db.types import Instant, Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("doctor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("change", Json, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("worked_out_at", Instant(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('absence', 'hours', 'visit')", name=op.f("ck_proposal_kind_known")),
        sa.CheckConstraint("status IN ('open', 'applied', 'discarded')", name=op.f("ck_proposal_status_known")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_proposal_clinic_id")),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name=op.f("fk_proposal_doctor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_clinic_id_created_at", "proposal", ["clinic_id", "created_at"])
    op.create_table(
        "proposal_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("appointment_revision", sa.Integer(), nullable=False),
        sa.Column("from_doctor_id", sa.Uuid(), nullable=False),
        sa.Column("from_starts_at", Instant(), nullable=False),
        sa.Column("from_ends_at", Instant(), nullable=False),
        sa.Column("to_doctor_id", sa.Uuid(), nullable=True),
        sa.Column("to_starts_at", Instant(), nullable=True),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("moved_revision", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "choice IN ('found', 'chosen', 'leave', 'leftover')", name=op.f("ck_proposal_move_choice_known")
        ),
        sa.CheckConstraint(
            "(to_doctor_id IS NULL) = (to_starts_at IS NULL)", name=op.f("ck_proposal_move_place_whole")
        ),
        sa.CheckConstraint(
            "(choice IN ('found', 'chosen')) = (to_doctor_id IS NOT NULL)",
            name=op.f("ck_proposal_move_choice_has_place"),
        ),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('accept', 'cancel')", name=op.f("ck_proposal_move_answer_known")
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_proposal_move_appointment_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_move_proposal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["to_doctor_id"], ["doctor.id"], name=op.f("fk_proposal_move_to_doctor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_move")),
        sa.UniqueConstraint("proposal_id", "appointment_id", name=op.f("uq_proposal_move_proposal_id_appointment_id")),
    )
    op.create_index(op.f("ix_proposal_move_appointment_id"), "proposal_move", ["appointment_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_proposal_move_appointment_id"), "proposal_move")
    op.drop_table("proposal_move")
    op.drop_index("ix_proposal_clinic_id_created_at", "proposal")
    op.drop_table("proposal")
