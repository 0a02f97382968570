"""The waitlist, and who acts for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _scopes()


def downgrade() -> None:
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
