"""What went wrong on the wire, by kind and in words that complete "HOST ..."."""

from __future__ import annotations

import re

import httpx

from fxtracker.errors import BadAnswer, ConfigError, SourceError, Unreachable
from fxtracker.sources.answers import Payload

__all__ = ["Again", "told"]

_NO_ADDRESS = ("Name or service not known", "name resolution", "nodename nor servname", "getaddrinfo failed", "No address associated")
"""What systems say where a name has no address."""

_BROKEN = ("peer closed", "Server disconnected", "ConnectionClosed")
"""What h11 says where a connection ends before its answer does; all else that it says is that there is no HTTP."""

_SSL = re.compile(r"^.*certificate verify failed: | \(_ssl\.c:\d+\)$")
_TEXT = 200


class Again(Exception):
    """A failure that may pass, what came with it, for how many seconds the host asked to be left alone, and whether it is not there."""

    def __init__(self, fault: SourceError, payload: Payload | None = None, wait: float | None = None, *, down: bool = False) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.payload = payload
        self.wait = wait
        self.down = down


def told(fault: httpx.TransportError | httpx.InvalidURL, silence: float, way: str) -> Exception:
    """The failure to be raised for what the library raised: Again where it may pass, else a SourceError; ConfigError for a bad request."""
    detail = (str(fault) or type(fault).__name__)[:_TEXT]
    if isinstance(fault, httpx.InvalidURL | httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        # The message of the library would repeat the request, and with it the key.
        return ConfigError("request: it cannot be sent as it is; write addresses and headers of plain characters")
    if isinstance(fault, httpx.ReadTimeout):
        return Unreachable(f"sent nothing for {silence:g} seconds", "timeout")
    if isinstance(fault, httpx.WriteTimeout | httpx.PoolTimeout):
        return Unreachable(f"took nothing for {silence:g} seconds", "timeout")
    if isinstance(fault, httpx.ConnectTimeout):
        return Again(Unreachable(f"cannot be reached{way} (no connection in time)", "timeout"), down=True)
    if "CERTIFICATE_VERIFY_FAILED" in detail:
        return Unreachable(f"shows a certificate that cannot be verified ({_SSL.sub('', detail)})", "certificate")
    if isinstance(fault, httpx.ConnectError):
        why = "no address was found for it" if any(sign in detail for sign in _NO_ADDRESS) else detail
        return Again(Unreachable(f"cannot be reached{way} ({why})"), down=True)
    if isinstance(fault, httpx.ProxyError):
        return Again(Unreachable(f"cannot be reached through the proxy ({detail})"), down=True)
    if isinstance(fault, httpx.RemoteProtocolError) and "too long" in detail:
        return BadAnswer("answered with headers beyond all measure", "too_large")
    if isinstance(fault, httpx.RemoteProtocolError) and not any(sign in detail for sign in _BROKEN):
        return BadAnswer(f"answered with what is no HTTP ({detail})", "undecodable")
    return Again(Unreachable(f"broke off in the middle of its answer ({detail})"))
