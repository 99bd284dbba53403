"""Drop two indexes of the history that its unique ones cover: every write had to keep them up."""

from alembic import op

revision = "0003"
down_revision = "0002"

_INDEXES = {"ix_event_area_id": "event", "ix_event_detail_area_id": "event_detail"}


def upgrade() -> None:
    """Forward."""
    for index, table in _INDEXES.items():
        op.drop_index(index, table_name=table)


def downgrade() -> None:
    """Back."""
    for index, table in _INDEXES.items():
        op.create_index(index, table, ["area_id"])
