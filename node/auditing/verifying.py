"""Verifying evidence on all cores: each stream by itself, then what concerns several."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from core.audit.books import Goods, StreamBooks, goods_findings, keep_books
from core.audit.finding import DISK, Finding
from core.audit.projections import projection_findings
from core.audit.stream_audit import StreamAudit, audit_stream
from core.audit.witnesses import Source, fork_findings, witness_findings
from core.ed25519 import verify_ed25519
from core.errors import StorageError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.lmdb_store import LmdbStore
from core.log.rebuild import entry_runs
from core.views import inventory
from core.views.shop import ALL_READERS
from node.auditing.evidence import Evidence, opened, projections_of

SOUND, UNSOUND = "sound", "unsound"
"""The two verdicts."""


class Verdict(NamedTuple):
    """What an audit came to."""

    verdict: str
    records: int
    streams: int
    seals: int
    findings: tuple[tuple[str, Finding], ...]
    """Each with the evidence it was found in."""
    notes: tuple[str, ...]
    """What could not be checked, and why."""


class Judged(NamedTuple):
    """What one worker says of one stream."""

    audit: StreamAudit
    books: StreamBooks | None
    """None when the records do not hold: what damage means cannot be added up."""


Progress = Callable[[int, int], None]
"""Told how many records have been judged, and of how many."""


def judge_stream(directory: str, stream_bytes: bytes) -> Judged:
    """Judge one stream of a log on the disk; runs in a worker."""
    stream = StreamId.from_bytes(stream_bytes)
    with opened(directory) as view:
        audit = audit_stream(view, stream, verify_ed25519)
        if audit.findings:
            return Judged(audit, None)
        runs = entry_runs(view, stream, view.head(stream).sequence)
        return Judged(audit, keep_books(stream, runs, ALL_READERS))


def verify(
    evidence: Sequence[Evidence],
    *,
    workers: int = os.cpu_count() or 1,
    progress: Progress = lambda _done, _all: None,
) -> Verdict:
    """Judge all evidence, each stream by itself and then together.

    What cannot be opened is a finding of its own and hides nothing of the rest.
    """
    found = [(one.name, finding) for one in evidence for finding in one.findings]
    notes = [f"{one.name}: {note}" for one in evidence for note in one.notes]
    readable, jobs, lengths = _look(evidence, found)
    judged = _judge_all(jobs, lengths, workers, progress)
    for (one, _), said in judged.items():
        found += [(one.name, finding) for finding in said.audit.findings]
        if said.books is not None:
            found += [(one.name, finding) for finding in said.books.findings]
    for one in readable:
        whole = [said for (where, _), said in judged.items() if where == one]
        found += [(one.name, finding) for finding in _derived(one, whole, notes)]
    found += _between(readable, judged)
    return Verdict(
        UNSOUND if found else SOUND,
        sum(said.audit.records for said in judged.values()),
        len(judged),
        sum(said.audit.seals for said in judged.values()),
        tuple(found),
        tuple(notes),
    )


_Job = tuple[Evidence, StreamId]


def _look(
    evidence: Sequence[Evidence], found: list[tuple[str, Finding]]
) -> tuple[list[Evidence], list[_Job], list[int]]:
    """Return what can be opened, and its streams with their lengths, the longest first."""
    readable: list[Evidence] = []
    sized: list[tuple[int, _Job]] = []
    for one in evidence:
        try:
            with opened(one.directory) as view:
                heads = view.heads()
        except StorageError as error:
            found.append((one.name, Finding(DISK, "", 0, "file", str(error))))
            continue
        readable.append(one)
        sized += [(head.sequence, (one, stream)) for stream, head in heads.items()]
    sized.sort(key=lambda pair: -pair[0])
    return readable, [job for _, job in sized], [length for length, _ in sized]


def _judge_all(
    jobs: Sequence[_Job], lengths: Sequence[int], workers: int, progress: Progress
) -> dict[_Job, Judged]:
    """Judge every stream; the result is in the order of the jobs, whoever was ready first."""
    whole, done = sum(lengths), 0
    results: dict[_Job, Judged] = {}
    with _pool(min(workers, len(jobs))) as submit:
        waiting = {
            submit(one.directory, stream.to_bytes()): number
            for number, (one, stream) in enumerate(jobs)
        }
        ready: dict[int, Judged] = {}
        while len(ready) < len(jobs):
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                number = waiting.pop(future)
                ready[number] = future.result()
                done += lengths[number]
                progress(done, whole)
        results = {job: ready[number] for number, job in enumerate(jobs)}
    return results


@contextmanager
def _pool(workers: int) -> Iterator[Callable[[str, bytes], Future[Judged]]]:
    """Give a way to judge streams: in other processes when there is more than one to use."""
    if workers <= 1:
        yield _at_once
        return
    # Spawned, never forked: LMDB does not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as executor:
        yield lambda directory, stream: executor.submit(judge_stream, directory, stream)


def _at_once(directory: str, stream: bytes) -> Future[Judged]:
    future: Future[Judged] = Future()
    future.set_result(judge_stream(directory, stream))
    return future


def _derived(one: Evidence, judged: Sequence[Judged], notes: list[str]) -> list[Finding]:
    """Compare projections and stock figures with the records, where those hold."""
    if one.is_bundle:
        return []
    if any(said.audit.findings for said in judged):
        notes.append(f"{one.name}: its figures were not compared, since its records do not hold.")
        return []
    goods: Goods = Counter()
    for said in judged:
        if said.books is not None:
            goods.update(said.books.goods)
    with opened(one.directory) as view, tempfile.TemporaryDirectory() as scratch:
        figures = {
            (figure.sku, figure.location): figure.quantity_milli
            for figure in inventory.figures(view.table(inventory.Inventory.name))
        }
        projections = projections_of()
        if projections.stale(view.transaction):
            notes.append(
                f"{one.name}: its projections are of another version of the program and were "
                "not compared; its stock figures neither."
            )
            return []
        store = LmdbStore.open(str(Path(scratch)), sync=False)
        try:
            found = list(projection_findings(view, projections, store))
        finally:
            store.close()
    return [*found, *goods_findings(goods, figures)]


def _between(
    readable: Sequence[Evidence], judged: dict[_Job, Judged]
) -> Iterator[tuple[str, Finding]]:
    """Yield what is found by comparing logs, and seals with what they saw."""
    claims: dict[StreamId, list[Witnessed]] = {}
    for (_, stream), said in judged.items():
        claims.setdefault(stream, []).extend(said.audit.unmatched)
    with ExitStack() as stack:
        sources = [Source(one.name, stack.enter_context(opened(one.directory))) for one in readable]
        names = ", ".join(one.name for one in readable)
        for finding in (*witness_findings(claims, sources), *fork_findings(sources)):
            yield names, finding
