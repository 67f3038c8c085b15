"""Where screens find a node: an address like ``http://127.0.0.1:8700``, and who may say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

LOCAL_NAMES = ("127.0.0.1", "localhost")
"""What a browser on this machine calls it."""

_LOOPBACK = re.compile(r"localhost|127(\.[0-9]{1,3}){3}", re.ASCII)

SCHEME = "http://"
"""How every address of a screen begins."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A host and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> WebAddress:
        """Read ``http://HOST:PORT``, which the configuration has checked."""
        host, _, port = text.removeprefix(SCHEME).rpartition(":")
        return cls(host, int(port))

    @property
    def text(self) -> str:
        """The address as people type it."""
        return f"{SCHEME}{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may say in ``Host``: anything else came by a name that is not ours."""
        names = {self.host, *(LOCAL_NAMES if self.is_loopback else ())}
        return frozenset(f"{name}:{self.port}" for name in names)

    @property
    def origins(self) -> frozenset[str]:
        """The origins of our own pages."""
        return frozenset(SCHEME + host for host in self.hosts)
