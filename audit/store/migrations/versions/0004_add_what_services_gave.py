"""Add what services gave: contributions and days of cases, targets, an area's own services and closures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ON_AREA = ("services", "school_closures")


def upgrade() -> None:
    """Forward."""
    for column in _ON_AREA:
        op.add_column("area", sa.Column(column, sa.JSON(), nullable=False, server_default="[]"))
    # The models give no default to the database: it is only there for the rows that exist.
    with op.batch_alter_table("area", schema=None) as batch_op:
        for column in _ON_AREA:
            batch_op.alter_column(column, server_default=None)
    _create_contribution()
    _create_case_dates()
    _create_target()


def _create_contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=30), nullable=False),
        sa.Column("sought", sa.Boolean(), nullable=True),
        sa.Column("sought_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("excuse", sa.String(length=40), nullable=True),
        sa.Column("came", sa.String(length=20), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=True),
        sa.Column("invited", sa.Boolean(), nullable=True),
        sa.Column("circulated", sa.Boolean(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_contribution_area_id_area")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audit_case.id"], name=op.f("fk_contribution_case_id_audit_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("case_id", "service", name=op.f("uq_contribution_case_id_service")),
        sa.UniqueConstraint("key", name=op.f("uq_contribution_key")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_area_id"), ["area_id"], unique=False)


def _create_case_dates() -> None:
    op.create_table(
        "case_dates",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("request_on", sa.Date(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("draft_on", sa.Date(), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("review_decision_on", sa.Date(), nullable=True),
        sa.Column("amended_on", sa.Date(), nullable=True),
        sa.Column("move_on", sa.Date(), nullable=True),
        sa.Column("move", sa.String(length=20), nullable=True),
        sa.Column("planning_meeting", sa.Boolean(), nullable=True),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_case_dates_area_id_area")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audit_case.id"], name=op.f("fk_case_dates_case_id_audit_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_dates")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_dates_case_id")),
        sa.UniqueConstraint("key", name=op.f("uq_case_dates_key")),
    )
    with op.batch_alter_table("case_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_dates_area_id"), ["area_id"], unique=False)


def _create_target() -> None:
    op.create_table(
        "target",
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=30), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("wanted_share", sa.Double(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("n_good", sa.Integer(), nullable=True),
        sa.Column("n_all", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_target_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("key", name=op.f("uq_target_key")),
        sa.UniqueConstraint("request_key", name=op.f("uq_target_request_key")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_area_id"), ["area_id"], unique=False)


def downgrade() -> None:
    """Back; what services gave is lost."""
    for table in ("target", "case_dates", "contribution"):
        op.drop_table(table)
    with op.batch_alter_table("area", schema=None) as batch_op:
        for column in _ON_AREA:
            batch_op.drop_column(column)
