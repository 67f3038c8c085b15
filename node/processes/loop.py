"""The loop: waits for descriptors and timers, and lets the parts of a node do what follows.

One thread, because a second busy one slows every call into the log (the interpreter's lock);
ZeroMQ's own threads do not count. The same parts run each in a loop of its own process, or
all in one loop.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType
from typing import Protocol

from node import system_clock
from replication.transport import Readable, TransportEvent

WAIT_S_MAX = 0.5
"""Longest wait in the poll: how late the end of a parent process may be noticed."""


class Poller(Protocol):
    """Waits for descriptors; a transport is one that also brings messages."""

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` for something to happen and return all that did."""

    def watch(self, fd: int) -> None:
        """Report when a file descriptor has something to read."""

    def unwatch(self, fd: int) -> None:
        """Stop watching a file descriptor."""


class Part(Protocol):
    """One part of a running node."""

    def begin(self, loop: Loop) -> None:
        """Have the loop watch what the part waits for."""

    def next_timer(self) -> float | None:
        """Return when :meth:`step` wants to be called, or None when nothing is due."""

    def step(self, now: float) -> None:
        """Do what is due; called after everything that happened was handed out."""

    def close(self) -> None:
        """Let go of everything."""


class QuietPart:
    """A part that does nothing by itself: what it does, others ask of it."""

    def begin(self, loop: Loop) -> None:
        """Watch nothing."""

    def next_timer(self) -> float | None:
        """Return None: nothing is ever due."""
        return None

    def step(self, now: float) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Hold nothing."""


class Loop:
    """Runs parts until it is told to stop."""

    def __init__(self, poller: Poller, *, parent: int | None = None) -> None:
        """Wait with ``poller``; stop when ``parent``, which started this process, is gone."""
        self._poller = poller
        self._parent = parent
        self._parts: list[Part] = []
        self._callbacks: dict[int, Callable[[int], None]] = {}
        self._stop = False
        self.on_transport: Callable[[TransportEvent], None] | None = None
        """Who takes what a transport brings."""

    def add(self, part: Part) -> None:
        """Run a part from now on; the last one added is closed first."""
        self._parts.append(part)
        part.begin(self)

    def watch(self, fd: int, callback: Callable[[int], None]) -> None:
        """Call ``callback`` with the descriptor whenever it has something to read."""
        self._callbacks[fd] = callback
        self._poller.watch(fd)

    def unwatch(self, fd: int) -> None:
        """Stop watching a descriptor; before it is closed."""
        del self._callbacks[fd]
        self._poller.unwatch(fd)

    def stop(self) -> None:
        """End :meth:`run` after this step."""
        self._stop = True

    def stop_on_signals(self, *numbers: signal.Signals) -> None:
        """Stop in good order on each of these signals, at once and not after the next wait."""
        read_fd, write_fd = os.pipe()
        os.set_blocking(read_fd, False)
        os.set_blocking(write_fd, False)
        signal.set_wakeup_fd(write_fd, warn_on_full_buffer=False)
        self.watch(read_fd, _drain)
        for number in numbers:
            signal.signal(number, self._signalled)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    def run(self) -> None:
        """Run until somebody says stop, then close every part in order."""
        try:
            while not self._stop:
                self.step()
                if self._parent is not None and os.getppid() != self._parent:
                    break
        finally:
            self.close()

    def step(self) -> None:
        """Wait for the next thing to happen and do everything that follows from it."""
        now = system_clock.monotonic_s()
        timers = [timer for part in self._parts if (timer := part.next_timer()) is not None]
        wait_s = min([WAIT_S_MAX, *(max(timer - now, 0.0) for timer in timers)])
        for event in self._poller.poll(wait_s):
            if not isinstance(event, Readable):
                assert self.on_transport is not None, "messages and nobody to take them"
                self.on_transport(event)
            elif (callback := self._callbacks.get(event.fd)) is not None:
                callback(event.fd)
        now = system_clock.monotonic_s()
        for part in self._parts:
            part.step(now)

    def close(self) -> None:
        """Close the parts, the last one first; what one of them raises keeps none of them open."""
        with ExitStack() as closing:
            for part in self._parts:
                closing.callback(part.close)
            self._parts = []


def _drain(fd: int) -> None:
    os.read(fd, 64)
