"""What can go wrong, as one small tree; each error knows its exit code and its HTTP status.

    FxtrackerError                    exit 1   500
    ├── UsageError                    exit 2   400   an argument is wrong: the message names field, value and what is right
    │   └── ConfigError               exit 2   500   a setting, job file or source file is wrong
    ├── NoData                        exit 1   404   the question is fine, nothing is known
    ├── Held                          exit 1   409   a piece was written but may not leave the house
    ├── StoreError                    exit 1   503   the database cannot be opened, read or written
    ├── PortTaken                     exit 1   503   another process listens where the web should
    └── SourceError                   exit 1   502   a source said nothing that can be used
        ├── Unreachable               exit 1   502   no connection, no name, or no answer in time
        ├── BadStatus                 exit 1   502   an answer with an HTTP status that is not 200
        └── BadAnswer                 exit 1   502   a 200 that does not parse into plausible rates

A message is one sentence for the person who reads it; the trace is for the log alone.
"""

from __future__ import annotations

__all__ = [
    "BadAnswer",
    "BadStatus",
    "ConfigError",
    "FxtrackerError",
    "Held",
    "NoData",
    "PortTaken",
    "SourceError",
    "StoreError",
    "Unreachable",
    "UsageError",
    "shown",
]


def shown(text: str) -> str:
    """What was given, quoted for a message: control characters escaped, and cut where it is endless."""
    return repr(text if len(text) <= 80 else f"{text[:77]}...")


class FxtrackerError(Exception):
    """Anything that fxtracker itself refuses or cannot do."""

    exit_code = 1
    status = 500


class UsageError(FxtrackerError):
    """An argument is wrong; nothing was changed."""

    exit_code = 2
    status = 400


class ConfigError(UsageError):
    """A setting, a job file or a source file is wrong."""

    status = 500


class NoData(FxtrackerError):
    """Nothing is known that would answer the question."""

    status = 404


class Held(FxtrackerError):
    """A piece was written and refused by the checker or by a gate."""

    status = 409


class StoreError(FxtrackerError):
    """The database cannot be opened, read or written."""

    status = 503


class PortTaken(FxtrackerError):
    """The port that the web should listen on is in use."""

    status = 503


class SourceError(FxtrackerError):
    """A source said nothing that can be used; `kind` is the code of what happened, which is stored with the poll."""

    status = 502
    kind = "failed"

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind or type(self).kind


class Unreachable(SourceError):
    """No connection, no name, or no answer in time."""

    kind = "unreachable"


class BadStatus(SourceError):
    """An answer with an HTTP status that is not 200."""

    kind = "status"


class BadAnswer(SourceError):
    """A 200 that does not parse into plausible rates: an error page, an empty list, a changed layout."""

    kind = "answer"
