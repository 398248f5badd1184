"""The independent reader of finished pieces; it shares no code with what wrote them."""

from __future__ import annotations

from fxtracker.checker.document import check_json, day_from_json
from fxtracker.checker.evidence import Setting
from fxtracker.checker.foreign import read_foreign
from fxtracker.checker.piece import Checker, check
from fxtracker.checker.report import Problem, Report

__all__ = ["Checker", "Problem", "Report", "Setting", "check", "check_json", "day_from_json", "read_foreign"]
