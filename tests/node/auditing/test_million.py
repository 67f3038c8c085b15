"""A million records: judged on two cores, and one bit among them that is not as it was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.audit.finding import RECORD
from core.log import layout
from core.log.layout import POSITION
from node.auditing.evidence import gather
from node.auditing.verifying import SOUND, Verdict, verify
from node.engine import LocalEngine
from simulations.bench.audit import write_log
from tests.node.auditing.chain import tampering

LOGS, RECORDS = 8, 125_000
"""Logs, and records of each: together a million."""

WORKERS = 2
"""Processes that write and judge them."""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """As many logs of as many sales, sealed every 64 KiB."""
    root = tmp_path_factory.mktemp("million")
    names = [f"B{number}" for number in range(LOGS)]
    with closing(LocalEngine(WORKERS)) as engine:
        list(engine.each(write_log, [(root / name, name, RECORDS) for name in names]))
    return [root / name for name in names]


def judged(*logs: Path) -> Verdict:
    return verify([gather(log, log) for log in logs], workers=WORKERS, records_only=True)


def test_a_million_honest_records_are_sound(logs: list[Path]) -> None:
    verdict = judged(*logs)
    assert verdict.verdict == SOUND
    assert (verdict.records, verdict.streams) == (1_000_000, LOGS)
    assert verdict.seals > LOGS * RECORDS / 500
    assert verdict.findings == ()


def test_one_bit_deep_among_them_is_found_where_it_is(logs: list[Path]) -> None:
    key, place = POSITION.pack(1, 98_765), 150
    with tampering(logs[-1]) as transaction:
        bent = bytearray(transaction.get(layout.LOG, key) or b"")
        bent[place] ^= 1
        transaction.put(layout.LOG, key, bytes(bent))
    ((name, finding),) = judged(*logs[-2:]).findings
    assert (name, finding.kind) == (str(logs[-1]), RECORD)
    assert (finding.sequence, finding.field) == (98_765, "body")
