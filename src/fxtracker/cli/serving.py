"""Listening on the port, and `up`'s two processes: the web and the daemon, which live and end together."""

from __future__ import annotations

import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

import click

from fxtracker.errors import ConfigError, FxtrackerError, PortTaken
from fxtracker.jobs import COMMAND, child_environ
from fxtracker.lagos import Clock
from fxtracker.settings import Settings

__all__ = ["address", "follow_parent", "is_ours", "listen", "port_taken", "serve_web", "supervise"]

_PATIENCE = 6.0
"""Seconds that both processes have to end; the daemon ends within five."""


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the site."""
    host = _local_host(settings)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def listen(settings: Settings) -> socket.socket:
    """A socket that is bound to the settings' host and port; PortTaken or ConfigError in one sentence."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as fault:
        raise ConfigError(f"host: {settings.host!r} is no address of this machine ({fault.strerror}); write 127.0.0.1 or 0.0.0.0") from None
    server = socket.socket(family, kind, protocol)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(where)
    except OSError as fault:
        server.close()
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"port {settings.port} on {settings.host} is in use by another program; end that, or set FXTRACKER_PORT to a free port, "
                f"for example FXTRACKER_PORT={settings.port % 65535 + 1}"
            ) from None
        raise ConfigError(
            f"cannot listen on {settings.host}:{settings.port} ({fault.strerror}); set FXTRACKER_HOST or FXTRACKER_PORT"
        ) from None
    return server


def port_taken(settings: Settings) -> FxtrackerError | None:
    """What keeps the web from listening, as the error to raise, or None."""
    try:
        listen(settings).close()
    except FxtrackerError as fault:
        return fault
    return None


def is_ours(settings: Settings) -> bool:
    """Whether a fxtracker answers on the port, healthy or not."""
    connection = http.client.HTTPConnection(_local_host(settings), settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        told = json.loads(connection.getresponse().read(100_000))
        return isinstance(told, dict) and told.get("app") == "fxtracker"
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def serve_web(settings: Settings, *, with_daemon: bool) -> None:
    """Serve until a signal, which ends the process with exit code 0; `with_daemon` says that `up` runs a daemon beside it."""
    try:
        server = listen(settings)
    except PortTaken:
        if is_ours(settings):
            raise PortTaken(f"fxtracker is already running at {address(settings)}") from None
        raise
    import uvicorn

    from fxtracker.web import create_app

    # uvicorn ends in order on a signal and raises it again for whoever listened before; that is where the process leaves.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    if with_daemon:
        follow_parent()
    app = create_app(settings, running=with_daemon, daemon_expected=with_daemon)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3)
    if not with_daemon:
        click.echo(f"Serving on {address(settings)}; Ctrl-C ends it.", err=True)
    uvicorn.Server(config).run(sockets=[server])


def supervise(settings: Settings, clock: Clock) -> int:
    """Run the web and the daemon until a signal comes or one of them ends; the exit code of `up`."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # One that outlives its terminal asked for it; Ctrl-C ends it also where a script started it in the background.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, note)
    environ = child_environ(clock.now(), set_clock=bool(settings.now))
    parts = {"web": ("serve", "--with-daemon"), "daemon": ("daemon", "--with-web")}
    processes = {name: _part(argv, environ) for name, argv in parts.items()}
    told = False
    try:
        while not asked and all(process.poll() is None for process in processes.values()):
            if not told and is_ours(settings):
                told = True
                click.echo(f"\nLook at {address(settings)} (data in {settings.home}); Ctrl-C ends it.")
            time.sleep(0.2)
        gone = [name for name, process in processes.items() if process.poll() is not None]
    finally:
        _end(list(processes.values()), asked)
    if asked or not gone:
        click.echo("fxtracker has ended; what it knew is kept, and `fxtracker up` goes on from there.")
        return 0
    click.echo(f"fxtracker: the {gone[0]} ended by itself, so all was ended; its last lines above say why", err=True)
    return 1


def follow_parent() -> None:
    """End this process in order when the one that started it is gone, even killed: its end of our standard input closes then."""

    def follow() -> None:
        with suppress(OSError):
            os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()


def _part(argv: tuple[str, ...], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C at the terminal reaches `up` alone, which then ends both, once.
    return subprocess.Popen([*COMMAND, *argv], env=environ, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def _end(processes: list[subprocess.Popen[bytes]], asked: list[int]) -> None:
    deadline = time.monotonic() + _PATIENCE
    heard = len(asked)
    for process in processes:
        process.terminate()
    while any(process.poll() is None for process in processes):
        if len(asked) > heard:
            # The daemon takes a second signal as "at once" and kills its own children first.
            heard = len(asked)
            for process in processes:
                process.terminate()
        if time.monotonic() > deadline:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.05)


def _local_host(settings: Settings) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104
