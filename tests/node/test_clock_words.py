"""Whose clock is off is said of the right one, in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.cli.moments import size
from node.cli.speech import ENGLISH
from node.cli.status_view import waits
from node.clock_words import CLOCK_OFF_MS, EARLIEST_MS, judge, span

NOW_MS = EARLIEST_MS + 10_000_000_000
YEAR_MS = 365 * 86_400_000


def test_clocks_that_agree_need_no_word() -> None:
    assert judge({}, NOW_MS) == judge({"A": 9_999}, NOW_MS) == ("", {})
    assert judge({"A": 5, "B": -900, "C": 7_000}, NOW_MS) == ("", {})


def test_the_one_that_is_off_among_three_is_named_on_both_sides() -> None:
    ours, peers = judge({"MAD": 73 * YEAR_MS + 9, "B": 3}, NOW_MS)
    assert (ours, peers) == ("", {"MAD": "its clock is 73 years ahead of the others'"})
    ours, peers = judge({"A": -73 * YEAR_MS, "B": -73 * YEAR_MS - 9}, NOW_MS)
    assert ours == "Our clock is 73 years ahead of the others'; set it. Sales go on."
    assert peers == {}
    ours, peers = judge({"A": 3_600_900, "B": 3_600_007, "C": 3_600_000}, NOW_MS)
    assert (ours[:43], peers) == ("Our clock is 1 hour behind the others'; set", {})


def test_of_two_clocks_nobody_can_know_unless_one_is_before_this_program() -> None:
    _, peers = judge({"A": 120_000}, NOW_MS)
    assert peers == {"A": "its clock is 2 minutes ahead of ours; one of the two is wrong"}
    _, peers = judge({"A": -NOW_MS}, NOW_MS)
    assert list(peers) == ["A"]
    assert "one of the two" not in peers["A"]
    ours, peers = judge({"A": NOW_MS}, 0)
    assert ours.startswith("Our clock is 55 years behind the others'")
    assert peers == {}
    assert judge({}, 0).ours.startswith("Our clock says a year long gone")


@given(st.lists(st.integers(-4_000, 4_000), min_size=2, max_size=9), st.integers(20_000, 2**46))
def test_one_liar_never_makes_an_honest_clock_look_wrong(honest: list[int], off_ms: int) -> None:
    skews = {f"P{n}": skew_ms for n, skew_ms in enumerate(honest)}
    verdict = judge({**skews, "MAD": off_ms}, NOW_MS)
    assert verdict.ours == ""
    assert set(verdict.peers) == {"MAD"}


@pytest.mark.parametrize(
    ("milliseconds", "text", "few"),
    [
        (0, "0 ms", "0 ms"),
        (999, "999 ms", "999 ms"),
        (CLOCK_OFF_MS, "10 seconds", "10 s"),
        (60_000, "1 minute", "1 min"),
        (7_200_000, "2 hours", "2 h"),
        (86_400_000, "1 day", "1 d"),
        (2 * YEAR_MS, "2 years", "2 y"),
    ],
)
def test_spans_are_said_in_one_unit(milliseconds: int, text: str, few: str) -> None:
    assert span(milliseconds) == ENGLISH.span(milliseconds) == text
    assert ENGLISH.short(milliseconds) == few
    assert ENGLISH.signed(-milliseconds) == (f"-{few}" if milliseconds else "+0 ms")


def test_sizes_counts_and_moments_are_short() -> None:
    assert [size(n) for n in (0, 1023, 1024, 5 << 20, 3 << 40)] == [
        "0 B",
        "1023 B",
        "1.0 KiB",
        "5.0 MiB",
        "3.0 TiB",
    ]
    assert (waits(ENGLISH, 1), waits(ENGLISH, 0)) == ("1 event waits", "0 events wait")
    assert len(ENGLISH.moment(NOW_MS, NOW_MS)) == 5
    assert ENGLISH.moment(NOW_MS - 2 * 86_400_000, NOW_MS)[:2] == "20"
    assert ENGLISH.moment(2**63, 0)[:4] == "9999"
