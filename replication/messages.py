"""What peers say to one another.

HELLO opens a session. HAVE tells heads, ACK says they were heard. WANT is a standing order
for streams, with credit; PRESYNC says how much is to come; BATCH carries a sealed segment of
one stream; STOP ends an order. FORK_ASK and FORK_TELL find where two histories part.
ROWS_WANT, ROWS and ROWS_ACK bring the stock of scopes whose streams a node does not take.
"""

from __future__ import annotations

from typing import NamedTuple

from core.crdt.row_delta import RowDelta, RowPoint
from core.identity import StreamId
from core.log.seal import Seal

EVERYTHING = "*"
"""The scope that means all scopes."""

HUB = "hub"
"""The role of a node without a cashier, that others lean on while it is there."""

CHAIN_PREFIX_BYTES = 8
"""Bytes of a chain hash in a HAVE: enough to notice a fork, too few to prove one."""


class HeadClaim(NamedTuple):
    """A head as a peer tells it: how far, and the first bytes of the chain hash there."""

    stream: StreamId
    sequence: int
    chain_prefix: bytes


class Hello(NamedTuple):
    """Who speaks, for which company, and what it knows in one digest."""

    protocol: int
    company: str
    public_key: bytes
    epoch: int
    name: str
    role: str
    branch: str
    scopes: tuple[str, ...]
    session: int
    """A number drawn for this session of this link."""
    answers: int
    """The session this HELLO answers; 0 in one that asks for an answer."""
    digest: bytes
    """Over the heads both sides want; before we know what the peer wants, over ours."""
    certificate: bytes = b""
    """Who says that this node belongs to the company; empty for a node without one."""


class Have(NamedTuple):
    """Heads that changed since the peer last acknowledged; none: only a sign of life.

    ``digest`` is over all heads of the scopes both sides take. Round 0 is said on a link that
    stands by. The last three numbers measure round trip and clocks: see
    :mod:`replication.clocks`.
    """

    round: int
    heads: tuple[HeadClaim, ...]
    digest: bytes
    clock_ms: int = 0
    """What the sender's clock shows, in milliseconds since 1970."""
    echo_ms: int = 0
    """The last ``clock_ms`` the sender heard from the receiver; 0: none."""
    held_ms: int = 0
    """How long ago it heard that."""


class Ack(NamedTuple):
    """Heads now held, bytes of batches taken in, and the HAVE round heard (0: none)."""

    round: int
    heads: tuple[tuple[StreamId, int], ...]
    bytes_taken: int


class Want(NamedTuple):
    """A standing order: of each stream what follows a sequence, and what is yet to come."""

    ranges: tuple[tuple[StreamId, int], ...]
    credit_bytes: int


class Stop(NamedTuple):
    """The end of standing orders."""

    streams: tuple[StreamId, ...]


class Presync(NamedTuple):
    """What an order will bring at once: events exactly, bytes by estimate."""

    events: int
    bytes: int


class Batch(NamedTuple):
    """A sealed segment of one stream, beginning at sequence ``first``."""

    stream: StreamId
    first: int
    data: bytes
    seal: Seal
    public_key: bytes
    """The author's key; empty in all but the first segment of a stream."""


class RowsWant(NamedTuple):
    """A standing order for the rows of all streams the peer does not take.

    Round 0 only adds to what the peer is known to hold, and is not acknowledged.
    """

    round: int
    wanted: bool
    """Whether the order stands; otherwise it ends."""
    held: tuple[tuple[StreamId, RowPoint], ...]
    """Of each stream, how far its rows are held; what is not named, not at all."""


class Rows(NamedTuple):
    """What changed in the rows of some streams."""

    round: int
    deltas: tuple[RowDelta, ...]


class RowsAck(NamedTuple):
    """A ROWS that was written, or a ROWS_WANT that was heard."""

    round: int


class ForkAsk(NamedTuple):
    """A question for the chain hashes of a stream at some sequences, rising."""

    stream: StreamId
    sequences: tuple[int, ...]


class ForkTell(NamedTuple):
    """The first bytes of the chain hashes asked for, at those sequences that are held."""

    stream: StreamId
    chains: tuple[tuple[int, bytes], ...]


Message = (
    Hello
    | Have
    | Ack
    | Want
    | Stop
    | Presync
    | Batch
    | ForkAsk
    | ForkTell
    | RowsWant
    | Rows
    | RowsAck
)
"""Anything one peer can say to another."""
