"""What the writers hand over: a finished piece, a finished post, and every sentence with what it is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from fxtracker.facts import Edition

__all__ = ["Binding", "Piece", "Post", "Said"]


Session = date
"""A West Africa Time day."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One slot of a sentence: what it names (aliases undone), how it is printed, and the text that came of it."""

    what: str
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence as it was printed, with its id in the catalogue and its slots in order."""

    id: str
    text: str
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished article.

    `forms` are finished texts by name: `md` (with front matter), `html` (an article fragment; the page that carries it prints headline,
    byline and dates), `txt`. `body` is `md` without front matter. `facts` is fact id to the text that was printed, each once; `sessions` is
    fact id to the West Africa Time day of those. `changes` says in sentences what this version changed. Instants are UTC.
    """

    kind: str
    lang: str
    date: date
    edition: Edition
    number: int
    headline: str
    title: str
    description: str
    forms: Mapping[str, str]
    facts: Mapping[str, str]
    body: str
    published_at: datetime
    updated_at: datetime
    changes: tuple[str, ...] = ()
    sessions: Mapping[str, Session] = field(default_factory=dict)
    sentences: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A finished post for one network."""

    network: str
    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    sentences: tuple[Said, ...] = ()
