"""The line to a scale: a socket, a serial line, and scales that are dead, deaf or mad."""

from __future__ import annotations

import os
import pty
import socket
import tty
from collections.abc import Iterator
from threading import Thread

import pytest

from core.errors import RefusedError
from node.scale.line import Scale
from node.scale.reading import MOVING, STILL, Reading
from tests.node.scale.devices import scale_at, scale_device
from tests.node.scale.frames import cas, sma, toledo
from tests.node.tills import one_sentence


def refused(scale: Scale) -> str:
    with pytest.raises(RefusedError) as error:
        scale.read()
    return one_sentence(str(error.value))


def test_a_scale_on_the_network_is_asked_again_and_again() -> None:
    with scale_device({b"W": toledo(1250)}) as device:
        scale = device.scale()
        assert scale.read() == Reading(STILL, 1250, "kg")
        device.answers[b"W"] = toledo(300)
        for _ in range(50):
            assert scale.read() == Reading(STILL, 300, "kg")


def test_a_scale_is_asked_in_two_steps_where_its_protocol_has_two() -> None:
    with scale_device({b"\x05": b"\x06", b"\x11": cas("01.250")}) as device:
        assert device.scale("cas").read() == Reading(STILL, 1250, "kg")
        device.answers[b"\x05"] = b"\x15"
        assert device.scale("cas").read() == Reading(MOVING, unit="kg")


def test_a_scale_that_shows_another_unit_is_not_believed() -> None:
    with scale_device({b"\nW\r": sma("2.76", "lb ")}) as device:
        assert "shows lb" in refused(device.scale("sma"))
        assert device.scale("sma", unit="lb").read() == Reading(STILL, 2760, "lb")


@pytest.mark.parametrize("answer", [b"\x02?@\r", b"x" * 65], ids=["wrong", "endless"])
def test_what_cannot_be_read_is_said_to_be_so(answer: bytes) -> None:
    with scale_device({b"W": answer}) as device:
        assert "cannot be read" in refused(device.scale())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1:1", "Connection refused"),
        ("tcp://127.0.0.1:99999", ""),
        ("serial:/dev/none", "No such file or directory"),
    ],
)
def test_a_scale_that_is_not_there_is_said_not_to_be(address: str, why: str) -> None:
    assert f"The scale {address} cannot be reached ({why}" in refused(scale_at(address))


def test_a_scale_that_is_silent_is_not_waited_for() -> None:
    with scale_device({}) as device:
        scale = device.scale(timeout_s=0.05)
        assert "does not answer" in refused(scale)
        device.answers[b"W"] = toledo(1250)
        assert device.scale().read() == Reading(STILL, 1250, "kg")


def test_a_scale_that_hangs_up_is_said_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        scale = scale_at(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        assert "cannot be reached" in refused(scale)


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A serial line: the scale's end, and the device's name."""
    scale, till = pty.openpty()
    tty.setraw(till)
    yield scale, os.ttyname(till)
    os.close(scale)
    os.close(till)


def test_a_scale_on_a_serial_line_is_asked_as_one_on_the_network(line: tuple[int, str]) -> None:
    pytest.importorskip("serial", reason="pyserial, of the extra 'printing', is not here")
    end, device = line
    asked: list[bytes] = []

    def answer() -> None:
        asked.append(os.read(end, 64))
        os.write(end, toledo(1250, net=True))

    Thread(target=answer, daemon=True).start()
    assert scale_at(f"serial:{device}").read() == Reading(STILL, 1250, "kg", net=True)
    assert asked == [b"W"]
