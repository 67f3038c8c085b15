"""What an audit makes of a shop's own papers: Z reports, printed hashes, and who belongs."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from core.audit.finding import CERTIFICATE, WITNESS, Z_REPORT
from core.audit.papers import Paper, head_name, read_paper, z_name
from core.errors import RefusedError
from core.shop.shift import Shift
from core.views import shifts
from node.auditing.evidence import gather
from node.auditing.verifying import Verdict, verify
from tests.node.auditing.chain import reading
from tests.node.shop.test_shifts import closed, opened
from tests.node.tills import CATALOGUE, Shop, Street


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Street(tmp_path).open("B1T1", "B1")
    shop.do("import-catalogue", products=CATALOGUE)
    opened(shop)
    shop.sell("milk", "bread")
    return shop


def judged(shop: Shop, tmp_path: Path, *papers: Paper) -> Verdict:
    shop.store.close()
    return verify([gather(tmp_path / "B1T1", tmp_path / "scratch")], workers=0, papers=papers)


def test_a_shift_as_it_was_closed_is_sound(shop: Shop, tmp_path: Path) -> None:
    closed(shop, 5_379)
    opened(shop)
    shop.sell("milk")
    closed(shop, 5_129)
    assert judged(shop, tmp_path).findings == ()


@pytest.mark.parametrize(("number", "field"), [(1, "report"), (2, "number")])
def test_a_z_that_does_not_follow_from_its_records_is_named(
    number: int, field: str, shop: Shop, tmp_path: Path
) -> None:
    stream = shop.till.branch_stream
    with shop.log.read() as view:
        open_one = shifts.open_shift(view.table(shifts.SHIFTS), stream)
        assert open_one is not None
        last = view.head(stream).sequence
        report = shifts.report_of(view, stream, open_one.first, last)
    assert report is not None
    shift = shop.till.application.load(Shift, UUID(bytes=open_one.id.bytes))
    shift.close(
        shop.till.now(),
        number=number,
        first=open_one.first,
        last=last,
        report=report._replace(paid_minor=1).to_bytes(),
        digest=bytes(32),
        cashier="",
    )
    shop.till.application.record(shift)
    found = [finding for _, finding in judged(shop, tmp_path).findings]
    assert {(one.kind, one.sequence) for one in found} == {(Z_REPORT, last + 1)}
    assert field in {one.field for one in found}


def test_papers_are_borne_out_by_the_log_they_were_printed_from_and_by_no_shorter_one(
    shop: Shop, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "B1T1", tmp_path / "early")
    sold = shop.sell("milk")["receipt"]
    z = closed(shop, 5_508)
    stream = shop.till.branch_stream
    with shop.log.read() as view:
        head = view.head(stream)
        chain = view.chain_at(stream, head.sequence - 2)  # of the sale, before count and closing
    papers = (
        Paper(sold, chain.hex()[:12]),
        Paper(z_name("B1T1", 1), z["digest"][:16]),
        Paper(head_name(str(stream), head.sequence), head.chain.hex()),
    )
    assert judged(shop, tmp_path, *papers).findings == ()
    early = verify([gather(tmp_path / "early", tmp_path / "s")], workers=0, papers=papers)
    assert [(one.kind, one.field) for _, one in early.findings] == [(WITNESS, "paper")] * 3


def on(text: str) -> list[Paper]:
    """Return the lines of a printed paper that an auditor would type, but for the shift's id."""
    papers = []
    for line in text.splitlines():
        with suppress(RefusedError):
            papers.append(read_paper(line))
    return [paper for paper in papers if paper.name != "Shift"]


def test_what_the_till_prints_is_what_an_auditor_types(shop: Shop, tmp_path: Path) -> None:
    sold = shop.sell("milk")["receipt"]
    closed(shop, 5_508)
    receipt = on(shop.do("receipt-paper", receipt=sold)["text"])
    report = on(shop.do("report-paper", number=1)["text"])
    assert [paper.name for paper in receipt] == [sold]
    assert z_name("B1T1", 1) in [paper.name for paper in report]
    assert any("@" in paper.name for paper in report)
    assert judged(shop, tmp_path, *receipt, *report).findings == ()
    other = tmp_path / "other"
    other.mkdir()
    empty = Street(other).open("B1T1", "B1")
    empty.do("import-catalogue", products=CATALOGUE)
    found = judged(empty, other, *receipt, *report).findings
    assert len(found) == len(receipt) + len(report)


def test_a_lone_till_is_nobody_s_member_when_a_company_is_named(shop: Shop, tmp_path: Path) -> None:
    shop.store.close()
    evidence = [gather(tmp_path / "B1T1", tmp_path / "scratch")]
    verdict = verify(evidence, workers=0, company=bytes(32))
    assert {finding.kind for _, finding in verdict.findings} == {CERTIFICATE}
    with reading(tmp_path / "B1T1") as view:
        streams = {str(stream) for stream in view.heads()}
    assert {finding.stream for _, finding in verdict.findings} == streams
