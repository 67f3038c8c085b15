"""Archives: the same records, judged by the same verifier, in a process, several, or a cluster."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from distributed import LocalCluster

from core.audit.finding import RECORD
from core.errors import RefusedError
from node.auditing.archive_view import MANIFEST
from node.auditing.evidence import gather
from node.auditing.replaying import looking_at
from node.auditing.verifying import Verdict, verify
from node.engine import DaskEngine, Engine
from tests.node.auditing.chain import reading, trade
from tests.node.auditing.test_replaying import audit

duckdb = pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trade(tmp_path_factory.mktemp("chain"))["HUB"]


@pytest.fixture(scope="module")
def kept(hub: Path) -> Path:
    """The hub's log as an archive."""
    to = hub.parent / "archive"
    audit("archive", "write", to, "--data", hub)
    return to


def judged(path: Path, engine: Engine | None = None) -> Verdict:
    return verify([gather(path, path)], workers=0, engine=engine)


def test_an_archive_is_as_good_as_the_log_it_was_written_from(hub: Path, kept: Path) -> None:
    archived, held = judged(kept), judged(hub)
    assert archived.findings == held.findings == ()
    assert archived[:4] == held[:4]
    with reading(hub) as log, looking_at(kept) as view:
        for stream in log.heads():
            assert list(view.all_records(stream)) == list(log.all_records(stream))


def test_the_past_is_replayed_and_reported_from_an_archive(kept: Path, hub: Path) -> None:
    for words in (("explain", "milk@B1"), ("replay", "--receipt", "B1T1-000001")):
        assert audit(*words, "--data", kept).text == audit(*words, "--data", hub).text


def test_a_cluster_comes_to_the_same_verdict(kept: Path) -> None:
    cluster = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    )
    with cluster:
        assert judged(kept, DaskEngine(cluster.scheduler_address)) == judged(kept)


def test_a_byte_changed_in_a_file_is_found_in_its_record(kept: Path, tmp_path: Path) -> None:
    bent = Path(shutil.copytree(kept, tmp_path / "bent"))
    file = max(bent.glob("*.parquet"), key=lambda path: path.stat().st_size)
    changed = tmp_path / "changed.parquet"
    duckdb.sql(
        f"COPY (SELECT sequence, at_ms, hlc, kind, CASE WHEN sequence = 2 THEN "
        f"record[:-40] || '\\x00'::BLOB || record[-39:] ELSE record END AS record, seal "
        f"FROM '{file}') TO '{changed}' (FORMAT parquet)"
    )
    changed.replace(file)
    verdict = judged(bent)
    assert {(one.kind, one.sequence) for _, one in verdict.findings} == {(RECORD, 2)}


def test_a_file_that_is_cut_or_gone_is_a_finding(kept: Path, tmp_path: Path) -> None:
    bent = Path(shutil.copytree(kept, tmp_path / "bent"))
    first, second, *_ = sorted(bent.glob("*.parquet"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-50])
    verdict = judged(bent)
    assert verdict.verdict == "unsound"
    assert {one.kind for _, one in verdict.findings} == {"disk"}
    assert len(verdict.findings) == 2
    (bent / MANIFEST).write_text("{}")
    assert "cannot be read" in judged(bent).findings[0][1].message


def test_what_is_no_archive_or_stands_already_is_refused(kept: Path, hub: Path) -> None:
    with pytest.raises(RefusedError, match="exists already"):
        audit("archive", "write", kept, "--data", hub)
    with pytest.raises(RefusedError, match="is no archive"):
        audit("archive", "verify", hub)
    told = audit("archive", "verify", kept, "--workers", "1", "--json")
    assert told.json["verdict"] == "sound"
