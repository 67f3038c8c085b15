"""Standing: whether who wrote might write, judged by all that is here together.

A record counts when a certificate speaks for its author, up to the company's root key, and when it
does not lie beyond the head that closes a revoked author's stream. An author that begins a new
epoch says so first of all, and which epoch it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.audit.finding import CERTIFICATE, EPOCH, Finding
from core.audit.witnesses import Source
from core.company.admission import CompanyAdmission
from core.company.facts import COMPANY_READERS
from core.company.membership import Membership
from core.errors import MalformedError
from core.hlc import milliseconds_of
from core.identity import COMPANY_SCOPE, FIRST_EPOCH, StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.log.memory_store import MemoryStore
from core.log.projection import ProjectionSet
from core.log.rebuild import entry_runs
from core.shop import kinds
from core.shop.epoch_facts import EPOCH_READERS


def membership_of(sources: Iterable[Source], admission: CompanyAdmission) -> Membership:
    """Return who belongs to the company by all that its streams say, in whichever log.

    Raises :class:`core.errors.StorageDamagedError` where a stream breaks off.
    """
    projections = ProjectionSet((admission.projection(),), COMPANY_READERS)
    store = MemoryStore()
    store.open_tables(("meta", *projections.tables))
    with store.write() as transaction:
        for _, view in sources:
            for stream, head in view.heads().items():
                if stream.base_scope == COMPANY_SCOPE:
                    projections.apply_all(
                        transaction, stream, entry_runs(view, stream, head.sequence)
                    )
        return admission.membership(LogView(transaction))


def standing_findings(
    sources: Sequence[Source], members: Membership
) -> Iterator[tuple[str, Finding]]:
    """Yield (log, finding) for each stream that is nobody's, or goes on after its closing head."""
    for name, view in sources:
        for stream, head in view.heads().items():
            member = members.member(stream.author)
            if member is None:
                said = "No certificate of the company speaks for this stream's author."
                yield name, Finding(CERTIFICATE, str(stream), stream.start, "author", said)
                continue
            reach = members.reach(stream)
            if head.sequence > reach:
                why = f" ({member.reason})" if member.reason else ""
                said = (
                    f"{member.certificate.node} was revoked{why} and its stream closes at {reach}; "
                    f"what is here goes on to {head.sequence}."
                )
                first = max(reach + 1, stream.start)
                yield name, Finding(CERTIFICATE, str(stream), first, "sequence", said)


def expiry_notes(sources: Sequence[Source], members: Membership) -> Iterator[tuple[str, str]]:
    """Yield (log, sentence) for each stream that goes on after its author's certificate expired.

    That is no finding: expiry bars connections and never records, for a till must sell.
    """
    for name, view in sources:
        for stream, head in view.heads().items():
            member = members.member(stream.author)
            if member is None or not member.certificate.expired(milliseconds_of(head.hlc)):
                continue
            yield (
                name,
                f"The certificate of {member.certificate.node} expired while it still wrote "
                f"{stream}: whoever let it connect since did not look.",
            )


def speaks_for_itself(view: LogView) -> bool:
    """Return whether a company stream begins with a certificate, as those of companies do."""
    streams = [stream for stream in view.heads() if stream.scope == COMPANY_SCOPE]
    return any(
        entry_of(record).kind == kinds.NODE_ENROLLED
        for stream in streams
        for record in view.records(stream, 0, count=2)
    )


def epoch_findings(sources: Sequence[Source]) -> Iterator[tuple[str, Finding]]:
    """Yield (log, finding) for each epoch after the first that does not begin by saying so."""
    for name, view in sources:
        for stream in view.heads():
            if stream.epoch == FIRST_EPOCH or stream.scope != COMPANY_SCOPE:
                continue
            if (said := _epoch_fault(view, stream)) is not None:
                yield name, Finding(EPOCH, str(stream), 1, "epoch", said)


def _epoch_fault(view: LogView, stream: StreamId) -> str | None:
    first = entry_of(view.records(stream, 0, count=1)[0])
    if first.kind != kinds.EPOCH_OPENED:
        return f"Epoch {stream.epoch} begins with {first.kind}, expected {kinds.EPOCH_OPENED}."
    try:
        previous = EPOCH_READERS[first.kind](first.body).previous
    except MalformedError as error:
        return f"Epoch {stream.epoch} begins with an event that cannot be read: {error}"
    if previous >= stream.epoch:
        return f"Epoch {stream.epoch} says that it follows epoch {previous}, which is no earlier."
    return None
