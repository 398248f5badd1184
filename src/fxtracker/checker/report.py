"""What the checker says of a piece: its problems, and the figures that it could not tie to anything."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem", "Report", "excerpt"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse a piece: the code of the check, one sentence for a person, and the text that it is about."""

    check: str
    message: str
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.check}: {self.message}" + (f' ("{self.excerpt}")' if self.excerpt else "")


@dataclass(frozen=True, slots=True)
class Report:
    """The problems of a piece in reading order, and the numerals that no rule could judge."""

    problems: tuple[Problem, ...] = ()
    unbound: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the piece may leave the house."""
        return not self.problems


def excerpt(text: str, start: int = 0, end: int | None = None, width: int = 120) -> str:
    """At most `width` characters of the text around a span, on one line."""
    if end is None:
        end = len(text)
    if len(text) <= width:
        return " ".join(text.split())
    spare = max(0, width - (end - start)) // 2
    first = max(0, start - spare)
    piece = text[first : first + width]
    return ("…" if first else "") + " ".join(piece.split()) + ("…" if first + width < len(text) else "")
