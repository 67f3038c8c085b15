"""What workers do for an audit: open a log, judge one thing of it, return it plain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from core.audit.books import Goods, StreamBooks, goods_findings, keep_books
from core.audit.finding import CERTIFICATE, Z_REPORT, Finding
from core.audit.papers import head_name
from core.audit.projections import projection_findings
from core.audit.standing import (
    epoch_findings,
    membership_of,
    speaks_for_itself,
    standing_findings,
)
from core.audit.stream_audit import StreamAudit, audit_stream, chains_held
from core.audit.witnesses import Source, fork_findings, witness_findings
from core.company.admission import CompanyAdmission
from core.ed25519 import verify_ed25519
from core.errors import RemoteError, StorageError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.lmdb_store import LmdbStore
from core.log.log_view import LogView
from core.log.rebuild import entry_runs
from core.views import inventory
from core.views.shifts import Closing, recomputes
from core.views.shop import ALL_READERS
from node.auditing.evidence import opened, projections_of


class Judged(NamedTuple):
    """What is said of one stream."""

    audit: StreamAudit
    books: StreamBooks | None
    """None when the records do not hold, for what damage means cannot be added up, and when
    nobody asked for them."""


def lengths(directory: str) -> dict[StreamId, int] | str:
    """Return how many records each stream of a log has, or why it cannot be opened."""
    try:
        with opened(directory) as view:
            return {stream: head.sequence for stream, head in view.heads().items()}
    except StorageError as error:
        return str(error)


def judge_stream(
    directory: str, stream: StreamId, papers: frozenset[str] = frozenset()
) -> Judged | str:
    """Judge one stream, or say why it cannot be read; ``papers`` are to be looked up in it."""
    try:
        with opened(directory) as view:
            audit = audit_stream(view, stream, verify_ed25519)
            if audit.findings:
                return Judged(audit, None)
            runs = entry_runs(view, stream, view.head(stream).sequence)
            books = keep_books(stream, runs, ALL_READERS, papers)
            wrong = [one for one in books.closings if not _follows(view, one)]
            found = tuple(map(_wrong_z, wrong))
            return Judged(audit, books._replace(findings=books.findings + found, closings=()))
    except StorageError as error:
        return str(error)


def judge_records(directory: str, stream: StreamId, _: frozenset[str]) -> Judged | str:
    """Judge the bytes of one stream, its seals and trees, and not what it says."""
    try:
        with opened(directory) as view:
            return Judged(audit_stream(view, stream, verify_ed25519), None)
    except StorageError as error:
        return str(error)


def _follows(view: LogView, closing: Closing) -> bool:
    """Return whether a Z recomputes; one that began before a lane did cannot be told from it."""
    return closing.said.first < closing.stream.start or recomputes(view, closing)


def _wrong_z(closing: Closing) -> Finding:
    said = (
        f"Z {closing.said.number} of {closing.series} does not follow from the records "
        f"{closing.said.first} to {closing.said.last} it names."
    )
    return Finding(Z_REPORT, str(closing.stream), closing.sequence, "report", said)


def judge_figures(directory: str, goods: Goods, company: bytes) -> list[Finding] | str:
    """Compare every projection with its records, and the stock with what was booked.

    Returns why they were not compared when another version of the program made them.
    """
    projections = projections_of(company)
    with opened(directory) as view, tempfile.TemporaryDirectory() as scratch:
        if projections.stale(view.transaction):
            return "its figures are of another version of the program and were not compared"
        figures = {
            (figure.sku, figure.location): figure.quantity_milli
            for figure in inventory.figures(view.table(inventory.Inventory.name))
        }
        store = LmdbStore.open(scratch, sync=False)
        try:
            found = list(projection_findings(view, projections, store))
        finally:
            store.close()
    return [*found, *goods_findings(goods, figures)]


class Question(NamedTuple):
    """What is asked of logs together besides what they say of one another."""

    claims: Mapping[str, Sequence[Witnessed]]
    """By who swears to them, records of others."""
    root_key: bytes = b""
    """The company's; empty when nobody knows it."""
    certificates: tuple[bytes, ...] = ()
    heads: frozenset[str] = frozenset()
    """Records of streams, by their names on paper."""


class Together(NamedTuple):
    """What logs come to together."""

    findings: tuple[tuple[str, Finding], ...]
    """Each with the log it is of, empty when it is of several."""
    heads: tuple[tuple[str, bytes], ...]
    """The chain hash of each record that was asked for, in each log that holds it."""
    unjudged: bool
    """Whether certificates are there and nobody knows the company's key to judge them by."""


def judge_together(logs: Sequence[tuple[str, str]], question: Question) -> Together:
    """Compare logs, given as (name, directory), with one another and with what was seen."""
    with ExitStack() as stack:
        sources = [Source(name, stack.enter_context(opened(where))) for name, where in logs]
        found = [("", one) for one in witness_findings(question.claims, sources)]
        found += [("", one) for one in fork_findings(sources)]
        found += epoch_findings(sources)
        if question.root_key:
            found += _standing(sources, question)
        heads = [
            (head_name(str(stream), sequence), chain)
            for stream, sequence, view in _asked(sources, question.heads)
            for chain in chains_held(view, stream, sequence)
        ]
        unjudged = not question.root_key and any(speaks_for_itself(view) for _, view in sources)
    return Together(tuple(found), tuple(heads), unjudged)


def _standing(sources: Sequence[Source], question: Question) -> list[tuple[str, Finding]]:
    found: list[tuple[str, Finding]] = []
    good = []
    gate = CompanyAdmission(question.root_key, verify_ed25519)
    for data in question.certificates:
        try:
            gate.verified(data)
            good.append(data)
        except RemoteError as error:
            said = f"A certificate beside a log is not good: {error}"
            found.append(("", Finding(CERTIFICATE, "", 0, "certificate", said)))
    gate = CompanyAdmission(question.root_key, verify_ed25519, good)
    found += standing_findings(sources, membership_of(sources, gate))
    return found


def _asked(
    sources: Sequence[Source], names: frozenset[str]
) -> Iterator[tuple[StreamId, int, LogView]]:
    """Yield (stream, sequence, log) of each record that was named and may be there."""
    wanted: dict[str, list[int]] = {}
    for name in names:
        text, _, number = name.rpartition("@")
        wanted.setdefault(text, []).append(int(number))
    for _, view in sources:
        for stream in view.heads():
            for sequence in wanted.get(str(stream), ()):
                yield stream, sequence, view
