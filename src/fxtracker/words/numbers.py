"""Small numbers in words, as newspapers write them."""

from __future__ import annotations

from fxtracker.words.en import EN
from fxtracker.words.language import Language

__all__ = ["count"]


def count(number: int, language: Language = EN) -> str:
    """One to nine in words, digits from ten up."""
    return language.numbers[number] if 0 <= number < 10 else f"{number:,}"
