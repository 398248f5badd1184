"""The day's short posts, one for each network, within its limit."""

from __future__ import annotations

from fxtracker.articles.masthead import Masthead
from fxtracker.articles.piece import Post, Said
from fxtracker.articles.voice import Voice
from fxtracker.articles.writing import prepare
from fxtracker.errors import Held, UsageError
from fxtracker.facts import Day

__all__ = ["LIMITS", "post"]

LIMITS = {"x": 280, "whatsapp": 400, "telegram": 1000, "push": 90}
"""Characters that a post of a network may have, its address counted in full."""


def post(day: Day, network: str, url: str = "", *, lang: str = "en") -> Post:
    """The day's post for a network: x, whatsapp, telegram or push, with the article's address where one is given (never in a push).

    NoData where no market has a rate that can be printed; UsageError for an unknown network; Held where the address leaves no room.
    """
    if network not in LIMITS:
        raise UsageError(f"network: {network!r} is not a network that is written for; write one of {', '.join(LIMITS)}")
    voice = prepare(day, Masthead(), lang=lang).voice
    sentences = [voice.must("post_push")] if network == "push" else _lines(voice, network)
    address = [url] if url and network != "push" else []
    while len(text := "\n".join([*(said.text for said in sentences), *address])) > LIMITS[network]:
        if len(sentences) <= 2:
            raise Held(f"url: {url!r} leaves no room for the rates in a post of {LIMITS[network]} characters; give a shorter address")
        sentences = sentences[:-1]
    return Post(network, text, voice.printed(sentences), tuple(sentences))


def _lines(voice: Voice, network: str) -> list[Said]:
    return voice.every(f"post_{network}")
