"""Mutants of the source: each still fits it, and the quickest are found here and now."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulations.mutants.mutant import ROOT, Mutant, all_mutants, left_out
from simulations.mutants.table import good_enough, page
from simulations.mutants.trials import Result, results_of, source_hash, try_all, try_one

MUTANTS = {mutant.name: mutant for mutant in all_mutants()}

QUICKEST = ("number_is_given_twice", "commits_are_not_flushed")


def test_there_are_at_least_forty_each_with_a_name_of_its_own() -> None:
    assert len(MUTANTS) == len(all_mutants()) >= 40


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_changes_one_line_that_stands_once_and_compiles(name: str) -> None:
    mutant = MUTANTS[name]
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    mutated = mutant.mutated(source)
    assert mutated != source
    assert mutated.count("\n") == source.count("\n")
    compile(mutated, mutant.file, "exec")
    assert mutant.why.endswith(".")


def test_a_line_that_has_gone_is_named() -> None:
    with pytest.raises(ValueError, match=r"lost: core/hlc.py has its line 0 times, not once\."):
        Mutant("lost", "core/hlc.py", "nothing", "", "").mutated("x = 1\n")


@pytest.mark.parametrize("name", QUICKEST)
def test_the_quickest_are_found(name: str) -> None:
    assert try_one(MUTANTS[name], ROOT).found


def test_what_was_tried_is_not_tried_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    one = MUTANTS["commits_are_not_flushed"]
    told: list[Result] = []
    first = try_all([one], 1, kept, told.append)
    assert [result.found for result in first] == ["store.flush"]
    assert try_all([one], 1, kept, told.append) == first
    assert told == first
    assert results_of([one], kept, source_hash()) == first
    assert results_of([one], kept, "another source") == []


def test_a_survivor_must_be_explained_and_rare() -> None:
    one = Mutant("one", "core/hlc.py", "a", "b", "It hurts.")
    dead, alive = Result("one", "hlc.back", "calm 1", 1, 2.0), Result("one", "", "", 9, 2.0)
    assert good_enough([one] * 20, [dead] * 20)
    assert not good_enough([one] * 20, [*[dead] * 19, alive])
    explained = one._replace(survives="Nobody can tell.")
    assert good_enough([*[one] * 19, explained], [*[dead] * 19, alive])
    assert not good_enough([one, explained], [dead, alive])
    assert not good_enough([one] * 20, [dead] * 19)


def test_the_page_says_who_survives_why_and_who_was_not_tried() -> None:
    one = Mutant("one", "core/hlc.py", "a", "b", "It hurts.")
    two = one._replace(name="two", survives="Nobody can tell.")
    dead, alive = Result("one", "hlc.back", "calm 1", 1, 2.0), Result("two", "", "", 9, 2.0)
    text = page([one, two, one._replace(name="three")], [dead, alive], "f00")
    assert "**1 of 2 are found** (50.0 %)" in text
    assert "`two`: Nobody can tell." in text
    assert "Not tried yet: `three`." in text
    assert all(f"`{other.name}`: {other.why}" in text for other in left_out())
