"""A till that lost what others had already seen of it: a sale deleted by cutting the link."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import Anomaly, Story
from core.audit.ledger import Happening, ticket_of
from core.audit.stream_audit import chains_held
from core.errors import MalformedError
from core.log.attestation import Attestation, Witnessed
from core.shop import kinds


class CutOff:
    """A new epoch or a fork after which something is gone, and paid tickets that led to no sale."""

    name = "cut-off"
    explains = (
        "A till began a new epoch or wrote two histories, or somebody swore to have seen "
        "records of it that are gone, or cash was put on a ticket and no sale followed. So a "
        "sale looks that was made with the cable pulled and then deleted by putting an older "
        "copy back. It is innocent after a disk was replaced, or while a ticket still waits."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Look for what is told of forks and epochs, for what is gone, for what never ended."""
        for one in story.of(kinds.EPOCH_OPENED):
            said = f"{one.fact.node} began epoch {one.stream.epoch}: {one.fact.reason}"
            yield Anomaly(self.name, one, "", said if said.endswith(".") else f"{said}.")
        for one in story.of(kinds.STREAM_FORKED):
            node = story.nodes.name(one.fact.author)
            said = (
                f"{node} wrote two histories of {one.fact.scope} from record {one.fact.sequence}."
            )
            yield Anomaly(self.name, one, "", said)
        yield from self._gone(story)
        yield from self._unended(story)

    def _gone(self, story: Story) -> Iterator[Anomaly]:
        """Yield what seals here swear to and no log here holds, though it holds the stream."""
        by_place = {(one.stream, one.sequence): one for one in story.told}
        told: set[Witnessed] = set()
        for stream, last in story.cut.items():
            for sequence, seal in story.view.seals_from(stream, stream.start):
                seen = _witnessed(seal.extension) if sequence <= last else None
                if seen is None or seen in told or story.view.alias(seen.stream) is None:
                    continue
                told.add(seen)
                if seen.chain in chains_held(story.view, seen.stream, seen.sequence):
                    continue
                at = by_place.get((stream, sequence))
                if at is not None:
                    node = story.nodes.name(seen.stream.author)
                    said = f"Record {seen.sequence} of {node}, which was seen here, is gone."
                    yield Anomaly(self.name, at, "", said)

    def _unended(self, story: Story) -> Iterator[Anomaly]:
        paid: dict[bytes, Happening] = {}
        for one in story.of(kinds.TICKET_TENDERED, *_ENDS):
            ticket = ticket_of(one)
            if one.kind == kinds.TICKET_TENDERED:
                paid[ticket] = one
            else:
                paid.pop(ticket, None)
        for one in paid.values():
            said = f"A ticket was paid on by {one.fact.kind} and never became a sale."
            yield Anomaly(self.name, one, "", said)


_ENDS = (kinds.TICKET_COMPLETED, kinds.TICKET_CLOSED, kinds.TICKET_TENDER_RETURNED)
"""What becomes of money on a ticket."""


def _witnessed(extension: bytes) -> Witnessed | None:
    try:
        said = Attestation.from_bytes(extension)
    except MalformedError:
        return None
    return None if said is None else said.witnessed
