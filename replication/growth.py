"""What follows when the log has grown: heads move, histories are named anew, peers are told."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from core.identity import StreamId
from core.log.entry import Head
from core.log.event_log import EventLog
from core.log.offer import Ingested
from replication.directory import Directory
from replication.gate import Gate
from replication.holdings import Holdings
from replication.notices import ForkKept, Notice
from replication.peer import Peer
from replication.receiving import Receiver
from replication.rows import RowTalk
from replication.sending import Sender
from replication.telling import Teller


class Growth:
    """Keeps the holdings and all that is known of peers in step with the log."""

    def __init__(
        self,
        log: EventLog,
        own: Sequence[StreamId],
        holdings: Holdings,
        peers: Mapping[bytes, Peer],
        directory: Directory,
        gate: Gate,
        teller: Teller,
        sender: Sender,
        receiver: Receiver,
        rows: RowTalk | None,
        notices: deque[Notice],
    ) -> None:
        """Follow ``log``, in which we write the streams ``own``."""
        self._log = log
        self._own = own
        self._holdings = holdings
        self._peers = peers
        self._directory = directory
        self._gate = gate
        self._teller = teller
        self._sender = sender
        self._receiver = receiver
        self._rows = rows
        self._notices = notices

    def appended(self) -> None:
        """Learn that we wrote."""
        with self._log.read() as view:
            for stream in self._own:
                self._grew(stream, view.head(stream), ours=True)

    def imported(self) -> None:
        """Learn that the log took in peers' events past the replica, from a bundle."""
        with self._log.read() as view:
            for stream, head in view.heads().items():
                if stream.is_lane and not self._holdings.sequence(stream):
                    self._notices.append(ForkKept(stream.base, stream.start, stream, b"", True))
                if self._holdings.is_other(view, stream, head):
                    self._rename(stream, head)
                else:
                    self._grew(stream, head, ours=stream in self._own)

    def ingested(self, result: Ingested) -> None:
        """Learn what a batch of a peer's came to."""
        for stream, head in result.moved:
            self._rename(stream, head)
        if result.moved:
            self._rename(result.stream, result.head)
        else:
            self._grew(result.stream, result.head, ours=False)

    def _grew(self, stream: StreamId, head: Head, *, ours: bool) -> None:
        before = self._holdings.sequence(stream)
        if head.sequence <= before:
            return
        self._holdings.move(stream, head)
        self._gate.grew(stream)
        if self._rows is not None:
            self._rows.moved(stream)
        for peer in self._directory.takers(stream.base_scope):
            self._teller.moved(peer, stream, before)
            self._sender.moved(peer, stream, before, ours=ours)

    def _rename(self, stream: StreamId, head: Head) -> None:
        """Begin anew with a stream that is another history now: whatever was said meant the old."""
        self._holdings.rename(stream, head)
        self._gate.grew(stream)
        if self._rows is not None:
            self._rows.moved(stream)
        self._sender.forget(stream)
        self._receiver.forget(stream)
        for peer in self._peers.values():
            peer.forget(stream)
