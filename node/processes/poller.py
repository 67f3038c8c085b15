"""Waiting for descriptors, in the processes that have no transport to wait with."""

from __future__ import annotations

import select

from replication.transport import Readable, TransportEvent


class DescriptorPoller:
    """The machine's own poll."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._poll = select.poll()

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` and return every descriptor with something to read."""
        return [Readable(fd) for fd, _ in self._poll.poll(max(0, int(timeout_s * 1000)))]

    def watch(self, fd: int) -> None:
        """Report when a file descriptor has something to read, or its other end is gone."""
        self._poll.register(fd, select.POLLIN)

    def unwatch(self, fd: int) -> None:
        """Stop watching a file descriptor."""
        self._poll.unregister(fd)
