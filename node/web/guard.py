"""The guard: who may speak to us at all. Runs before anything else, and answers by itself.

Whoever can make a browser on this machine load a page can make it send requests to us; that we
listen on loopback only is no boundary. So a request must call us by a name of ours (``Host``),
must come from a page of ours (``Origin``), and a change must say what only such a page was told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import cookies
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from node.web.addresses import WebAddress
from node.web.sessions import Tokens

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

CSRF_HEADER = "x-tillmesh-csrf"
"""The header in which a change says that it comes from a page of ours."""

BODY_BYTES_MAX = 32 << 20
"""Largest body: a catalogue of a hundred thousand products, or a bundle of some weeks."""

SECURITY_HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Said with every answer. The camera is for scanning barcodes."""

Verdict = tuple[int, str]
"""A status and a sentence."""


def cookie_name(address: WebAddress) -> str:
    """Return the name of a node's cookie; browsers share cookies between all ports of a host."""
    return f"tillmesh-{address.port}"


def token_in(headers: Headers, address: WebAddress) -> str:
    """Return the token a request carries, empty when it carries none."""
    jar: cookies.SimpleCookie = cookies.SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except cookies.CookieError:
        return ""
    found = jar.get(cookie_name(address))
    return "" if found is None else found.value


class Guard:
    """Lets through what comes from our own pages, and says how browsers must treat answers."""

    def __init__(self, app: ASGIApp, address: WebAddress, tokens: Tokens) -> None:
        """Stand before ``app``, which answers at ``address``."""
        self._app = app
        self._address = address
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        verdict = self._look(scope["method"], Headers(scope=scope))
        if verdict is None:
            await self._app(scope, receive, send_secured)
        else:
            await _refuse(send_secured, *verdict)

    def _look(self, method: str, headers: Headers) -> Verdict | None:
        """Return why a request is turned away, or None."""
        if headers.get("host", "") not in self._address.hosts:
            return 421, f"This is {self._address.text}; call it by that name."
        origin = headers.get("origin")
        if origin is not None and origin not in self._address.origins:
            return 403, "The page that asks is none of this node's."
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "The page that asks is none of this node's."
        return None if method in SAFE_METHODS else self._look_at_change(headers)

    def _look_at_change(self, headers: Headers) -> Verdict | None:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("application/json", "application/octet-stream"):
            return 415, "The body must be application/json."
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            return 411, "The request must say how long its body is."
        if int(length) > BODY_BYTES_MAX:
            return 413, f"The body is larger than {BODY_BYTES_MAX >> 20} MiB."
        token = token_in(headers, self._address)
        if self._tokens.read(token) is None:
            return 403, "The request carries no session; ask for one with GET /api/v1/session."
        if not self._tokens.is_csrf(token, headers.get(CSRF_HEADER, "")):
            return 403, f"The request does not carry the session's csrf in {CSRF_HEADER}."
        return None


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"refused": sentence}, ensure_ascii=False).encode()
    headers: list[Any] = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
