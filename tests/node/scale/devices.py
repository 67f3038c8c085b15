"""A scale on the loopback: it answers what it is told to, byte for byte."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

from node.scale.config import TIMEOUT_S_MAX, ScaleConfig
from node.scale.line import Scale


class ScaleDevice:
    """Takes one line after another, and answers what it knows an answer to."""

    def __init__(self, answers: Mapping[bytes, bytes]) -> None:
        self.answers = dict(answers)
        """What is said to what; may be changed between two askings."""
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
                while asked := line.recv(64):
                    line.sendall(self.answers.get(asked, b""))

    def close(self) -> None:
        self._socket.close()

    def scale(self, protocol: str = "toledo-8217", **fields: object) -> Scale:
        """The till's end of the line; patient, for a busy machine is no dead scale."""
        return scale_at(self.address, protocol=protocol, **fields)


def scale_at(address: str, **fields: object) -> Scale:
    patient = {"address": address, "timeout_s": TIMEOUT_S_MAX, **fields}
    return Scale(ScaleConfig.model_validate(patient))


@contextmanager
def scale_device(answers: Mapping[bytes, bytes]) -> Iterator[ScaleDevice]:
    """A scale that is switched on."""
    made = ScaleDevice(answers)
    yield made
    made.close()
