"""Whole logs and bundles: the honest are sound, and damage to one hides nothing of the others."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from core.audit.finding import BUNDLE, DISK, PROJECTION, STOCK, WITNESS
from core.errors import RefusedError
from node.auditing.evidence import gather
from node.engine import CRASHED, LocalEngine
from tests.node.auditing.chain import NODES, audited, bundle, reading, tampering, trade


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, Path]:
    return trade(tmp_path)


def test_honest_logs_are_sound(logs: dict[str, Path], tmp_path: Path) -> None:
    verdict = audited(*logs.values(), scratch=tmp_path)
    assert verdict.findings == ()
    assert verdict.verdict == "sound"
    assert verdict.notes == ()
    assert verdict.streams % len(NODES) == 0
    assert verdict.records % len(NODES) == 0
    assert verdict.records > 3 * 15


def test_auditing_changes_no_byte(logs: dict[str, Path], tmp_path: Path) -> None:
    before = {name: (path / "data.mdb").read_bytes() for name, path in logs.items()}
    names = {name: sorted(os.listdir(path)) for name, path in logs.items()}
    audited(*logs.values(), scratch=tmp_path)
    assert {name: (path / "data.mdb").read_bytes() for name, path in logs.items()} == before
    assert {name: sorted(os.listdir(path)) for name, path in logs.items()} == names


def test_a_bundle_is_as_good_as_the_log_it_was_written_from(
    logs: dict[str, Path], tmp_path: Path
) -> None:
    verdict = audited(bundle(logs["HUB"], tmp_path / "stick"), scratch=tmp_path)
    assert (verdict.verdict, verdict.findings) == ("sound", ())
    assert verdict.streams >= 3


def test_workers_come_to_the_same_verdict(logs: dict[str, Path], tmp_path: Path) -> None:
    paths = [*logs.values(), bundle(logs["HUB"], tmp_path / "stick")]
    (tmp_path / "one").mkdir()
    alone = audited(*paths, scratch=tmp_path / "one")
    assert audited(*paths, scratch=tmp_path, workers=2) == alone


def test_a_figure_that_was_changed_on_the_disk_is_named(
    logs: dict[str, Path], tmp_path: Path
) -> None:
    with tampering(logs["HUB"]) as transaction:
        key, value = next(iter(transaction.scan("view.inventory", b"")))
        transaction.put("view.inventory", key, value[:-1] + bytes([value[-1] ^ 1]))
    verdict = audited(*logs.values(), scratch=tmp_path)
    found = {(name, finding.kind, finding.field) for name, finding in verdict.findings}
    assert found == {
        (str(logs["HUB"]), PROJECTION, "view.inventory"),
        (str(logs["HUB"]), STOCK, "quantity"),
    }


def test_a_till_set_back_to_this_morning_is_contradicted_by_whoever_heard_of_today(
    logs: dict[str, Path], tmp_path: Path
) -> None:
    with reading(logs["B2T1"]) as view:
        (first,) = {stream.author.hex() for stream in view.heads() if stream.scope == "branch:B1"}
    seals = bundle(logs["B2T1"], tmp_path / "seals", without=first)
    early = tmp_path / "B1T1-early"
    assert audited(early, scratch=tmp_path / "a").verdict == "sound"
    (tmp_path / "b").mkdir()
    verdict = audited(early, seals, scratch=tmp_path / "b")
    assert {(finding.kind, finding.field) for _, finding in verdict.findings} == {(WITNESS, "end")}
    assert "its end was cut off" in verdict.findings[0][1].message


def test_a_file_that_is_no_data_file_is_a_finding_and_hides_nothing(
    logs: dict[str, Path], tmp_path: Path
) -> None:
    (logs["B1T1"] / "data.mdb").write_bytes(b"no data file at all" * 1_000)
    verdict = audited(*logs.values(), scratch=tmp_path)
    assert [(name, finding.kind) for name, finding in verdict.findings] == [
        (str(logs["B1T1"]), DISK)
    ]
    assert verdict.records > 2 * 15


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_changed_bundle_is_a_finding(place: float, logs: dict[str, Path], tmp_path: Path) -> None:
    file = bundle(logs["HUB"], tmp_path / "stick")
    data = bytearray(file.read_bytes())
    data[int(len(data) * place)] ^= 1
    file.write_bytes(bytes(data))
    verdict = audited(file, scratch=tmp_path)
    assert {finding.kind for _, finding in verdict.findings} == {BUNDLE}


def test_what_is_no_evidence_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing", Path(os.devnull)):
        with pytest.raises(RefusedError, match="data directory"):
            gather(path, tmp_path / "scratch")


def _die(number: int) -> int:
    if number == 2:
        os._exit(9)
    return number


def test_a_worker_that_dies_is_told_and_the_others_are_judged() -> None:
    with closing(LocalEngine(2)) as engine:
        said = dict(engine.each(_die, [(number,) for number in range(5)]))
        assert said == {0: 0, 1: 1, 2: CRASHED, 3: 3, 4: 4}
        assert dict(engine.each(_die, [(7,)])) == {0: 7}
