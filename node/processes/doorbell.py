"""Doorbells: how the processes of one node wake one another, without ever waiting.

A Unix datagram socket in the data directory. Whoever rings neither knows nor minds whether
somebody is at home: what a lost ring would have said stands in the log, and is looked for by a
slow poll as well.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from node.control import socket_address
from node.processes.loop import Loop, QuietPart

APPENDED, IMPORTED, INGESTED = b"appended", b"imported", b"ingested"
"""We wrote events of our own; took in others' from a file; took in others' from the network."""

ATTENDED = b"attended"
"""Somebody asks something of the till, and may sell at once: said before it is done."""

ANSWERED = b"answered"
"""That was done: the log is free again."""

INVITED = b"invited"
"""Whom we invite has changed: the replicator is to look who may connect."""

EXTEND = b"extend"
"""We hold more of a revoked node than closes its streams: the till is to swear to it."""

FORKED = b"forked"
"""Streams have histories that no event states yet: the till is to state them."""

WORD_BYTES_MAX = 512
"""Longest word: more than an epoch, a reason and their names take."""

WORDS_AT_ONCE = 256
"""Words taken in one go: as many as the kernel queues, several times over."""


class Doorbell(QuietPart):
    """The end that is rung."""

    def __init__(self, path: Path, hear: Callable[[bytes], None]) -> None:
        """Hang at ``path``, over whatever a killed process left; ``hear`` is told every word.

        Raises OSError when it cannot be made.
        """
        self._path = path
        self._hear = hear
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            path.unlink(missing_ok=True)
            directory_fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                self._socket.bind(socket_address(path, directory_fd))
            finally:
                os.close(directory_fd)
            path.chmod(0o600)
            self._socket.setblocking(False)
        except OSError:
            self._socket.close()
            raise

    def begin(self, loop: Loop) -> None:
        """Have the loop listen."""
        loop.watch(self._socket.fileno(), lambda fd: self.listen())

    def listen(self) -> None:
        """Hear what was rung since, without waiting."""
        for _ in range(WORDS_AT_ONCE):
            try:
                word = self._socket.recv(WORD_BYTES_MAX)
            except OSError:
                return
            self._hear(word)

    def close(self) -> None:
        """Take it down."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


class Ringer(QuietPart):
    """The end that rings; whoever is to hear may come, go and come again."""

    def __init__(self, path: Path) -> None:
        """Ring at ``path``; raises OSError when its directory is not there."""
        # Kept open: a path too long for a socket's address goes by way of it.
        self._directory_fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        self._address = socket_address(path, self._directory_fd)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self, word: bytes) -> None:
        """Say a word, never waiting; lost when nobody is there or its queue is full."""
        assert len(word) <= WORD_BYTES_MAX
        with suppress(OSError):
            self._socket.sendto(word, self._address)

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()
        os.close(self._directory_fd)
