"""Keep what departed from the frozen plan of an analysis."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "deviation",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_deviation_area_id_area")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_deviation_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["audit_round.id"], name=op.f("fk_deviation_round_id_audit_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        sa.UniqueConstraint("key", name=op.f("uq_deviation_key")),
        sa.UniqueConstraint("request_key", name=op.f("uq_deviation_request_key")),
    )
    op.create_index(op.f("ix_deviation_area_id"), "deviation", ["area_id"])
    op.create_index(op.f("ix_deviation_round_id"), "deviation", ["round_id"])


def downgrade() -> None:
    """Back."""
    op.drop_table("deviation")
