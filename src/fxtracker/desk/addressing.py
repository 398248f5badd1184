"""The address from which a source is drafted: as it is asked, as a file may state it, and whose it is."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from fxtracker.errors import ConfigError, UsageError, shown
from fxtracker.sources.request import KEY_PLACE
from fxtracker.sources.secret import Secret

__all__ = ["address_of", "id_of", "secrets_of"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COMMON = frozenset(("www", "api", "open", "app", "m", "cdn", "rates", "data", "client", "query1"))
_SECOND = frozenset(("com", "co", "org", "net", "gov", "edu", "ac", "sch", "mil", "mobi", "name", "ltd", "plc", "me", "or", "ne", "go"))
"""What stands before the two letters of a country in an address, as in com.ng and co.uk."""
_SHARED = frozenset(
    ("example", "github", "gitlab", "pages", "vercel", "netlify", "workers", "herokuapp", "web", "onrender", "blogspot", "wordpress", "fly")
)
"""Names under which strangers have pages of their own: the label before them tells more."""
_KEY_NAMES = frozenset(
    ("key", "apikey", "api_key", "api-key", "access_key", "accesskey", "token", "access_token", "app_id", "appid", "secret")
)
_KEYED = re.compile(rf"(?i)([?&](?:{'|'.join(sorted(map(re.escape, _KEY_NAMES), key=len, reverse=True))})=)[^&#\s]+")
_LOGIN = re.compile(r"//[^/?#\s]*@")


def address_of(url: str) -> tuple[str, str, str]:
    """The address as the file states it (a key stands as its place), as it is asked, and its host."""
    bare = url.strip()
    try:
        parts = urlsplit(bare)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        parts, host, port = urlsplit(""), "", ""
    if parts.scheme not in ("https", "http") or not host or not bare.isprintable() or "@" in parts.netloc:
        right = "write one that begins with https://, without a name and password"
        raise UsageError(f"URL: {shown(_masked(url))} is not an address that can be asked; {right}")
    place = (f"[{host}]" if ":" in host else host) + port
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    keyed = any(key.lower() in _KEY_NAMES and value for key, value in pairs)
    asked = urlunsplit((parts.scheme, place, path, quote(parts.query, safe="/%:@!$&'()*+,;=?~-._"), ""))
    if not keyed:
        return asked, asked, host
    query = urlencode([(key, KEY_PLACE if key.lower() in _KEY_NAMES and value else value) for key, value in pairs], safe="{}")
    return urlunsplit((parts.scheme, place, path, query, "")), asked, host


def secrets_of(url: str) -> list[Secret]:
    """The keys that stand in an address, as they are written there and as they are meant."""
    query = url.partition("?")[2].partition("#")[0]
    written = [part.partition("=")[::2] for part in query.split("&")]
    meant = [*parse_qsl(query, keep_blank_values=True), *written]
    found = []
    for value in dict.fromkeys(value for name, value in meant if name.lower() in _KEY_NAMES and value):
        try:
            found.append(Secret(value))
        except ConfigError:
            # No header could carry it as it is meant; an address does, in this form.
            found.append(Secret(quote(value, safe="")))
    return found


def _masked(url: str) -> str:
    return _LOGIN.sub("//...@", _KEYED.sub(rf"\g<1>{KEY_PLACE}", url))


def id_of(host: str, name: str | None) -> str:
    """The id of a source: the name that it was given, which must do, else what tells whose the host is."""
    if name is not None:
        if not _ID.fullmatch(name) or len(name) > 40:
            raise UsageError(f"--id: {shown(name)} is not an id; write small letters, digits and hyphens, such as nairatoday")
        return name
    bare = re.sub(r"[^a-z0-9]+", "-", _telling(host.lower())).strip("-")
    return bare[:40].strip("-") or "source"


def _telling(host: str) -> str:
    """The label of a host that tells whose it is: marinabdc of marinabdc.com.ng, kudi of api.kudi.africa."""
    if re.fullmatch(r"[\d.]+|.*:.*", host):
        return host
    labels = host.split(".")
    ends = 2 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND else 1
    own = labels[:-ends] or labels
    while len(own) > 1 and own[0] in _COMMON:
        own = own[1:]
    return own[-2] if len(own) > 1 and own[-1] in _SHARED else own[-1]
