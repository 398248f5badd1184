"""The web as it really runs: one server on a free port of loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette


@pytest.fixture
def address(newsroom: Starlette) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(newsroom, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_a_reader_gets_the_page_its_style_and_its_charts_over_the_wire(address: str) -> None:
    async def read() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=address) as client:
            paths = ("/", "/charts/2026-02-25/gap.png", "/v1/rates/USD-NGN", "/healthz", "/nowhere")
            answers = [await client.get(path) for path in paths]
            answers.append(await client.head("/"))
            answers.append(await client.get("/", headers={"If-None-Match": answers[0].headers["etag"]}))
            return answers

    home, chart, rates, health, nowhere, head, again = asyncio.run(read())

    assert [answer.status_code for answer in (home, chart, rates, health, nowhere, head, again)] == [200, 200, 200, 200, 404, 200, 304]
    assert "₦1,359.50" in home.text
    assert home.headers["content-encoding"] == "gzip"
    assert chart.content.startswith(b"\x89PNG")
    assert rates.json()[0]["mid"] == "1359.5000"
    assert health.json()["app"] == "fxtracker"
    assert head.headers["content-length"] == home.headers["content-length"]


@pytest.mark.parametrize(
    "path", ["/charts/../secrets.toml", "/charts/2026-02-25/..%2f..%2ffxtracker.db", "/assets/../../fxtracker.db", "//etc/passwd"]
)
def test_raw_paths_that_climb_find_nothing(address: str, path: str) -> None:
    """Sent as bytes, since a client would tidy the address up first."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"SQLite format" not in answer
