"""The one TLS context that all connections share."""

from __future__ import annotations

import os
import ssl

import httpx


def tls_context() -> ssl.SSLContext:
    """A verifying context: the certificates httpx ships or SSL_CERT_FILE/SSL_CERT_DIR, and those of this machine.

    The machine's own are added because companies install theirs there. Costs 25-110 ms, so make one and share it.
    """
    context = httpx.create_ssl_context(trust_env=True)
    if not (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")):
        context.load_default_certs()
    return context
