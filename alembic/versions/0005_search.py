"""What a search over a whole town needs: when days begin, and on PostgreSQL which openings hold a moment."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_shift_starts_at", "shift", ["starts_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ex_opening_time ON opening USING gist (tstzrange(starts_at, ends_at))")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ex_opening_time", "opening")
    op.drop_index("ix_shift_starts_at", "shift")
