"""One request by the real client, and a server that answers byte by byte as a test says."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fxtracker.settings import Settings
from fxtracker.sources import KnownPayload
from fxtracker.sources.client import Answered, Client, Patience
from fxtracker.sources.request import Ask

__all__ = ["Talker", "asked", "in_turn", "settings_for", "talk"]

HOME = Path("home")


def settings_for(mirror: str = "", **how: Any) -> Settings:
    return Settings(home=HOME, mirror=mirror, **how)


def asked(
    settings: Settings,
    ask: Ask,
    *,
    known: KnownPayload | None = None,
    seconds: float = 5,
    silence: float = 2,
    ends: float | None = None,
    **patience: Any,
) -> Answered:
    """What one client makes of one request; with `ends` it is cut off then, as a round would."""

    async def one() -> Answered:
        async with Client(settings) as client, asyncio.timeout(ends):
            deadline = asyncio.get_running_loop().time() + seconds
            return await client.ask(ask, known, Patience(deadline, silence, **patience))

    return asyncio.run(one())


class Talker:
    """A server that hears a request out and then says what the script says to the bare socket; `heard` are the requests."""

    def __init__(self, script: Callable[[socket.socket], None], context: ssl.SSLContext | None = None, *, listens: bool = True) -> None:
        self._script = script
        self._context = context
        self._listens = listens
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Talker:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            with connection if self._context is None else self._context.wrap_socket(connection, server_side=True) as talking:
                if self._listens:
                    self.heard.append(_request(talking))
                self._script(talking)
        except OSError:  # a client that went away is the client's affair
            connection.close()


def _request(talking: socket.socket) -> bytes:
    text = b""
    while b"\r\n\r\n" not in text and (more := talking.recv(65536)):
        text += more
    head, _, body = text.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length and (more := talking.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body


def talk(*parts: bytes) -> Callable[[socket.socket], None]:
    """A script that says these parts and hangs up."""

    def script(talking: socket.socket) -> None:
        for part in parts:
            talking.sendall(part)

    return script


def in_turn(*scripts: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """A script that follows another of these at each connection."""
    turns = iter(scripts)

    return lambda talking: next(turns)(talking)
