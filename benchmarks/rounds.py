"""How long a bad round takes and how much it holds. Run `python -m benchmarks.rounds [SLOW]` in the root.

A round of `fxtracker fetch` over sources on this machine: SLOW (fifteen) that take two seconds each, one that never says a word and one
that sends 2 GB. The goals: under five seconds beside the silent one's own limit, under 250 MB at the peak of the process, and every slow
source landed. Beside it a quick round of the same sources, as a ratio to the bare library that asks the same addresses at once.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SLOW = 15
LIMIT = 6.0
"""Seconds that the silent source may take by its own file."""
GOAL_SECONDS, GOAL_MB = 5.0, 250

FILE = """
id = "{id}"
name = "{id}"
homepage = "https://{id}.example.ng/"
market = "parallel"
segment = "exchange"
timing = "seen"
sides = "as they stand"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "made up"
attribution = "made up"
seconds = {seconds}
silence = {seconds}

[expected]
words = "always"

[[request]]
urls = ["https://{id}.example.ng/rates"]

[read]
format = "json"
pair = "USD"
bid = "bid"
ask = "ask"

[range]
USD = [300, 10000]
"""


class Hosts(BaseHTTPRequestHandler):
    """Answers /HOST/PATH by the first letter of the host: slow, never, endless."""

    protocol_version = "HTTP/1.1"
    wait = 2.0

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        name = self.path.split("/")[1].partition(".")[0]
        if name.startswith("never"):
            time.sleep(60)
            return
        if name.startswith("endless"):
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
            for _ in range(2048):
                self.wfile.write(chunk)
            return
        time.sleep(self.wait)
        body = f'{{"bid": "1388", "ask": "1{400 + int(name.rpartition("-")[2])}"}}'.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is measured."""


def homes(folder: Path, slow: int) -> list[str]:
    """Write the source files; their ids."""
    files = folder / "data" / "sources"
    files.mkdir(parents=True)
    names = [f"slow-{number}" for number in range(slow)] + ["never", "endless"]
    for name in names:
        (files / f"{name}.toml").write_text(FILE.format(id=name, seconds=LIMIT if name == "never" else 45), encoding="utf-8")
    return names


def fetched(home: Path, mirror: str, names: list[str]) -> tuple[float, float, str]:
    """Seconds and MB at the peak of `fxtracker fetch` for these sources, and what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FXTRACKER_")}
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "fxtracker", "fetch", *names],
        env=environ | {"FXTRACKER_HOME": str(home), "FXTRACKER_MIRROR": mirror}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    spent = time.perf_counter() - begun
    return spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.stdout + done.stderr


def quick(home: Path, mirror: str, names: list[str]) -> tuple[float, float]:
    """Seconds of a round of these sources, and of the bare library that asks the same addresses at once; each the least of several."""
    import httpx

    from fxtracker.lagos import Clock
    from fxtracker.settings import Settings
    from fxtracker.sources import ask_all, load_sources

    sources = [source for source in load_sources([home / "data" / "sources"]).values() if source.id in names]
    settings = Settings(home=home, mirror=mirror)

    async def bare() -> None:
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(client.get(f"{mirror}/{name}.example.ng/rates") for name in names))

    def least(run: object) -> float:
        best = float("inf")
        for _ in range(7):
            begun = time.perf_counter()
            run()  # type: ignore[operator]
            best = min(best, time.perf_counter() - begun)
        return best

    return least(lambda: ask_all(sources, settings, Clock())), least(lambda: asyncio.run(bare()))


def main() -> None:
    slow = int(sys.argv[1]) if len(sys.argv) > 1 else SLOW
    server = Server(("127.0.0.1", 0), Hosts)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    mirror = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        names = homes(home, slow)
        spent, peak, told = fetched(home, mirror, names)
        print(told)
        beside = spent - LIMIT
        print(f"a bad round: {beside:.1f} s beside the limit of {LIMIT:.0f} s (goal {GOAL_SECONDS:.0f}), {peak:.0f} MB (goal {GOAL_MB})")
        Hosts.wait = 0.0
        ours, bare = quick(home, mirror, names[:slow])
        print(f"a quick round of {slow}: {ours * 1000:.0f} ms, the bare library {bare * 1000:.0f} ms: {ours / bare:.2f}")
    server.shutdown()


if __name__ == "__main__":
    main()
