"""The one polite HTTP client; nothing else speaks to a source.

It says who it is, asks for compressed answers and only for what is new, keeps few requests to a host under way, waits as long as a host
asks it to, tries again a little and later each time, and never reads more than it may hold. TLS is always verified, and every address is
looked at before it is asked.

What failed and may pass is tried again, requests by POST too: all that a source is asked is read and changes nothing there.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from fxtracker import __version__
from fxtracker.errors import BadAnswer, SourceError
from fxtracker.settings import Settings
from fxtracker.sources.answers import KnownPayload
from fxtracker.sources.exchange import Answered, Moved, Patience, Sent, conditions, exchange, plain_address
from fxtracker.sources.guard import FORBIDDEN, Guard, site_of
from fxtracker.sources.manners import Host, jitter
from fxtracker.sources.mirror import Mirror, same_site
from fxtracker.sources.request import Ask
from fxtracker.sources.routes import Routes
from fxtracker.sources.wire_faults import Again, told

__all__ = ["Answered", "Client", "Patience"]

_REDIRECTS = 3
_TRIES = 3
_QUICK = 2.0


class Client:
    """An HTTP client for one round of asking; it remembers which hosts are down and how often each was tried again."""

    def __init__(self, settings: Settings) -> None:
        self._mirror = Mirror.at(settings.mirror)
        self._guard = Guard.of(settings.trusted_hosts)
        self._hosts: dict[str, Host] = {}
        self._who = {"User-Agent": _who(settings.contact), "Accept-Encoding": "gzip, deflate", "Accept-Language": "en"}
        self._routes = Routes(self._guard, self._mirror)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        await self._routes.close()

    def mind(self, host: str, at_once: int, pause: float) -> None:
        """Be as polite to a host as the most careful of the sources that ask it wants; to be said before the first request."""
        known = self._hosts.setdefault(site_of(host), Host(at_once, pause))
        known.at_once, known.pause = min(known.at_once, at_once), max(known.pause, pause)

    async def ask(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        """The answer to a request, filed under its address; nothing in it, nor in any message, holds the key.

        `known` is what is remembered of the address: then the answer is asked for only if it is another. Raises nothing but ConfigError,
        where the source's own certificates are wrong.
        """
        answered = await self._stubborn(ask, known, patience)
        secret = patience.secret
        return replace(
            answered,
            payload=answered.payload and secret.hidden(answered.payload),
            fault=answered.fault and type(answered.fault)(secret.hide(str(answered.fault)), answered.fault.kind),
        )

    async def _stubborn(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        loop = asyncio.get_running_loop()
        try:
            host = self._hosts.setdefault(site_of(self._guard.host(ask.url)), Host())
        except SourceError as fault:
            return Answered(fault=fault)
        for attempt in range(1, _TRIES + 1):
            try:
                async with host.turn():
                    if host.shut is not None:
                        return Answered(fault=host.shut, wait=host.waits())
                    began = loop.time()
                    return await self._follow(ask, known, patience)
            except SourceError as fault:
                return Answered(fault=fault)
            except Again as failure:
                again = failure
            answered = _asking(Answered(again.payload, again.fault, again.wait))
            wait = jitter(attempt) if again.wait is None else again.wait
            late = loop.time() + wait >= patience.deadline
            if again.wait is not None:
                host.leave_alone(again.wait, answered.fault if late else None)
            # A failure that took long is not repeated: the time belongs to the other addresses.
            slow = again.wait is None and loop.time() - began >= _QUICK
            if late or slow or attempt == _TRIES or not host.may_retry():
                break
            await asyncio.sleep(wait)
        if again.down:
            host.shut = host.shut or answered.fault
        return answered

    async def _follow(self, ask: Ask, known: KnownPayload | None, patience: Patience) -> Answered:
        sent = Sent(ask.url, ask.method, ask.headers, ask.body)
        for _ in range(_REDIRECTS + 1):
            answer = await self._exchange(ask, sent, known, patience)
            if isinstance(answer, Answered):
                return answer
            sent = self._next(ask, sent, answer)
        raise BadAnswer(f"redirected more than {_REDIRECTS} times, at last to {plain_address(sent.url)}", "redirect")

    def _next(self, ask: Ask, sent: Sent, moved: Moved) -> Sent:
        """What is sent after a redirect: to the same site, or to a host that the operator trusts, which is shown no key."""
        target = self._mirror.leads(sent.url, moved.location)
        try:
            host = self._guard.host(target)
        except SourceError as fault:
            raise SourceError(f"redirected to {plain_address(target)}, which {fault}", FORBIDDEN) from None
        same = same_site(target, sent.url)
        if not (same or host in self._guard.trusted):
            raise BadAnswer(f"redirected to {plain_address(target)}", "redirect")
        if not urlsplit(target).path.strip("/") and urlsplit(sent.url).path.strip("/"):
            raise BadAnswer(f"redirected to its home page, {plain_address(target)}", "redirect")
        headers, body = sent.headers, sent.body
        if not same:
            headers = {name: value for name, value in headers.items() if ask.stated_headers.get(name) == value}
            body = body if body == ask.stated_body else None
        if moved.same or sent.method == "GET":
            return Sent(target, sent.method, headers, body)
        return Sent(target, "GET", {name: value for name, value in headers.items() if name != "Content-Type"}, None)

    async def _exchange(self, ask: Ask, sent: Sent, known: KnownPayload | None, patience: Patience) -> Answered | Moved:
        polite = {**self._who, "Accept": patience.accept, **conditions(known if ask.method == "GET" else None)}
        url = self._mirror.sends(sent.url)
        try:
            return await exchange(self._routes.to(url, patience.intermediate), url, sent, ask, polite, patience)
        except (httpx.TransportError, httpx.InvalidURL) as fault:
            raise told(fault, patience.silence, " through the mirror" if self._mirror.base else "") from None


def _asking(answered: Answered) -> Answered:
    if not answered.wait or answered.fault is None:
        return answered
    fault = answered.fault
    return replace(answered, fault=type(fault)(f"{fault} and asks to wait {answered.wait:.0f} seconds", fault.kind))


def _who(contact: str) -> str:
    plain = "".join(character for character in contact if character.isascii() and character.isprintable())
    return f"fxtracker/{__version__} (rate desk of the naira{f'; +{plain}' if plain else ''})"
