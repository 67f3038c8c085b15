"""Verifying evidence on all cores: each stream by itself, then what concerns several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from core.audit.books import Erasure, Goods, StreamBooks
from core.audit.credit_books import Balances, receipt_findings
from core.audit.finding import CERTIFICATE, DISK, Finding
from core.audit.papers import Paper, paper_findings
from core.audit.stream_audit import StreamAudit
from core.identity import StreamId
from core.log.attestation import Witnessed
from node.auditing.evidence import Evidence
from node.auditing.judging import Judged, judge_figures, judge_stream
from node.auditing.together import Question, Together, judge_together
from node.auditing.walking import judge_records, lengths
from node.engine import CRASHED, Engine, LocalEngine

SOUND, UNSOUND = "sound", "unsound"
"""The two verdicts."""

UNJUDGED = (
    "Certificates and revocations were not judged, since nothing says which company this is; "
    "name it with --company KEY."
)
"""The note of evidence without a company's key."""


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
    erased: tuple[Erasure, ...] = ()
    """Who was forgotten, when and by whom: gaps in what is known, and none in the log."""


Progress = Callable[[int, int], None]
"""Told how many records have been judged, and of how many."""


def verify(
    evidence: Sequence[Evidence],
    *,
    workers: int = os.cpu_count() or 1,
    engine: Engine | None = None,
    company: bytes = b"",
    papers: Sequence[Paper] = (),
    heads: Sequence[tuple[str, Sequence[Witnessed]]] = (),
    records_only: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Verdict:
    """Judge all evidence, each stream by itself and then together.

    ``company`` is its root key; without it the one that lies beside the evidence counts.
    ``papers`` are heads and hashes that somebody saw printed, ``heads`` what hubs logged. With
    ``records_only`` what the records say is not looked at: neither the shop's books nor what is
    derived from them.

    What cannot be opened is a finding of its own and hides nothing of the rest. With no
    ``workers`` everything is done in this process, which a bent data file may crash; an
    ``engine`` does it elsewhere, and must reach the evidence by the same names.
    """
    with closing(engine or LocalEngine(workers)) as doing:
        audit = _Audit(evidence, doing, company, papers)
        audit.look()
        audit.judge_streams(progress, records_only=records_only)
        if not records_only:
            audit.judge_figures()
        audit.judge_together(heads)
        return audit.verdict()


class _Audit:
    """An audit on its way."""

    def __init__(
        self, evidence: Sequence[Evidence], engine: Engine, company: bytes, papers: Sequence[Paper]
    ) -> None:
        self._engine = engine
        self._evidence = evidence
        self._company = company or next((one.company for one in evidence if one.company), b"")
        self._papers = papers
        self._asked = frozenset(paper.name for paper in papers)
        self._lengths: dict[Evidence, dict[StreamId, int]] = {}
        self._judged: dict[tuple[Evidence, StreamId], Judged] = {}
        self._damaged: set[Evidence] = set()
        self._found: list[tuple[str, Finding]] = []
        self._notes: list[str] = []
        self._erased: set[Erasure] = set()
        for one in evidence:
            self._find(one, *one.findings)
            self._notes += [f"{one.name}: {note}" for note in one.notes]
            if one.company not in (b"", self._company):
                said = f"It belongs to company {one.company.hex()[:16]}, not to the one audited."
                self._find(one, Finding(CERTIFICATE, "", 0, "company", said))

    def look(self) -> None:
        """Open everything once, and see which streams there are."""
        jobs = [(one.directory,) for one in self._evidence]
        for number, said in sorted(self._engine.each(lengths, jobs)):
            one = self._evidence[number]
            if isinstance(said, dict):
                self._lengths[one] = said
            else:
                self._cannot_read(one, "", said)

    def judge_streams(self, progress: Progress, *, records_only: bool) -> None:
        """Judge every stream, the longest first."""
        sized = [
            (length, one, stream)
            for one, held in self._lengths.items()
            for stream, length in held.items()
        ]
        sized.sort(key=lambda job: -job[0])
        whole, done = sum(length for length, _, _ in sized), 0
        said: dict[int, Judged | StreamAudit | str] = {}
        jobs = [(one.directory, stream) for _, one, stream in sized]
        doing = (
            self._engine.each(judge_records, jobs)
            if records_only
            else self._engine.each(judge_stream, [(*job, self._asked) for job in jobs])
        )
        for number, result in doing:
            said[number] = result
            done += sized[number][0]
            progress(done, whole)
        for number, (_, one, stream) in enumerate(sized):
            judged = said[number]
            if isinstance(judged, StreamAudit):
                judged = Judged(judged, None)
            if not isinstance(judged, Judged):
                self._cannot_read(one, str(stream), judged)
                continue
            self._judged[one, stream] = judged
            self._find(one, *judged.audit.findings)
            if judged.audit.findings:
                self._damaged.add(one)
            if judged.books is not None:
                self._find(one, *judged.books.findings)
                self._erased.update(judged.books.erasures)
        for one in self._lengths:
            kept = {stream: books.credit for stream, books in self._books(one)}
            self._find(one, *receipt_findings(kept))

    def judge_figures(self) -> None:
        """Compare what each log derived with its records, where those hold."""
        asked: list[Evidence] = []
        for one in self._lengths:
            if one in self._damaged:
                self._notes.append(
                    f"{one.name}: its figures were not compared, since its records do not hold."
                )
            elif not one.is_bundle:
                asked.append(one)
        jobs = [(one.directory, *self._sums(one), one.company) for one in asked]
        for number, said in sorted(self._engine.each(judge_figures, jobs)):
            if said is CRASHED:
                self._cannot_read(asked[number], "", said)
            elif isinstance(said, str):
                self._notes.append(f"{asked[number].name}: {said}.")
            else:
                self._find(asked[number], *said)

    def _sums(self, one: Evidence) -> tuple[Goods, Balances]:
        """Return what one log's books come to: goods, and credit."""
        goods, balances = Goods(), Balances()
        for _, books in self._books(one):
            goods.update(books.goods)
            balances.update(books.credit.balances)
        return goods, balances

    def _books(self, one: Evidence) -> Iterator[tuple[StreamId, StreamBooks]]:
        for (where, stream), judged in self._judged.items():
            if where == one and judged.books is not None:
                yield stream, judged.books

    def judge_together(self, heads: Sequence[tuple[str, Sequence[Witnessed]]]) -> None:
        """Compare logs with one another, with what seals saw, and with what hubs logged."""
        claims: dict[str, list[Witnessed]] = {}
        for (_, stream), judged in self._judged.items():
            claims.setdefault(f"The seals of {stream}", []).extend(judged.audit.unmatched)
        for who, logged in heads:
            claims.setdefault(who, []).extend(logged)
        readable = [one for one in self._lengths if one not in self._damaged]
        logs = [(one.name, one.directory) for one in readable]
        names = ", ".join(one.name for one in readable)
        certificates = {data for one in readable for data in one.certificates}
        named = frozenset(name for name in self._asked if "@" in name)
        question = Question(claims, self._company, tuple(sorted(certificates)), named)
        printed: dict[str, list[bytes]] = {}
        for _, said in self._engine.each(judge_together, [(logs, question)] if logs else []):
            if isinstance(said, Together):
                self._found += [(name or names, finding) for name, finding in said.findings]
                self._notes += said.notes
                if said.unjudged:
                    self._notes.append(UNJUDGED)
                for name, chain in said.heads:
                    printed.setdefault(name, []).append(chain)
            else:
                sentence = "The data files kill a program that compares them."
                self._found.append((names, Finding(DISK, "", 0, "file", sentence)))
        for judged in self._judged.values():
            for name, digest in judged.books.printed if judged.books else ():
                printed.setdefault(name, []).append(digest)
        papers = self._papers
        if self._damaged and papers:
            self._notes.append("Papers of what was not found were not judged: a log is damaged.")
            papers = [paper for paper in papers if paper.name in printed]
        self._found += [(names, finding) for finding in paper_findings(papers, printed)]

    def verdict(self) -> Verdict:
        """Say what it came to."""
        audits = [judged.audit for judged in self._judged.values()]
        return Verdict(
            UNSOUND if self._found else SOUND,
            sum(audit.records for audit in audits),
            len(audits),
            sum(audit.seals for audit in audits),
            tuple(self._found),
            tuple(self._notes),
            tuple(sorted(self._erased, key=lambda one: (one.at_ms, one))),
        )

    def _find(self, one: Evidence, *findings: Finding) -> None:
        self._found += [(one.name, finding) for finding in findings]

    def _cannot_read(self, one: Evidence, stream: str, said: object) -> None:
        self._damaged.add(one)
        sentence = said if isinstance(said, str) else "The data file kills a program that reads it."
        self._find(one, Finding(DISK, stream, 0, "file", sentence))
