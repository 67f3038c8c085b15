"""The line to a scale, over the network or serial: asked once, and waited for a moment."""

from __future__ import annotations

import os
import socket
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from core.errors import RefusedError
from node.scale.config import ScaleConfig
from node.scale.protocols import PROTOCOLS, Protocol
from node.scale.reading import Reading, UnreadableError
from node.system_clock import monotonic_s

ANSWER_BYTES_MAX = 64
"""Most bytes of one answer: three times the longest; what says more is no scale."""

LISTEN_S = 0.05
"""How long a serial line is listened to at a time."""

Receive = Callable[[float], bytes]
"""Waits so many seconds for some bytes; nothing when none have come."""

Send = Callable[[bytes], None]


class Scale:
    """Asks one scale, and never for longer than it may take."""

    def __init__(self, config: ScaleConfig) -> None:
        self._config = config
        self._stuck: Thread | None = None

    def read(self) -> Reading:
        """Return what the scale shows now, in the unit goods are sold by.

        Raises :class:`RefusedError` when it is not reached, does not answer in time, or answers
        what cannot be used. A device can also hang where no time limit reaches, so it is asked on
        a thread that is left alone when it does.
        """
        if self._stuck is not None and self._stuck.is_alive():
            raise self._silent()
        answers: SimpleQueue[Reading | RefusedError] = SimpleQueue()
        asking = Thread(target=self._ask, args=(answers,), daemon=True)
        asking.start()
        try:
            answer = answers.get(timeout=self._config.timeout_s)
        except Empty:
            self._stuck = asking
            raise self._silent() from None
        if isinstance(answer, RefusedError):
            raise answer
        return answer

    def _ask(self, answers: SimpleQueue[Reading | RefusedError]) -> None:
        try:
            answers.put(self._answer())
        except RefusedError as error:
            answers.put(error)

    def _answer(self) -> Reading:
        config = self._config
        end_s = monotonic_s() + config.timeout_s
        try:
            with _opened(config) as (send, receive):
                reading = _converse(PROTOCOLS[config.protocol], send, receive, end_s)
        except UnreadableError:
            raise RefusedError(
                f"What the scale {config.address} says cannot be read: look at protocol, baud and "
                "framing in [scale], or type the weight."
            ) from None
        except (OSError, ValueError, OverflowError) as error:
            raise RefusedError(
                f"The scale {config.address} cannot be reached ({_words(error)}): type the weight."
            ) from None
        if reading is None:
            raise self._silent()
        unit = reading.unit or config.unit
        if unit != config.unit:
            raise RefusedError(
                f"The scale shows {unit}, but goods are sold by the {config.unit}: set it to that, "
                "or type the weight."
            )
        return reading._replace(unit=unit)

    def _silent(self) -> RefusedError:
        return RefusedError(
            f"The scale {self._config.address} does not answer: see that it is on, or type the "
            "weight."
        )


def _words(error: Exception) -> str:
    """Return what the system says of an error; pyserial wraps it in words of its own."""
    number = getattr(error, "errno", None) or 0
    return os.strerror(number) if number > 0 else str(error).rstrip(".")


def _converse(protocol: Protocol, send: Send, receive: Receive, end_s: float) -> Reading | None:
    """Return what a scale answers; None when it has said nothing whole in time."""
    received = b""
    send(protocol.opening)
    while (left_s := end_s - monotonic_s()) > 0:
        received += receive(left_s)
        if (reading := protocol.read(received)) is not None:
            return reading
        if len(received) > ANSWER_BYTES_MAX:
            raise UnreadableError
        if received in protocol.replies:
            send(protocol.replies[received])
    return None


@contextmanager
def _opened(config: ScaleConfig) -> Iterator[tuple[Send, Receive]]:
    """Open the line and yield what sends and what receives; raises OSError."""
    kind, _, rest = config.address.partition(":")
    opened = _over_network if kind == "tcp" else _over_serial
    with opened(config, rest) as line:
        yield line


@contextmanager
def _over_network(config: ScaleConfig, rest: str) -> Iterator[tuple[Send, Receive]]:
    host, _, port = rest.removeprefix("//").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=config.timeout_s) as line:

        def receive(left_s: float) -> bytes:
            line.settimeout(left_s)
            try:
                data = line.recv(ANSWER_BYTES_MAX)
            except TimeoutError:
                return b""
            if not data:
                raise ConnectionError("it hung up")
            return data

        yield line.sendall, receive


@contextmanager
def _over_serial(config: ScaleConfig, device: str) -> Iterator[tuple[Send, Receive]]:
    try:
        import serial  # type: ignore[import-untyped]
    except ImportError:
        raise RefusedError(
            "A scale on a serial line needs pyserial: run pip install 'tillmesh[printing]'."
        ) from None
    framing = config.framing or PROTOCOLS[config.protocol].framing
    try:
        line: Any = serial.Serial(
            device,
            baudrate=config.baud,
            bytesize=int(framing[0]),
            parity=framing[1],
            stopbits=int(framing[2]),
            timeout=LISTEN_S,
            write_timeout=config.timeout_s,
            # Two programs on one line would each hear half of an answer.
            exclusive=True,
        )
    except termios.error as error:
        raise OSError(*error.args) from None
    with line:
        line.reset_input_buffer()

        def receive(left_s: float) -> bytes:
            # For LISTEN_S, whatever is left: a new time limit would set the whole line up anew.
            return bytes(line.read(1) + line.read(line.in_waiting))

        yield line.write, receive
