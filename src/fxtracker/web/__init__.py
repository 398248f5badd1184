"""The web: serves the pages and charts, the rates as JSON, and a health page that means it."""

from __future__ import annotations

from fxtracker.web.app import create_app

__all__ = ["create_app"]
