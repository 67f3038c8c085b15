"""What a replica remembers of one link to one peer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.identity import LANE_MARK, StreamId, author_id
from replication.clocks import PeerClock
from replication.holdings import Holdings
from replication.limits import PEER_STREAMS_MAX, WINDOW_BYTES
from replication.messages import EVERYTHING, HUB, Hello
from replication.row_link import RowLink
from replication.search import Search
from replication.talk import Talk


@dataclass(slots=True)
class Peer:
    """One link, the session on it, and what both sides know of one another."""

    link: bytes
    """The transport's name for the link."""
    dialed: bool
    """Whether we opened the link."""
    session: int
    """The number of our side of the session."""
    last_heard_s: float = float("-inf")
    up: bool = False
    """Whether the peer counts as connected."""

    hello: Hello | None = None
    author: bytes = b""
    """The author id of the node at the other end, empty before its HELLO."""
    is_whole_hub: bool = False
    """Whether the peer says that nobody sells there, and takes everything."""
    answered: bool = False
    """Whether the peer has answered our session: only then does it know who we are."""
    standby: bool = False
    """Whether another link to the same peer is the one in use."""
    refused: bool = False
    """Whether the peer is of another company or protocol: nothing is said to it."""

    theirs: dict[StreamId, int] = field(default_factory=dict)
    """Of each stream, how far the peer is known to hold it."""
    level: Holdings | None = None
    """Ours, once the peer was level with them: what ``theirs`` does not name, it holds as we do.
    A peer that lacks nothing takes no memory for each stream."""
    told: dict[StreamId, int] = field(default_factory=dict)
    """Of each stream, which head of ours the peer acknowledged hearing of."""
    have_round: int = 0
    have_sent: dict[int, dict[StreamId, int]] = field(default_factory=dict)
    """What the last rounds of HAVE told, until one of them is acknowledged."""
    news: dict[StreamId, None] = field(default_factory=dict)
    """Streams whose head the peer may not know of, in the order they moved."""
    backlog: Sequence[StreamId] = ()
    """All streams as the session began, shared with other peers, from ``backlog_at`` on still
    to be told."""
    backlog_at: int = 0
    doubted: bool = False
    """Whether what we think the peer holds may be wrong, so that only ``told`` counts."""
    last_digests: tuple[bytes, bytes] = (b"", b"")
    """The peer's digest and ours when it last said how it is."""
    quiet_ticks: int = 0
    """Ticks in a row on which the digests differed and neither moved."""

    orders: dict[StreamId, int] = field(default_factory=dict)
    """The peer's standing orders: of each stream, up to where we have sent."""
    due: dict[StreamId, None] = field(default_factory=dict)
    """Ordered streams that have something to send, in turn."""
    window_bytes: int = WINDOW_BYTES
    in_flight_bytes: int = 0
    renewed_s: float = float("-inf")
    """When an order that was repeated last renewed the window."""

    key: bytes = b""
    """The CURVE key the transport saw proved; empty where links prove none."""
    loops: bool = False
    """Whether the peer is this very replica: its session is one of our own life."""

    quarantined: dict[StreamId, int] = field(default_factory=dict)
    """Streams whose batches from this peer could not be taken, and how far it claimed then."""
    unwelcome: set[StreamId] = field(default_factory=set)
    """Streams whose batches from this peer our log's gate refused; until members change."""
    searches: dict[StreamId, Search] = field(default_factory=dict)
    """Streams this peer holds another history of, and how far the search in it has come."""
    faults: dict[StreamId, int] = field(default_factory=dict)
    """How often what came at the end of a search followed nothing."""
    to_come_events: int = 0
    """What the peer last said an order would bring, less what came since."""
    rows: RowLink = field(default_factory=RowLink)
    """What was said of stock rows."""

    talk: Talk = field(default_factory=Talk)
    """How much it says; a new session does not begin it anew."""
    clock: PeerClock = field(default_factory=PeerClock)
    """Round trip and clock of the peer, in this session."""
    haves_heard: int = 0
    """HAVEs heard on this link since it opened: who is asked how it is waits for the next."""
    bytes_sent: int = 0
    bytes_received: int = 0
    """Bytes of messages on this link since it opened."""

    @property
    def was_heard(self) -> bool:
        """Whether anything was ever heard on this link."""
        return self.last_heard_s > float("-inf")

    @property
    def talking(self) -> bool:
        """Whether data may flow on this link."""
        return self.answered and self.hello is not None and not self.standby and not self.refused

    def holds(self, stream: StreamId) -> int:
        """Return how far the peer is known to hold a stream."""
        held = self.theirs.get(stream)
        if held is not None:
            return held
        if self.level is None or not self.subscribes(stream.scope):
            return 0
        return self.level.sequence(stream)

    @property
    def has_news(self) -> bool:
        """Return whether there may be something to tell it."""
        return bool(self.news) or self.backlog_at < len(self.backlog)

    def differs_in(self, stream: StreamId) -> bool:
        """Return whether the peer may hold another history of a stream than we do."""
        return stream in self.searches or stream in self.quarantined

    def forget(self, stream: StreamId) -> None:
        """Forget what both sides know and ordered of a stream that is another history now."""
        for known in (self.theirs, self.told, self.orders, *self.have_sent.values()):
            known.pop(stream, None)
        self.due.pop(stream, None)
        self.news[stream] = None

    def may_bring(self, stream: StreamId) -> bool:
        """Return whether batches of a stream from this peer can be taken."""
        return stream not in self.quarantined and stream not in self.unwelcome

    def may_be_source(self, stream: StreamId) -> bool:
        """Return whether a stream can be ordered from this peer: what is searched is not yet."""
        return self.may_bring(stream) and stream not in self.searches

    def quarantine(self, stream: StreamId, sequence: int) -> None:
        """Take a stream from this peer no more in this session."""
        if len(self.quarantined) < PEER_STREAMS_MAX:
            self.quarantined[stream] = sequence

    def is_at_fault(self, stream: StreamId, sequence: int) -> None:
        """Charge for what could not be taken, and take no more of it in this session."""
        self.talk.is_at_fault()
        self.quarantine(stream, sequence)

    def is_unwelcome_with(self, stream: StreamId) -> None:
        """Take a stream from this peer no more until members change; of too many, none is noted."""
        if len(self.unwelcome) < PEER_STREAMS_MAX:
            self.unwelcome.add(stream)

    def heard_of(self, stream: StreamId, sequence: int) -> None:
        """Remember that the peer holds a stream up to ``sequence``; never goes back.

        Of more streams than :data:`PEER_STREAMS_MAX` nothing is remembered.
        """
        if sequence <= self.holds(stream):
            return
        if stream in self.theirs or len(self.theirs) < PEER_STREAMS_MAX:
            self.theirs[stream] = sequence

    def may_order(self, stream: StreamId) -> bool:
        """Return whether there is room for one more standing order of the peer."""
        return stream in self.orders or len(self.orders) < PEER_STREAMS_MAX

    def subscribes(self, scope: str) -> bool:
        """Return whether the peer wants a scope's streams."""
        return self.hello is not None and takes_scope(self.hello.scopes, scope)

    @property
    def is_hub(self) -> bool:
        """Whether the peer says that nobody sells there."""
        return self.hello is not None and self.hello.role == HUB

    def restart(self, hello: Hello) -> None:
        """Begin a session with a peer that has just said who it is, forgetting the last one."""
        self.hello = hello
        self.author = author_id(hello.public_key)
        self.is_whole_hub = hello.role == HUB and takes_scope(hello.scopes, EVERYTHING)
        self.answered = self.refused = self.standby = self.doubted = False
        self.theirs.clear()
        self.told.clear()
        self.have_sent.clear()
        self.news.clear()
        self.backlog, self.backlog_at, self.level = (), 0, None
        self.orders.clear()
        self.due.clear()
        self.quarantined.clear()
        self.unwelcome.clear()
        self.rows = RowLink()
        self.searches.clear()
        self.faults.clear()
        self.clock = PeerClock()
        self.window_bytes = WINDOW_BYTES
        self.in_flight_bytes = self.quiet_ticks = self.to_come_events = 0


LIFE_SHIFT = 32
"""Below this bit of a session's number the session is told, above it the life it is of."""


def life_of(session: int) -> int:
    """Return the life of a node a session is of; 0 of one whose program does not say it."""
    return session >> LIFE_SHIFT


def takes_scope(scopes: tuple[str, ...], scope: str) -> bool:
    """Return whether a subscription to ``scopes`` takes in ``scope``, be it a lane's."""
    return EVERYTHING in scopes or scope.partition(LANE_MARK)[0] in scopes


def choose_link(peers: Iterable[Peer], author: bytes, our_author: bytes) -> None:
    """Of several links to one origin use one, the same on both sides; the rest stand by.

    A link that works comes first, then one dialed by the lesser author, then that of the lesser
    session. Two epochs or lives of one author are two nodes: a machine and its copy, or a restored
    one that is still remembered as it was.
    """

    def rank(peer: Peer) -> tuple[bool, bytes, int, int]:
        assert peer.hello is not None, "a link without a HELLO has no author"
        if peer.dialed:
            return (not peer.up, our_author, peer.session, peer.hello.session)
        return (not peer.up, author, peer.hello.session, peer.session)

    origins: dict[tuple[int, int], list[Peer]] = {}
    for peer in peers:
        if peer.hello is not None and not peer.refused and peer.author == author:
            who = (peer.hello.epoch, life_of(peer.hello.session))
            origins.setdefault(who, []).append(peer)
    for links in origins.values():
        chosen = min(links, key=rank)
        for peer in links:
            peer.standby = peer is not chosen
