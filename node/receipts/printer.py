"""Printers: the lines on which a receipt's bytes leave, over the network, USB, serial or a file."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from escpos.exceptions import Error as EscposError  # type: ignore[import-untyped]
from escpos.printer import File, Network, Serial, Usb  # type: ignore[import-untyped]

from node.paper_config import PrinterConfig
from node.receipts.carrying import MaybeSentError, NotSentError

TIMEOUT_S = 10.0
"""How long a printer may take to accept a line or some bytes: a slower one is jammed."""

ANSWER_S = 0.2
"""How long it may take to say how it is; many never say."""

CHUNK_BYTES = 4_096

_OFFLINE = b"\x10\x04\x02"
"""Asks a printer for the cause of its being offline (DLE EOT 2)."""

_COVER, _PAPER_END, _ERROR = 0x04, 0x20, 0x40
_FIXED_MASK, _FIXED = 0x93, 0x12
"""Bits that are so in every answer, by which it is told from noise."""


def carry(config: PrinterConfig, data: bytes) -> None:
    """Send bytes to the printer.

    Raises :class:`NotSentError` when nothing of them went, :class:`MaybeSentError` when some may
    have.
    """
    printer = _opened(config)
    try:
        if isinstance(printer, Network):
            _must_be_well(printer)
        try:
            for start in range(0, len(data), CHUNK_BYTES):
                printer._raw(data[start : start + CHUNK_BYTES])
            if isinstance(printer, File):
                printer.flush()
        except (OSError, EscposError, RuntimeError) as error:
            raise MaybeSentError(
                f"The printer stopped taking the paper: {_words(error)}."
            ) from None
    finally:
        with suppress(Exception):
            printer.close()


def _opened(config: PrinterConfig) -> Any:
    kind, _, rest = config.address.partition(":")
    try:
        if kind == "tcp":
            host, _, port = rest.removeprefix("//").rpartition(":")
            printer = Network(host, int(port), timeout=TIMEOUT_S)
        elif kind == "usb":
            vendor, _, product = rest.partition(":")
            printer = Usb(int(vendor, 16), int(product, 16), timeout=int(TIMEOUT_S * 1000))
        elif kind == "serial":
            printer = Serial(rest, baudrate=config.baud, timeout=TIMEOUT_S)
        else:
            printer = File(rest, auto_flush=False)
        printer.open()
    except (OSError, EscposError, RuntimeError, ValueError) as error:
        raise NotSentError(
            f"The printer {config.address} cannot be reached: {_words(error)}."
        ) from None
    return printer


def _must_be_well(printer: Any) -> None:
    """Raise :class:`NotSentError` when the printer says that it cannot print now."""
    device = printer.device
    try:
        device.settimeout(ANSWER_S)
        device.sendall(_OFFLINE)
        answer = device.recv(1)
    except TimeoutError:
        return
    except OSError as error:
        raise NotSentError(f"The printer does not answer: {_words(error)}.") from None
    finally:
        device.settimeout(TIMEOUT_S)
    if not answer or answer[0] & _FIXED_MASK != _FIXED:
        return
    for bit, said in (
        (_COVER, "The printer's cover is open."),
        (_PAPER_END, "The printer is out of paper."),
        (_ERROR, "The printer reports an error."),
    ):
        if answer[0] & bit:
            raise NotSentError(said)


def _words(error: Exception) -> str:
    """Return what the system says of an error, which python-escpos wraps in words of its own."""
    cause = error.__cause__ or error.__context__ or error
    said = getattr(cause, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split()).rstrip(".")
