"""Pain 15: somebody sells, prints, and makes the sale never to have been."""

from __future__ import annotations

from pathlib import Path

from core.audit.finding import WITNESS
from tests.node.auditing.chain import audited, bundle, reading, trade


def test_who_heard_of_it_contradicts_a_till_that_was_set_back(tmp_path: Path) -> None:
    logs = trade(tmp_path)
    with reading(logs["B2T1"]) as view:
        (first,) = {stream.author.hex() for stream in view.heads() if stream.scope == "branch:B1"}
    seals = bundle(logs["B2T1"], tmp_path / "seals", without=first)
    (tmp_path / "audit").mkdir()
    verdict = audited(tmp_path / "B1T1-early", seals, scratch=tmp_path / "audit")
    assert {finding.kind for _, finding in verdict.findings} == {WITNESS}
    assert "its end was cut off" in verdict.findings[0][1].message
