"""Quantities: whole thousandths, written as short as can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.quantity import format_quantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "milli"),
    [("2", 2000), ("0.5", 500), ("-1.125", -1125), ("0", 0), ("0.001", 1), (" 3.10 ", 3100)],
)
def test_quantities_are_read(text: str, milli: int) -> None:
    assert parse_quantity(text) == milli


@pytest.mark.parametrize(
    "text", ["", "-", ".5", "5.", "1,5", "1.2345", "1e3", "+1", "--1", "1 2", "1" * 10, "1\n2"]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parse_quantity(text)


@given(milli=st.integers(-(10**12) + 1, 10**12 - 1))
def test_a_quantity_reads_back_as_it_was_written(milli: int) -> None:
    assert parse_quantity(format_quantity(milli)) == milli


@pytest.mark.parametrize(
    ("milli", "text"), [(2000, "2"), (500, "0.5"), (-1125, "-1.125"), (0, "0"), (-10, "-0.01")]
)
def test_quantities_are_written_as_short_as_can_be(milli: int, text: str) -> None:
    assert format_quantity(milli) == text
