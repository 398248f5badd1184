"""A key, which is on the wire and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import quote, quote_plus

from fxtracker.errors import ConfigError
from fxtracker.sources.answers import Payload
from fxtracker.sources.request import KEY_PLACE

__all__ = ["Secret"]

_LEAST = 6


class Secret:
    """The key of a source, or an empty one; `hide` puts `{key}` where it stands in a text, however it is written there.

    ConfigError where it holds what no header can carry, such as the line end of the file that it was copied from.
    """

    __slots__ = ("_forms",)

    def __init__(self, key: str, source: str = "") -> None:
        if not (key.isascii() and key.isprintable()) or key != key.strip():
            raise ConfigError(f"keys: the key of {source} has blanks at its ends or other than plain characters; write it as given")
        written = {key, quote(key), quote(key, safe=""), quote_plus(key), json.dumps(key)[1:-1], repr(key)[1:-1]} - {""}
        self._forms = sorted(written, key=len, reverse=True)

    def __repr__(self) -> str:
        return "Secret()"

    def hide(self, text: str) -> str:
        """The text without the key."""
        for form in self._forms:
            text = text.replace(form, KEY_PLACE)
        return text

    def hidden(self, payload: Payload) -> Payload:
        """The payload without the key, which some hosts repeat in their answers."""
        if not self._forms:
            return payload
        body = payload.body
        for form in self._forms:
            # A key of a few characters could stand in any figure.
            if len(form) >= _LEAST:
                body = body.replace(form.encode(), KEY_PLACE.encode())
        return replace(
            payload,
            body=body,
            etag=payload.etag and self.hide(payload.etag),
            last_modified=payload.last_modified and self.hide(payload.last_modified),
            headers={name: self.hide(value) for name, value in payload.headers.items()},
        )
