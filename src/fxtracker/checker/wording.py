"""Checks of the text itself, whatever the figures: leftovers (T12), lengths (T13) and words that are never ours (T10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fxtracker.checker.blocks import Document
from fxtracker.checker.report import Problem, excerpt

__all__ = ["judge_words"]

_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{[a-z][\w.@|*]*\}|\bNone\b|\b[Nn]a[Nn]\b|\bNull\b|\bundefined\b|\bInfinity\b|\ufffd|□")
_BANNED = re.compile(
    r"\b(?:due to|amid|amidst|as a result|consequently|driven by|because(?: of)?|owing to|thanks to|on the back of|following|attributed to"
    r"|crash\w*|tumbl\w*|free[- ]?fall\w*|plung\w*|soar\w*|slump\w*|plummet\w*|skyrocket\w*|nosedive\w*|collaps\w*|devalu\w*"
    r"|all[- ]time|record (?:high|low)|greenback|will (?:rise|fall|strengthen|weaken|gain|lose)|expected to|forecast\w*|predict\w*"
    r"|rate (?:rose|fell|rises|falls))\b",
    re.IGNORECASE,
)
_MOST = {"title": 70, "headline": 90, "description": 155}
_POSTS = {"x": 280, "whatsapp": 400, "telegram": 1000, "push": 90}


def judge_words(text: str, form: str, kind: str, document: Document) -> Iterator[Problem]:
    """What is wrong with the words of a piece; `kind` of a post is its network."""
    for match in _LEFTOVER.finditer(text):
        yield Problem("T12", f"{match.group()!r} was left in the text", excerpt(text, *match.span()))
    for line in text.split("\n"):
        if re.search(r"\S {2,}\S", line) and form not in ("txt", "chart") and not line.lstrip().startswith(("|", "<")):
            yield Problem("T12", "there are two spaces running", excerpt(line))
    if unicodedata.normalize("NFC", text) != text:
        yield Problem("T12", "the text is not in normal form C")
    for block in document.blocks:
        if block.kind in ("link", "attribute"):
            continue
        for match in _BANNED.finditer(block.text):
            yield Problem("T10", f"{match.group()!r} is no word of ours", excerpt(block.text, *match.span()))
        most = _MOST.get(block.key) if block.kind == "meta" else 90 if block.kind == "heading" and block.level == 1 else None
        if most and len(block.text) > most:
            yield Problem(
                "T13", f"{block.key or 'the headline'} has {len(block.text)} characters, and {most} is the most", excerpt(block.text)
            )
        if block.kind == "alt" and len(block.text) > 250:
            yield Problem("T13", f"the alt text has {len(block.text)} characters, and 250 is the most", excerpt(block.text))
    if form == "post" and kind in _POSTS and len(text) > _POSTS[kind]:
        yield Problem("T13", f"the post has {len(text)} characters, and {_POSTS[kind]} is the most on {kind}", excerpt(text))
