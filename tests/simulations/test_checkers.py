"""Checkers: every invariant has some, and a reader finds them at once."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from simulations.checkers import CHECKERS, Checker, watching

PAGE = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"

ROWS = {
    number: tuple(re.findall(r"`(\w+)`", checkers))
    for number, checkers in re.findall(
        r"^\| \[(I\d+)\]\(#i\d+\) \| .* \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
}
"""The table of the page: of each invariant the checkers it names."""


def test_the_table_has_every_invariant_of_the_page() -> None:
    headings = re.findall(r"^## (I\d+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert list(ROWS) == headings
    assert len(headings) == 14


@pytest.mark.parametrize("number", ROWS)
def test_every_invariant_is_watched_by_the_checkers_its_row_names(number: str) -> None:
    assert ROWS[number], "an invariant that nobody watches is a wish"
    assert ROWS[number] == tuple(checker.name for checker in watching(number))


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.name)
def test_a_checker_is_the_file_of_its_name_and_watches_what_there_is(
    checker: type[Checker],
) -> None:
    assert Path(inspect.getfile(checker)).stem == checker.name
    assert checker.invariants
    assert set(checker.invariants) <= ROWS.keys()
