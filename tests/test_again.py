"""What a second run lets through, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.again import MOST_AGAIN, run_again


def on_record(folder: Path, *tests: str) -> Path:
    cache = folder / "lastfailed"
    cache.write_text(json.dumps(dict.fromkeys(tests, True)))
    return cache


def test_a_run_that_put_no_failed_test_on_record_stays_failed(tmp_path: Path) -> None:
    assert run_again(tmp_path / "lastfailed") == 1
    assert run_again(on_record(tmp_path)) == 1


def test_many_failures_are_not_run_again(tmp_path: Path) -> None:
    tests = tmp_path / "test_many.py"
    names = [f"test_{number}" for number in range(MOST_AGAIN + 1)]
    tests.write_text("".join(f"def {name}(): pass\n" for name in names))
    assert run_again(on_record(tmp_path, *(f"{tests}::{name}" for name in names))) == 1
    assert run_again(on_record(tmp_path, *(f"{tests}::{name}" for name in names[1:]))) == 0


def test_what_fails_again_is_a_failure_and_what_passes_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tests = tmp_path / "test_two.py"
    tests.write_text("def test_passes(): pass\ndef test_fails(): assert False\n")
    assert run_again(on_record(tmp_path, f"{tests}::test_passes", f"{tests}::test_fails")) == 1
    assert "RACES TO MEND" not in capfd.readouterr().out
    assert run_again(on_record(tmp_path, f"{tests}::test_passes")) == 0
    assert f"alone:\n{tests}::test_passes" in capfd.readouterr().out
