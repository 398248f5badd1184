"""Texts that come from outside, made harmless for where they are shown: a terminal, a spreadsheet, a comment, Markdown."""

from __future__ import annotations

import re

__all__ = ["escaped_markdown", "formula_free", "harmless", "json_harmless", "one_line"]

# What turns the direction of writing, is not seen, parts lines behind the back of the terminal, or is half a character.
_UNSEEN = "\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
_STEERING = re.compile(
    # Terminal codes go as a whole, so that nothing of them is left to read; a line's end and a tab stay.
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|[ -/]*[0-~])?"
    rf"|\x9b[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f{_UNSEEN}]"
)
_IN_JSON = re.compile(f"[{_UNSEEN}]")
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-", re.ASCII)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#|~!]")


def harmless(text: str) -> str:
    """Without terminal codes, control characters (but line ends and tabs) and marks that turn the direction of writing."""
    return _STEERING.sub("", text)


def one_line(text: str, longest: int = 0) -> str:
    """The same in one line with single blanks, cut at `longest` characters where that is not 0."""
    line = " ".join(harmless(text).split())
    return line if not longest or len(line) <= longest else f"{line[: longest - 3]}..."


def json_harmless(text: str) -> str:
    """The text of a JSON document in which what a terminal would obey stands as its code: the same document."""
    return _IN_JSON.sub(lambda found: _code(ord(found[0])), text)


def _code(number: int) -> str:
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"


def formula_free(text: str) -> str:
    """A cell of a CSV file: what a spreadsheet would take for a formula gets an apostrophe in front; a number or a dash stays as it is."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def escaped_markdown(text: str) -> str:
    """A text within Markdown that means nothing but itself: no link, no emphasis, no markup."""
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", one_line(text))
