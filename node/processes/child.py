"""One process of a node, as its supervisor sees it: started, ready, dead, started again."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from node import system_clock
from node.data_directory import DataDirectory

BACKOFF_S, BACKOFF_S_MAX = 0.1, 5.0
"""First and longest wait before a process is started again: a till must be back within the
time a customer looks for their purse, and one that dies at once must not eat the machine."""

STEADY_S = 2.0
"""A process that was ready for so long has started well: the waits begin anew."""

STOP_S = 10.0
"""How long a process may take to stop in good order before it is killed."""

GO = b"\n"
"""What a new process waits for on its standard input before it opens anything."""

REPORT_BYTES_MAX = 1 << 16
"""Longest report read at once."""

LOGGER = logging.getLogger("tillmesh")


class Child:
    """Keeps one process of a node running."""

    def __init__(
        self, name: str, directory: DataDirectory, *, verbose: bool, socket_fd: int | None = None
    ) -> None:
        """Start nothing yet; what is started is handed ``socket_fd``, if there is one."""
        self.name = name
        self.address = ""
        """Where peers reach it, once it is ready."""
        self.refusal = ""
        """Why it could not start, in a sentence; empty when it could or did not say."""
        self.restart_s: float | None = None
        """When it is to be started again; None while it runs or was never started."""
        self._directory = directory
        self._verbose = verbose
        self._socket_fd = socket_fd
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._ready_s: float | None = None
        self._failures = 0

    @property
    def is_started(self) -> bool:
        """Whether it was started and has not been found dead."""
        return self._process is not None

    @property
    def is_ready(self) -> bool:
        """Whether it has said that it is ready and lives."""
        return self._process is not None and self._ready_s is not None

    @property
    def fd(self) -> int:
        """The descriptor on which it reports, and which ends with it."""
        assert self._process is not None, "only what was started reports"
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def start(self) -> bool:
        """Start the process: a new interpreter, and never a fork of one that has a log open.

        False when the machine has no room for one more; it is tried again like any other end.
        """
        self.restart_s, self._ready_s, self._said, self.refusal = None, None, b"", ""
        lock_fd = self._directory.lock_fd
        words = ["-m", "node.processes", self.name, "--data", str(self._directory.path)]
        words += ["--lock", str(lock_fd)]
        handed = [lock_fd]
        if self._socket_fd is not None:
            words += ["--socket", str(self._socket_fd)]
            handed.append(self._socket_fd)
        # Nobody's working directory is searched for our packages, unless ours was.
        safe = [] if {"", os.getcwd()} & set(sys.path) else ["-P"]
        # Born with it blocked: Ctrl-C reaches every process of a terminal, also one that is just
        # starting, and the supervisor says who stops when.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            self._process = subprocess.Popen(
                [sys.executable, *safe, *words, *(["--verbose"] if self._verbose else [])],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=handed,
            )
        except OSError as error:
            LOGGER.error("%s", self._is_down(f"cannot start: {error.strerror}"))
            return False
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return True

    def go(self) -> None:
        """Let it open the log: a new process waits for that, having read its program."""
        assert self._process is not None, "only what was started can go"
        assert self._process.stdin is not None
        # It may have died since.
        with suppress(OSError):
            self._process.stdin.write(GO)

    def hear(self) -> bool:
        """Read what it reports; False when it has ended."""
        data = os.read(self.fd, REPORT_BYTES_MAX)
        self._said += data
        while b"\n" in self._said:
            line, _, self._said = self._said.partition(b"\n")
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError):
                # Some library's chatter must not end whoever keeps the till alive.
                LOGGER.warning("The %s says: %s", self.name, line.decode(errors="replace"))
        return bool(data)

    def _take(self, report: dict[str, Any]) -> None:
        if "refused" in report:
            self.refusal = str(report["refused"])
        else:
            self.address = str(report["address"])
            self._ready_s = system_clock.monotonic_s()

    def bury(self) -> str:
        """Take note that it has ended; returns how, and says when it is to be started again."""
        return self._is_down(self._end(STOP_S))

    def _is_down(self, how: str) -> str:
        now = system_clock.monotonic_s()
        if self._ready_s is not None and now - self._ready_s >= STEADY_S:
            self._failures = 0
        wait_s = min(BACKOFF_S * 2**self._failures, BACKOFF_S_MAX)
        self._failures += 1
        self._ready_s, self.restart_s = None, now + wait_s
        return f"The {self.name} {how}; it is started again in {wait_s:.1f} s."

    def terminate(self) -> None:
        """Tell it to stop in good order."""
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait until it has stopped, and kill it when it does not."""
        if self._process is not None:
            self._end(STOP_S)

    def _end(self, patience_s: float) -> str:
        """Wait for the end and close the pipes; returns how it ended, in words."""
        process, self._process = self._process, None
        assert process is not None, "it ends once"
        try:
            status = process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
        if self.refusal:
            return f"cannot start: {self.refusal.rstrip('.')}"
        if status < 0:
            return f"was killed by {signal.Signals(-status).name}"
        return f"ended with status {status}"
