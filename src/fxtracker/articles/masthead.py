"""Who publishes: what an operator sets is printed, what is not set is left out and never made up."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Masthead"]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The publisher's own lines of a piece; an empty one is not printed.

    `place` is the dateline; `editor` is responsible for the piece; `site_url` is the public address of the site, without which a piece
    carries no links.
    """

    publisher: str = ""
    byline: str = ""
    editor: str = ""
    place: str = ""
    site_url: str = ""
