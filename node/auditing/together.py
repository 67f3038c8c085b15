"""What a worker does for an audit of several logs: compare them, and judge who wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from core.audit.finding import CERTIFICATE, Finding
from core.audit.head_claims import head_findings
from core.audit.papers import head_name
from core.audit.standing import (
    epoch_findings,
    expiry_notes,
    membership_of,
    speaks_for_itself,
    standing_findings,
)
from core.audit.stream_audit import chains_held
from core.audit.witnesses import Source, fork_findings, witness_findings
from core.company.admission import CompanyAdmission
from core.ed25519 import verify_ed25519
from core.errors import RemoteError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.log_view import LogView
from node.auditing.opening import opened


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
    notes: tuple[str, ...] = ()
    """What is no accusation, and worth knowing."""


def judge_together(logs: Sequence[tuple[str, str]], question: Question) -> Together:
    """Compare logs, given as (name, directory), with one another and with what was seen."""
    with ExitStack() as stack:
        sources = [Source(name, stack.enter_context(opened(where))) for name, where in logs]
        notes: list[str] = []
        found = [("", one) for one in witness_findings(question.claims, sources)]
        found += [("", one) for one in fork_findings(sources)]
        found += epoch_findings(sources)
        if question.root_key:
            standing, notes = _standing(sources, question)
            found += standing
        heads = [
            (head_name(str(stream), sequence), chain)
            for stream, sequence, view in _asked(sources, question.heads)
            for chain in chains_held(view, stream, sequence)
        ]
        unjudged = not question.root_key and any(speaks_for_itself(view) for _, view in sources)
    return Together(tuple(found), tuple(heads), unjudged, tuple(notes))


def _standing(
    sources: Sequence[Source], question: Question
) -> tuple[list[tuple[str, Finding]], list[str]]:
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
    members = membership_of(sources, gate)
    found += standing_findings(sources, members)
    found += head_findings(sources, members, verify_ed25519)
    return found, [f"{name}: {said}" for name, said in expiry_notes(sources, members)]


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
