"""Who sits at a screen: a signed cookie that says whose stay it belongs to, and nothing else.

A token is worth what the till says of the stay it names: when somebody else signs in, or the
person leaves, every token of the stay is worth nothing. So nothing is kept here, and a restart
of the web server signs nobody out.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from node import system_dice
from node.whole_file import write_private

KEY_FILE = "screen.key"
"""The file in the data directory of the key that signs cookies."""

KEY_BYTES, NONCE_BYTES = 32, 16
"""Sizes of the key and of what makes each token its own: nobody guesses 128 bits."""

TOKEN_LENGTH_MAX = 256
"""Longest token read: ours have about 150 characters."""


class Visitor(NamedTuple):
    """Whoever sits at a screen: a stay at the till, or nobody."""

    user: str = ""
    """The id of the person; empty for nobody."""
    since_ms: int = 0
    """When their stay began, by which it is told from their later ones."""


NOBODY = Visitor()
"""Who has not signed in."""


class Tokens:
    """Makes and reads the tokens of one node."""

    def __init__(self, key: bytes) -> None:
        """Sign with ``key``."""
        self._key = key

    @classmethod
    def kept_in(cls, directory: Path) -> Tokens:
        """Sign with the key kept in a data directory, made there when it is not.

        Raises :class:`core.errors.StorageError` when it cannot be written.
        """
        file = directory / KEY_FILE
        try:
            key = bytes.fromhex(file.read_text("ascii"))
        except (OSError, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            key = system_dice.secret_bytes(KEY_BYTES)
            write_private(file, key.hex())
        return cls(key)

    def make(self, visitor: Visitor) -> str:
        """Return a new token of a visitor."""
        said = f"{visitor.user}.{visitor.since_ms}.{system_dice.secret_bytes(NONCE_BYTES).hex()}"
        return f"{said}.{self._mac('token', said)}"

    def read(self, token: str) -> Visitor | None:
        """Return whose token it is; None when it is none of ours."""
        said, _, mac = token.rpartition(".")
        if len(token) > TOKEN_LENGTH_MAX or not _same(mac, self._mac("token", said)):
            return None
        user, since_ms, _ = said.split(".")
        return Visitor(user, int(since_ms))

    def csrf(self, token: str) -> str:
        """Return what a page of ours says with every change, and no other page can know."""
        return self._mac("csrf", token)

    def is_csrf(self, token: str, said: str) -> bool:
        """Return whether a request says what a page with this token was told."""
        return _same(said, self.csrf(token))

    def _mac(self, purpose: str, text: str) -> str:
        # Whatever characters a request holds, they are bytes here.
        return hmac.new(
            self._key, f"{purpose}\0{text}".encode(errors="replace"), sha256
        ).hexdigest()


def _same(said: str, right: str) -> bool:
    """Compare without telling by the time taken how much of it was right."""
    return hmac.compare_digest(said.encode(errors="replace"), right.encode())
