"""Certificates: what a source file may add to the chain of its host, and what it may not."""

from __future__ import annotations

import re
import ssl

from fxtracker.errors import ConfigError

__all__ = ["complete"]

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----")


def complete(context: ssl.SSLContext, intermediate: str) -> ssl.SSLContext:
    """The context, with the intermediate certificates (PEM) that a host leaves out of its chain.

    A chain must still end in an authority that the system trusts: a certificate that vouches for itself is refused with ConfigError, and
    one that does not is a link, never an end. So a source file can complete a chain and cannot begin one.
    """
    for block in _certificates(intermediate):
        context.load_verify_locations(cadata=block)
    # From Python 3.13 on this is set, and an intermediate alone would be trusted.
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _certificates(text: str) -> list[bytes]:
    if not (found := list(_BLOCK.finditer(text))) or {block[1] for block in found} != {"CERTIFICATE"}:
        raise _refused("no certificate in PEM", "the blocks from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- and no other")
    return [_checked(block[0]) for block in found]


def _checked(pem: str) -> bytes:
    alone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        certificate = ssl.PEM_cert_to_DER_cert(pem)
        alone.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError) as fault:
        raise _refused(f"no certificate that can be read ({fault})", "the PEM text as the authority publishes it") from None
    # A context tells of its certificates only those of authorities.
    if not (authorities := alone.get_ca_certs()):
        raise _refused("the certificate of a host, not of an authority", "the certificate that signed the host's own")
    if any(authority.get("subject") == authority.get("issuer") for authority in authorities):
        raise _refused(
            "a root, which vouches for itself", "the certificate between the host's own and the root; roots come from the system"
        )
    return certificate


def _refused(what: str, right: str) -> ConfigError:
    return ConfigError(f"intermediate: it is {what}; write {right}")
