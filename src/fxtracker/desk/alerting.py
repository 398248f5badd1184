"""Telling the operator: a row in the store, a line in the home's alerts.log, a line on stderr, and a command of the operator's own."""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import datetime

from fxtracker.desk import Desk
from fxtracker.lagos import iso_utc

__all__ = ["Alerting", "plain"]

_LOG = logging.getLogger(__name__)
_SECONDS = 20.0
_LONGEST = 600
"""Characters of a sentence: what a source printed may be endless."""


def plain(text: str) -> str:
    """The text on one line, without control characters, terminal codes and marks that turn the direction of reading."""
    bare = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return bare if len(bare) <= _LONGEST else f"{bare[: _LONGEST - 3]}..."


class Alerting:
    """The ways to the operator in one round; a way that is blocked is logged and harms nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._hung = False

    def tell(self, source: str | None, kind: str, sentence: str) -> None:
        """Tell one thing: of which source (None: of the desk itself), what kind of thing, and one sentence."""
        now, text = self._desk.clock.now(), plain(sentence)
        self._desk.store.add_alert(now, source, kind, text)
        self._write(now, f"{iso_utc(now)} {source or 'desk'} {kind} {text}")
        with suppress(OSError, ValueError):
            print(f"alert: {text}", file=sys.stderr, flush=True)
        self._command(text)

    def _write(self, now: datetime, line: str) -> None:
        try:
            with (self._desk.settings.home / "alerts.log").open("a", encoding="utf-8") as log:
                log.write(f"{line}\n")
        except OSError as fault:
            _LOG.warning("alerts.log: the alert of %s could not be written: %s", iso_utc(now), fault)

    def _command(self, text: str) -> None:
        stated = self._desk.settings.alert_command
        if not stated or self._hung:
            # One that hangs would hang for each alert of the round.
            return
        try:
            fault = _run(shlex.split(stated), f"{text}\n")
        except (OSError, ValueError) as raised:
            fault = str(raised)
        if fault:
            self._hung = fault.startswith("it did not end")
            _LOG.warning("alert_command: %s", fault)
            now = self._desk.clock.now()
            self._write(now, f"{iso_utc(now)} desk alert_command {plain(fault)}")


def _run(argv: list[str], text: str) -> str | None:
    """Give a command the text; what went wrong in words, or None."""
    if not argv:
        return "it is empty; write a command such as: mail -s fxtracker desk@example.com"
    # No pipes to read from: a grandchild that keeps one open would keep the round waiting.
    process = subprocess.Popen(  # noqa: S603 - the operator's own command, without a shell
        argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.communicate(text.encode(), timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"it did not end within {_SECONDS:g} seconds"
    return None if process.returncode == 0 else f"it ended with {process.returncode}"
