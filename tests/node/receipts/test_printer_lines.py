"""The lines to a printer that need no printer: a serial line, a file, a USB port without one.

What a real one does with the bytes no test here knows; ``tests/node/test_emulator.py`` asks one
that others wrote.
"""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from node.paper_config import PrinterConfig
from node.receipts.blocks import Title
from node.receipts.carrying import NotSentError
from node.receipts.escpos import as_escpos, pages_of
from node.receipts.printer import carry
from tests.node.tills import one_sentence

RASTER = b"\x1dv0\x00"
"""GS v 0: a picture as rows of dots, its width in bytes and its height after it."""


def printed(address: str, data: bytes) -> None:
    carry(PrinterConfig(address=address), data)


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A serial line: the end a printer would read, and the device's name."""
    printer, till = pty.openpty()
    tty.setraw(till)
    yield printer, os.ttyname(till)
    os.close(printer)
    os.close(till)


def test_a_serial_line_carries_every_byte(line: tuple[int, str]) -> None:
    pytest.importorskip("serial", reason="pyserial, of the extra 'printing', is not here")
    printer, device = line
    data = bytes(range(256))
    printed(f"serial:{device}", data)
    assert os.read(printer, 1_000) == data


def test_a_file_is_a_device_too(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    printed(f"file:{device}", b"\x1b@paper\n")
    assert device.read_bytes() == b"\x1b@paper\n"


@pytest.mark.parametrize("address", ["usb:dead:beef", "serial:/dev/none", "file:/none/lp0"])
def test_a_printer_that_is_not_there_takes_nothing_and_says_so(address: str) -> None:
    with pytest.raises(NotSentError, match=f"The printer {address} cannot be reached") as refused:
        printed(address, b"paper")
    one_sentence(str(refused.value))


def paper(logo: Path) -> bytes:
    pages = pages_of("default", ["CP437"])
    return as_escpos((Title("Shop"),), columns=42, pages=pages, logo=str(logo))


def test_a_logo_is_printed_dot_by_dot_above_the_name(tmp_path: Path) -> None:
    picture = Image.new("1", (16, 2), 1)
    for at in range(8):
        picture.putpixel((at, 0), 0)
    picture.putpixel((15, 1), 0)
    picture.save(tmp_path / "logo.png")
    data = paper(tmp_path / "logo.png")
    start = data.index(RASTER) + len(RASTER)
    assert data[start : start + 8] == bytes([2, 0, 2, 0]) + bytes([0xFF, 0x00, 0x00, 0x01])
    assert start < data.index(b"Shop")


def test_a_logo_that_cannot_be_read_costs_no_receipt(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture")
    for name in ("logo.png", "none.png"):
        data = paper(tmp_path / name)
        assert b"Shop" in data
        assert RASTER not in data
