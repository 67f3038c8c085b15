"""A few nodes that write, pull from one another in any order, and keep the shop's projections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha512
from itertools import permutations
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from core.identity import StreamId
from core.log.entry import Draft, Entry, entry_of
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.projection import Projection, Table
from core.log.store import Store
from core.shop import kinds
from core.views import receipts
from core.views.receipts import Receipts
from core.views.shop import SHOP_READERS, shop_projections
from tests.strategies import Act, Vocabulary, acts, body_of, kind_of

NOW_MS = 1_700_000_000_000
"""What every clock of the mesh says for ever: stamps of different origins tie."""

DAY_MS = 86_400_000
BRANCHES = ("north", "south")

FEW_WORDS = Vocabulary(
    sku=st.sampled_from(["milk", "mil", "хліб"]),
    amount=st.integers(-50, 2_000),
    location=st.sampled_from(["north", "north 2"]),
    series=st.sampled_from(["N1", "N", "N1-N"]),
    currency=st.sampled_from(["EUR", "UAH"]),
    tender=st.sampled_from(["cash", "card"]),
    barcode=st.sampled_from(["", "401", "4012"]),
    sale=st.integers(1, 3).map(lambda number: UUID(int=number)),
    at_ms=st.integers(-2, 2).map(lambda off: NOW_MS // DAY_MS * DAY_MS + off * DAY_MS // 2 + off),
)
"""So few words that acts of different origins meet in the same rows."""

STREAMS_MAX = 12
"""Streams of a mesh: four nodes, each with a company, a branch and a broken stream."""

UNREADABLE = b"\xc1"
"""A byte that begins no msgpack at all."""


class CheapSigner:
    """Signs with a hash; a real key's proofs are told elsewhere."""

    def __init__(self, number: int) -> None:
        self.public_key = bytes([number]) * 32

    def sign(self, message: bytes) -> bytes:
        return sha512(self.public_key + message).digest()


def cheap_verifier(public_key: bytes, message: bytes, signature: bytes) -> bool:
    return sha512(public_key + message).digest() == signature


class Written(NamedTuple):
    """What one origin decided, and where it came to stand."""

    act: Act
    id: UUID
    number: int
    stream: StreamId
    entry: Entry


Dump = dict[str, list[tuple[bytes, bytes]]]
Projections = Callable[[], Sequence[Projection]]
StoreMaker = Callable[[int], Store]


class Mesh:
    """Nodes, each the only writer of its streams, and everything they ever decided."""

    def __init__(
        self,
        nodes: int,
        projections: Projections = shop_projections,
        store: StoreMaker = lambda _: MemoryStore(),
    ) -> None:
        self.logs = [
            EventLog(
                store(node),
                clock_ms=lambda: NOW_MS,
                signer=CheapSigner(node + 1),
                verifier=cheap_verifier,
                projections=projections(),
                readers=SHOP_READERS,
            )
            for node in range(nodes)
        ]
        self.keeps_receipts = any(kept.name == Receipts.name for kept in projections())
        self.written: list[Written] = []
        self.unreadable = 0

    def append(self, node: int, act: Act, identifier: UUID | None = None) -> Written:
        """Let a node decide an act; a receipt takes its number in the same transaction."""
        log = self.logs[node]
        version = 1 + len(self.written)
        with log.transaction() as transaction:
            number = version
            if act.numbered and self.keeps_receipts:
                table = log.table(transaction, Receipts.name)
                mine = log.stream("company").origin
                number = receipts.next_number(table, mine, act.fields["series"])
            given = identifier or log.mint_id()
            event = act.event(given, number)
            scope = kinds.scope_of(kind_of(event), BRANCHES[node % len(BRANCHES)])
            log.append([Draft(kind_of(event), scope, given, version, body_of(event))])
        written = Written(act, given, number, log.stream(scope), self._last(node, scope))
        self.written.append(written)
        return written

    def append_raw(
        self,
        node: int,
        kind: str,
        body: bytes = UNREADABLE,
        identifier: UUID | str = "no UUID",
    ) -> None:
        """Let a node write what no till of ours would."""
        self.unreadable += 1
        version = 10_000 + self.unreadable
        self.logs[node].append([Draft(kind, "branch:raw", identifier, version, body)])

    def _last(self, node: int, scope: str) -> Entry:
        log = self.logs[node]
        with log.read() as view:
            stream = log.stream(scope)
            return entry_of(view.records(stream, view.head(stream).sequence - 1)[0])

    def pull(self, node: int, source: int, which: int, bytes_max: int) -> bool:
        """Let a node take one batch of one stream another holds; False when it has it all."""
        with self.logs[source].read() as view, self.logs[node].read() as mine:
            own = self.logs[node].author
            streams = [stream for stream in view.heads() if stream.author != own]
            if not streams:
                return False
            stream = streams[which % len(streams)]
            segment = view.segment(stream, mine.head(stream).sequence, bytes_max=bytes_max)
        if segment is None:
            return False
        self.logs[node].ingest(
            stream, segment.first, segment.data, segment.seal, segment.public_key
        )
        return True

    def settle(self) -> None:
        """Let every node pull everything."""
        for node, source in permutations(range(len(self.logs)), 2):
            for which in range(STREAMS_MAX):
                while self.pull(node, source, which, 500 * (node + 1)):
                    pass
        digests = set()
        for log in self.logs:
            with log.read() as view:
                digests.add(view.digest())
        assert len(digests) == 1, "a settled mesh holds one log"

    def dump(self, node: int) -> Dump:
        """Return every row of every projection."""
        log = self.logs[node]
        with log.read() as view:
            return {
                projection.name: list(view.table(projection.name).scan())
                for projection in log.projections.projections
            }

    def look(self, name: str, ask: Callable[[Table], Any], node: int = 0) -> Any:
        """Ask one projection of a node."""
        with self.logs[node].read() as view:
            return ask(view.table(name))

    def acts_of(self, decide: Callable[..., Any]) -> list[Written]:
        """Return what was decided by one command."""
        return [written for written in self.written if written.act.decide == decide]


@st.composite
def meshes(
    draw: st.DrawFn,
    projections: Projections = shop_projections,
    only: Sequence[str] = tuple(SHOP_READERS),
    store: StoreMaker = lambda _: MemoryStore(),
) -> Mesh:
    """A settled mesh of 2 to 4 nodes after random acts and pulls in random batches.

    Hypothesis draws a deck of acts and a seed; the dice deal the acts to the nodes, some more
    than once, so that histories get long while what is drawn stays small.
    """
    nodes = draw(st.integers(2, 4))
    mesh = Mesh(nodes, projections, store)
    kind = st.sampled_from(only)
    deck = draw(st.lists(kind.flatmap(acts(FEW_WORDS).__getitem__), min_size=6, max_size=12))
    dice = Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(10, 60))):
        node = dice.randrange(nodes)
        chance = dice.random()
        if chance < 0.5:
            identifier = UUID(int=dice.randint(1, 3)) if dice.random() < 0.5 else None
            mesh.append(node, dice.choice(deck), identifier)
        elif chance < 0.55:
            mesh.append_raw(node, dice.choice(sorted(SHOP_READERS)))
        else:
            source, which = dice.randrange(nodes), dice.randrange(STREAMS_MAX)
            mesh.pull(node, source, which, dice.choice([1, 600, 1 << 16]))
    mesh.settle()
    return mesh
