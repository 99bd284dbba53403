"""Alembic's entry: runs on the connection that audit.store.migrate hands over, inside its transaction."""

from typing import Any, Literal

from alembic import context

from audit.store.base import UtcDateTime
from audit.store.tables import Base


def _render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    # A migration stays as it was written, whatever becomes of our own types.
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
    compare_type=True,
    render_item=_render_item,
)
context.run_migrations()
