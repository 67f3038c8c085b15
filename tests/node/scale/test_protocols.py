"""The answers of scales, frame by frame: whole, cut, wrong, and any bytes at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.scale.protocols import PROTOCOLS
from node.scale.reading import BELOW_ZERO, MOVING, OVERLOADED, STILL, Reading, UnreadableError
from tests.node.scale.frames import KG_MAX, cas, kilograms, sma, toledo, toledo_status

MADE: dict[str, Callable[[int], bytes]] = {
    "toledo-8217": toledo,
    "sma": lambda milli: sma(kilograms(milli)),
    "cas": lambda milli: cas(kilograms(milli).zfill(6)),
}
"""A weight at rest in each protocol."""

names = st.sampled_from(sorted(PROTOCOLS))
weights = st.integers(0, KG_MAX)


def read(name: str, received: bytes) -> Reading | None:
    return PROTOCOLS[name].read(received)


def test_every_protocol_has_its_frame_here() -> None:
    assert set(MADE) == set(PROTOCOLS)


@given(names, weights)
def test_a_weight_at_rest_is_read_to_the_thousandth(name: str, milli: int) -> None:
    found = read(name, MADE[name](milli))
    assert found is not None
    assert (found.state, found.weight_milli, found.net) == (STILL, milli, False)


@given(names, weights, st.data())
def test_a_cut_answer_is_waited_for(name: str, milli: int, data: st.DataObject) -> None:
    frame = MADE[name](milli)
    cut = data.draw(st.integers(0, len(frame) - 1))
    assert read(name, frame[:cut]) is None


@given(names, st.binary(max_size=40))
def test_any_bytes_are_an_answer_or_none_or_unreadable(name: str, received: bytes) -> None:
    with suppress(UnreadableError):
        found = read(name, received)
        assert found is None or found.state in {STILL, MOVING, OVERLOADED, BELOW_ZERO}


@given(weights, st.integers(2, 11), st.integers(0, 7))
def test_a_wrong_check_sum_is_never_a_weight(milli: int, at: int, bit: int) -> None:
    frame = bytearray(MADE["cas"](milli))
    frame[at] ^= 1 << bit
    with pytest.raises(UnreadableError):
        read("cas", bytes(frame))


def test_an_answer_is_found_behind_the_line_s_noise() -> None:
    assert read("toledo-8217", b"\xff\r" + toledo(1250)) == Reading(STILL, 1250)
    assert read("sma", b"5.025kg\r" + sma("1.250")) == Reading(STILL, 1250, "kg")
    assert read("cas", b"\x06" + cas("01.250")) == Reading(STILL, 1250, "kg")


@pytest.mark.parametrize(
    ("bits", "state"),
    [
        ((0,), MOVING),
        ((1,), OVERLOADED),
        ((2,), BELOW_ZERO),
        ((0, 1), OVERLOADED),
        ((0, 5), MOVING),
    ],
)
def test_a_toledo_says_why_it_gives_no_weight(bits: tuple[int, ...], state: str) -> None:
    assert read("toledo-8217", toledo_status(*bits)) == Reading(state, net=5 in bits)


@pytest.mark.parametrize(
    "answer",
    [
        toledo_status(),  # no weight, and no reason for it
        b"\x02?\x41\x42\x0d",
        b"\x0201250\r",  # without its point a number could mean anything
        b"\x02ab.cde\r",
        b"\x02\r",
    ],
)
def test_what_a_toledo_never_says_is_unreadable(answer: bytes) -> None:
    with pytest.raises(UnreadableError):
        read("toledo-8217", answer)


def test_a_tare_is_taken_off_and_said() -> None:
    assert read("toledo-8217", toledo(1150, net=True)) == Reading(STILL, 1150, net=True)
    assert read("sma", sma("1.150", kind="N")) == Reading(STILL, 1150, "kg", net=True)


@pytest.mark.parametrize(
    ("frame", "reading"),
    [
        (sma("0.000", status="Z"), Reading(STILL, 0, "kg")),
        (sma("1.250", motion="M"), Reading(MOVING, 1250, "kg")),
        (sma("16.000", status="O"), Reading(OVERLOADED, 16_000, "kg")),
        (sma("-0.100", status="U"), Reading(BELOW_ZERO, -100, "kg")),
        (sma("-0.100"), Reading(BELOW_ZERO, -100, "kg")),
        (sma("2.76", "lb_"), Reading(STILL, 2760, "lb")),
        (sma("1250", "g__"), Reading(STILL, 1250, "kg")),
    ],
)
def test_an_sma_scale_says_how_it_stands_and_in_what(frame: bytes, reading: Reading) -> None:
    assert read("sma", frame) == reading


@pytest.mark.parametrize(
    "frame",
    [
        b"\n?\r",
        sma("-" * 10, status="E"),
        sma("0.100", kind="T"),
        sma("0.100", motion="?"),
        sma("0.100", "12 "),
        sma("1.2505"),  # finer than a quantity
        sma("0.5", "g  "),
    ],
)
def test_an_error_of_an_sma_scale_is_no_weight(frame: bytes) -> None:
    with pytest.raises(UnreadableError):
        read("sma", frame)


@pytest.mark.parametrize(
    ("frame", "reading"),
    [
        (cas("00.000"), Reading(STILL, 0, "kg")),
        (cas("01.250", status="U"), Reading(MOVING, 1250, "kg")),
        (cas("00.100", sign="-"), Reading(BELOW_ZERO, -100, "kg")),
        (cas("FFFFFF", sign="F"), Reading(OVERLOADED)),
        (cas(" 2.760", "Lb"), Reading(STILL, 2760, "lb")),
        (b"\x15", Reading(MOVING)),
    ],
)
def test_a_cas_scale_says_how_it_stands_and_in_what(frame: bytes, reading: Reading) -> None:
    assert read("cas", frame) == reading


@pytest.mark.parametrize(
    "frame", [cas("01.250", status="X"), cas("01.250", sign="?"), cas("1", "")]
)
def test_what_a_cas_scale_never_says_is_unreadable(frame: bytes) -> None:
    with pytest.raises(UnreadableError):
        read("cas", frame + b"\x03\x04" * 8)
