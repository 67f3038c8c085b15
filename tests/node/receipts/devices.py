"""A printer and a mail server on the loopback, and a till with both, run step by step."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from node.paper_config import MailConfig, PrinterConfig
from node.receipts.mailing import Mailing
from node.receipts.printing import Printing
from tests.node.tills import Shop

STEPS_MAX = 10_000
"""More than any carrying takes."""

DEADLINE_S = 120.0
"""How long what a printer or a mail server does may take, on a busy machine."""


class MailServer:
    """Takes mails as RFC 5321 has it; refuses, or hangs up before it says that it has one."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        """To whom, and what."""
        self.refuses = self.hangs_up = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb", buffering=0) as file:
                self._talk(file)

    def _talk(self, file: Any) -> None:
        to = ""
        file.write(b"220 here\r\n")
        while command := file.readline():
            word = command[:4].upper()
            if word == b"RCPT":
                to = command.decode().partition("<")[2].partition(">")[0]
                file.write(b"550 nobody\r\n" if self.refuses else b"250 ok\r\n")
            elif word == b"DATA":
                file.write(b"354 go on\r\n")
                lines = []
                while (text := file.readline()) != b".\r\n":
                    lines.append(text)
                self.mails.append((to, b"".join(lines)))
                if self.hangs_up:
                    return
                file.write(b"250 taken\r\n")
            else:
                # Also to QUIT, which is wrong: a mail that was taken stays taken.
                file.write(b"250 ok\r\n")
                if word == b"QUIT":
                    return

    def close(self) -> None:
        self._socket.close()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that takes what it gets."""
    made = MailServer()
    yield made
    made.close()


class Printer:
    """Takes everything that is sent, and says how it is when asked."""

    def __init__(self) -> None:
        self._papers: list[bytes] = []
        self._changed = Condition()
        self.status: bytes = b""
        """What it answers when asked how it is; nothing: it never answers."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._socket.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                paper = b""
                while data := line.recv(65_536):
                    if data.startswith(b"\x10\x04\x02"):
                        data = data[3:]
                        if self.status:
                            line.sendall(self.status)
                    paper += data
            with self._changed:
                self._papers.append(paper)
                self._changed.notify()

    def taken(self, count: int) -> list[bytes]:
        """What came over each line, once so many were hung up; no more may have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._papers) >= count, timeout=DEADLINE_S)
            assert len(self._papers) == count
            return list(self._papers)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def printer() -> Iterator[Printer]:
    """A printer that is switched on."""
    made = Printer()
    yield made
    made.close()


def with_directory(shop: Shop, path: Path, **stationery: object) -> None:
    """Give a till a data directory, a printer and a mail server."""
    shop.till.directory = path
    own = shop.till.config.stationery
    wanted = replace(own, prints=True, mails=True, **stationery)  # type: ignore[arg-type]
    shop.till.config = replace(shop.till.config, stationery=wanted)


def printing(shop: Shop, address: str, **config: object) -> Printing:
    """The worker's job, as it is made when the worker starts."""
    assert shop.till.directory is not None
    fields = {"address": address, **config}
    return Printing(shop.till, shop.till.directory, PrinterConfig.model_validate(fields))


def mailing(shop: Shop, port: int) -> Mailing:
    """The worker's job that mails to a server on the loopback."""
    assert shop.till.directory is not None
    config = MailConfig(host="127.0.0.1", port=port, sender="shop@example.org", security="none")
    return Mailing(shop.till, shop.till.directory, config)


def settle(job: Printing | Mailing) -> None:
    """Step a job until nothing is on its way any more."""
    carrier = job._carrier
    for _ in range(STEPS_MAX):
        job.step()
        if carrier._thread is None and carrier._due_ms:
            return
        if carrier._thread is not None:
            carrier._thread.join(timeout=DEADLINE_S)
    raise AssertionError("it never came to rest")
