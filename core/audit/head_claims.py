"""Checkpoints in the log: whether each goes on from the one before it, and who signed it.

A hub publishes its checkpoints as events of its company stream, and witnesses their cosignatures
in theirs. Whoever holds these streams judges them by the certificates alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from core.audit.checkpoint import Checkpoint, name_of
from core.audit.finding import CHECKPOINT, Finding
from core.audit.signed_note import (
    Note,
    NoteSignature,
    cosignature_of,
    cosigned_s,
    is_signed,
    signature_of,
)
from core.audit.witnesses import Source
from core.company.certificate import Certificate
from core.company.membership import Membership
from core.errors import MalformedError
from core.identity import COMPANY_SCOPE, StreamId, Verifier
from core.log.entry import Entry
from core.log.log_view import LogView
from core.log.merkle import roots_by_consistency
from core.log.rebuild import entry_runs
from core.shop import kinds
from core.shop.heads import HEADS_READERS, HeadsCosignedFact, HeadsPublishedFact

WITNESSES = 3
"""How many nodes cosign a checkpoint: drawn anew each time, so that none can be counted upon."""


class Grown(NamedTuple):
    """How far a log of heads goes."""

    size: int
    root: bytes


def checkpoint_in(fact: HeadsPublishedFact | HeadsCosignedFact, hub: Certificate) -> Checkpoint:
    """Return the checkpoint that an event is about."""
    return Checkpoint(name_of(hub), fact.size, fact.root)


def growth_fault(before: Grown | None, fact: HeadsPublishedFact) -> str | None:
    """Return why a publication does not go on from what was seen before it; None when it does.

    Of what nobody here saw the beginning, the first word is taken.
    """
    if before is None:
        return None
    if fact.before != before.size:
        return f"It goes on from {fact.before} heads; {before.size} were published before."
    try:
        old, new = roots_by_consistency(before.size, fact.size, before.root, fact.proof)
    except MalformedError as error:
        return str(error)
    if (old, new) != (before.root, fact.root):
        return f"Its proof does not lead from the {before.size} heads before it to what it signs."
    return None


def publication_fault(
    before: Grown | None, fact: HeadsPublishedFact, hub: Certificate, verifier: Verifier
) -> str | None:
    """Return why a publication does not hold; None when it does."""
    text, name = checkpoint_in(fact, hub).to_text(), name_of(hub)
    signature = signature_of(name, hub.signing_key, fact.signature)
    if not is_signed(Note(text, (signature,)), name, hub.signing_key, verifier):
        return "Its signature does not hold."
    return growth_fault(before, fact)


def cosignature_in(
    fact: HeadsCosignedFact, hub: Certificate, witness: Certificate, verifier: Verifier
) -> NoteSignature | None:
    """Return a witness's signature under a note; None when it does not hold."""
    name, key = name_of(witness), witness.signing_key
    signature = cosignature_of(name, key, fact.at_s, fact.signature)
    note = Note(checkpoint_in(fact, hub).to_text(), (signature,))
    return None if cosigned_s(note, name, key, verifier) is None else signature


def drawn(root: bytes, publisher: bytes, members: Membership) -> list[bytes]:
    """Return who is to cosign a checkpoint: a lot that the checkpoint itself draws."""
    standing = [
        author
        for author, member in members.members.items()
        if not member.revoked and author != publisher
    ]
    return sorted(standing, key=lambda author: sha256(root + author).digest())[:WITNESSES]


def company_streams(view: LogView, author: bytes) -> list[StreamId]:
    """Return the company streams of an author, its epochs in order; none when one has lanes."""
    streams = [one for one in view.streams_of(author) if one.base_scope == COMPANY_SCOPE]
    return [] if any(one.is_lane for one in streams) else sorted(streams)


def head_findings(
    sources: Sequence[Source], members: Membership, verifier: Verifier
) -> Iterator[tuple[str, Finding]]:
    """Yield (log, finding) for each checkpoint or cosignature in a log that does not hold."""
    for name, view in sources:
        for author, member in members.members.items():
            before: Grown | None = None
            for stream in company_streams(view, author):
                for entry in _of_heads(view, stream):
                    fault, before = _judged(entry, before, member.certificate, members, verifier)
                    if fault is not None:
                        found = Finding(CHECKPOINT, str(stream), entry.sequence, "body", fault)
                        yield name, found


def _of_heads(view: LogView, stream: StreamId) -> Iterator[Entry]:
    for run in entry_runs(view, stream, view.head(stream).sequence):
        yield from (entry for entry in run if entry.kind in HEADS_READERS)


def _judged(
    entry: Entry,
    before: Grown | None,
    author: Certificate,
    members: Membership,
    verifier: Verifier,
) -> tuple[str | None, Grown | None]:
    """Return what is wrong with an event, and how far its author's log of heads goes after it."""
    try:
        fact = HEADS_READERS[entry.kind](entry.body)
    except MalformedError as error:
        return str(error), before
    if entry.kind == kinds.HEADS_PUBLISHED:
        fault = publication_fault(before, fact, author, verifier)
        return fault, before if fault else Grown(fact.size, fact.root)
    hub = members.member(fact.publisher)
    if hub is not None and cosignature_in(fact, hub.certificate, author, verifier) is None:
        return "A cosignature under a checkpoint does not hold.", before
    return None, before
