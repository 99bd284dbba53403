"""Engines that outlast a test, each on the database of whichever test runs."""

from pathlib import Path

import sqlalchemy as sa

from audit.store.engine import make_engine


class LastingEngines:
    """Engines that outlast a test: most of a test's time would go into putting the same SQL together again.

    They know the database by way of a link to the folder of whichever test runs.
    """

    def __init__(self, folder: Path) -> None:
        self.link, self.engines = folder / "now", dict[str, sa.Engine]()

    def get(self, name: str, instance: Path) -> sa.Engine:
        """The engine of this name, on the database in this folder."""
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(instance, target_is_directory=True)
        if name not in self.engines:
            self.engines[name] = make_engine(self.link / "workbench.sqlite3")
        return self.engines[name]
