"""The ``tillmesh`` command in processes that begin warm: forked where the code is read already.

What a process reads before it can begin is most of what a short verb takes, and the tests start
hundreds. So one process for each that runs tests (``tests/warm_server.py``) reads everything once
and forks whenever it is asked to. What it forks is a process like any other, with the caller's
files, words, environment and directory. A test *about* starting, about the limits of a process or
about its clock starts a cold one (``tests/node/processes.py``).
"""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from io import FileIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NUMBER = struct.Struct("=i")
"""A process's number, and later its exit status."""

REQUEST_BYTES_MAX = 1 << 17
"""Words, environment and directory of one request; a tenth of it is a large environment."""


def pack(words: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """Return a request: the directory we are in, the words, the environment."""
    named = [f"{name}={value}" for name, value in environment.items()]
    return b"\0".join(map(os.fsencode, (os.getcwd(), str(len(words)), *words, *named)))


def unpack(request: bytes) -> tuple[str, list[str], dict[str, str]]:
    directory, count, *rest = map(os.fsdecode, request.split(b"\0"))
    words, named = rest[: int(count)], rest[int(count) :]
    return directory, words, dict(one.split("=", 1) for one in named)


class WarmServer:
    """The process that forks; it ends when its standard input does, at the latest with us."""

    def __init__(self) -> None:
        # A socket's address may be 107 bytes long, and a test's own directory is longer.
        self._folder = tempfile.TemporaryDirectory(prefix="tillmesh-")
        self.address = str(Path(self._folder.name) / "warm.sock")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.warm_server", self.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.pid = self._process.pid
        assert self._process.stdout is not None
        assert self._process.stdout.readline(), "the warm process did not start"


@cache
def warm_server() -> WarmServer:
    """Return the one that all tests of this process share."""
    return WarmServer()


class WarmProcess:
    """One process forked from the warm one, with the part of ``subprocess.Popen`` tests use.

    Whoever lets go of it while it runs has it killed.
    """

    def __init__(
        self,
        words: Sequence[str],
        files: Sequence[int],
        environment: Mapping[str, str],
        *,
        server: str,
    ) -> None:
        """Start ``tillmesh`` with these words, and these three as its standard files."""
        self.returncode: int | None = None
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.connect(server)
        socket.send_fds(self._line, [pack(words, environment)], files)
        (self.pid,) = NUMBER.unpack(self._line.recv(NUMBER.size))

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""
        try:
            return self.wait(0.0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status: the number of a signal, negative, when one ended it."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("tillmesh", timeout or 0.0)
            (self.returncode,) = NUMBER.unpack(self._line.recv(NUMBER.size))
            self._line.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class PipedProcess(WarmProcess):
    """One that is given nothing to read, and whose output and complaints are read here."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        null = os.open(os.devnull, os.O_RDONLY)
        (out, its_out), (err, its_err) = os.pipe(), os.pipe()
        self.stdout, self.stderr = FileIO(out), FileIO(err)
        files = null, its_out, its_err
        try:
            super().__init__(words, files, environment, server=warm_server().address)
        finally:
            for fd in files:
                os.close(fd)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Return all that is left to read, once it and all that it started have ended."""
        open_files = [one for one in (self.stdout, self.stderr) if not one.closed]
        texts = {self.stdout: b"", self.stderr: b""}
        while open_files:
            ready, _, _ = select.select(open_files, [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired("tillmesh", timeout or 0.0)
            for one in ready:
                if some := os.read(one.fileno(), 1 << 16):
                    texts[one] += some
                else:
                    open_files.remove(one)
                    one.close()
        self.wait(timeout)
        return texts[self.stdout].decode(), texts[self.stderr].decode()


def main() -> int:
    """Do a command of a shell: the first word says where the warm process listens."""
    server, *words = sys.argv[1:]
    return WarmProcess(words, (0, 1, 2), os.environ, server=server).wait()


if __name__ == "__main__":
    sys.exit(main())
