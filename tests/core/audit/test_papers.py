"""Papers: what was printed cannot be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.finding import WITNESS
from core.audit.papers import Paper, head_name, paper_findings, read_paper, z_name
from core.errors import RefusedError


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("B1T1-000012 5A3F0011", Paper("B1T1-000012", "5a3f0011")),
        ("Z B1T1 3 5a3f0011", Paper(z_name("B1T1", 3), "5a3f0011")),
        ("  4fd1a2b3.1/branch:B1 45 5a3f0011\n", Paper("4fd1a2b3.1/branch:B1@45", "5a3f0011")),
    ],
)
def test_a_line_is_read_as_it_is_typed_from_a_paper(text: str, paper: Paper) -> None:
    assert read_paper(text) == paper


@given(st.text())
def test_any_other_line_is_refused_in_a_sentence(text: str) -> None:
    try:
        read_paper(text)
    except RefusedError as error:
        assert str(error).endswith(".")  # noqa: PT017


@pytest.mark.parametrize(
    "text", ["", "5a3f0011", "B1T1-000012 5a3f", "B1T1-000012 5a3g0011", "Z B1T1 0 5a3f0011"]
)
def test_what_names_nothing_or_has_no_hash_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        read_paper(text)


def test_a_paper_that_a_log_bears_out_is_no_finding() -> None:
    held = {"A-000001": [b"\x01" * 32, b"\x5a\x3f" * 16]}
    assert list(paper_findings([Paper("A-000001", "5a3f5a3f")], held)) == []


def test_a_paper_that_no_log_has_or_has_otherwise_is_a_finding() -> None:
    name = head_name("4fd1a2b3.1/branch:B1", 45)
    papers = [Paper(name, "5a3f5a3f"), Paper("A-000002", "00000000")]
    missing, changed = paper_findings(papers, {"A-000002": [b"\x5a\x3f" * 16]})
    assert (missing.kind, missing.field) == (changed.kind, changed.field) == (WITNESS, "paper")
    assert "its end was cut off" in missing.message
    assert changed.message == "A paper shows A-000002 with 00000000; here it has 5a3f5a3f."
