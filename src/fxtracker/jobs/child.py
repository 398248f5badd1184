"""A firing as a child process in a process group of its own: cut off at its time limit, ended with its daemon, its last words kept.

POSIX only: a process group is what makes sure that nothing which the child started outlives it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

__all__ = ["Ended", "Running", "start"]

_PATIENCE = 2.0
"""Seconds between asking a child to end and ending it."""

_TAIL = 4000
"""Bytes of output that are kept of a run."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: `code` is its exit code (negative: the signal), `late` says that its time limit cut it off."""

    code: int
    late: bool
    output: str
    error: str


class Running:
    """A child under way."""

    def __init__(self, process: subprocess.Popen[bytes], files: tuple[IO[bytes], IO[bytes]] | None) -> None:
        self._process = process
        self._files = files

    @property
    def pid(self) -> int:
        """The child's process id, which is also the id of its group."""
        return self._process.pid

    def wait(self, limit: timedelta) -> Ended:
        """Wait until the child ends; past the limit it is asked to end and, with all that it started, killed."""
        late = False
        try:
            self._process.wait(limit.total_seconds())
        except subprocess.TimeoutExpired:
            late = True
            self.stop(_PATIENCE)
        output, error = (_tail(file) for file in self._files) if self._files else ("", "")
        return Ended(self._process.returncode, late, output, error)

    def ask(self) -> None:
        """Ask the child's group to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the child's group without waiting for its end."""
        self._signal(signal.SIGKILL)

    def stop(self, patience: float) -> None:
        """Ask the group to end, wait for so many seconds at most, then kill what is left of it."""
        self.ask()
        deadline = time.monotonic() + patience
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def start(argv: Sequence[str], environ: Mapping[str, str], *, capture: bool = True) -> Running:
    """Start a command as the leader of a new process group; without `capture` it writes to this process's own output."""
    # Files, not pipes: a grandchild that keeps a pipe open would keep its reader waiting after the child has gone.
    files = (tempfile.TemporaryFile(), tempfile.TemporaryFile()) if capture else None  # noqa: SIM115 - closed when its tail is read
    output, error = files or (None, None)
    process = subprocess.Popen(  # noqa: S603 - the command is this package itself, its arguments an operator's file
        list(argv), env=dict(environ), stdin=subprocess.DEVNULL, stdout=output, stderr=error, start_new_session=True
    )
    return Running(process, files)


def _tail(file: IO[bytes]) -> str:
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        return file.read().decode("utf-8", "replace").strip()
