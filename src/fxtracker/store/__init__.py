"""The desk's memory, on SQLite and on PostgreSQL: everything is only ever added."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from fxtracker.errors import StoreError
from fxtracker.store.archive import ArchiveStore
from fxtracker.store.asides import AsideStore
from fxtracker.store.calendars import CalendarStore
from fxtracker.store.columns import ColumnStore
from fxtracker.store.engine import open_engine
from fxtracker.store.fixings import FixingStore, Untouched
from fxtracker.store.observations import ObservationStore
from fxtracker.store.pieces import PieceStore
from fxtracker.store.rereading import Reread, RereadingStore
from fxtracker.store.rows import (
    AbsentDay,
    Alert,
    Answer,
    JobRun,
    Landed,
    Poll,
    Revision,
    SetAsideRow,
    SourceHealth,
    Trouble,
    VerdictRow,
)
from fxtracker.store.runs import RunStore
from fxtracker.store.troubles import TroubleStore
from fxtracker.store.withdrawing import Through

__all__ = [
    "AbsentDay",
    "Alert",
    "Answer",
    "JobRun",
    "Landed",
    "Poll",
    "Reread",
    "Revision",
    "SetAsideRow",
    "SourceHealth",
    "Store",
    "Through",
    "Trouble",
    "Untouched",
    "VerdictRow",
]


class Store(
    ObservationStore, ArchiveStore, AsideStore, CalendarStore, ColumnStore, FixingStore, PieceStore, RereadingStore, RunStore, TroubleStore
):
    """One open database. Reads and writes are by family in the modules of this package; close it, or use it in a `with`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, address: str, *, only_read: bool = False) -> Store:
        """Open the database of a SQLAlchemy address and bring it up to date; ConfigError or StoreError in one sentence.

        With `only_read` one that is not there, or not up to date, is a StoreError, and nothing is changed.
        """
        return cls(open_engine(address, only_read=only_read))

    def ping(self) -> None:
        """Ask the database for an answer; StoreError where it gives none."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1 FROM alembic_version"))
        except SQLAlchemyError as fault:
            raise StoreError(f"the database does not answer: {str(fault).splitlines()[0]}") from fault

    def tidy(self) -> None:
        """Check that the database is sound, bring its statistics up to date and give back what is free; StoreError where it is not sound.

        An SQLite file that was made before this keeps its size, and what is free in it is used again.
        """
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                found = connection.execute(text("PRAGMA quick_check")).scalar()
                if found != "ok":
                    raise StoreError(f"the database is damaged ({found}); restore it from a copy")
                connection.execute(text("PRAGMA optimize"))
                _give_back(connection)
            else:
                connection.execute(text("ANALYZE"))
            connection.commit()

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _give_back(connection: Connection) -> None:
    # Each step frees one page: only a script is stepped through to its end.
    connection.commit()
    raw: Any = connection.connection
    raw.executescript("PRAGMA incremental_vacuum")
