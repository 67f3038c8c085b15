"""A node of the fake wire that keeps a shop's stock, and rows of the stock of others."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from core.crdt.row_delta import RowDelta
from core.identity import COMPANY_SCOPE, branch_scope
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.store import Store
from core.shop.stock import StockAdjustment
from core.views.shop import ALL_READERS, shop_projections
from core.views.stock_rows import StockRows, figures_everywhere
from replication.messages import EVERYTHING, HUB, Rows
from replication.replica import Replica, ReplicaConfig
from tests.replication.wire_node import START_MS, CheapSigner, Node, cheap_verify
from tests.replication.wire_world import World
from tests.strategies import Act, body_of, kind_of

if TYPE_CHECKING:
    from core.identity import StreamId

Figures = dict[tuple[str, str], int]
"""Thousandths by (SKU, location)."""


class ShopNode(Node):
    """One replica that speaks of rows; its first own scope is that of its branch."""

    def start(self, store: Store) -> None:
        gate = self.gate()
        self.log = EventLog(
            store,
            clock_ms=lambda: START_MS + int(self.world.now * 1000),
            signer=CheapSigner(self.name),
            verifier=cheap_verify,
            epoch=self.epoch,
            projections=shop_projections(*(() if gate is None else (gate.projection(),))),
            readers=ALL_READERS,
            admission=gate,
        )
        self.introduce()
        dice = random.Random(f"{self.world.seed} {self.name} {self.epoch} {self.world.now}")
        self.replica = Replica(self.log, self.config, dice, StockRows(self.log))

    @property
    def branch(self) -> str:
        return self.config.branch

    @property
    def own(self) -> StreamId:
        return self.stream(self.config.own_scopes[0])

    def move(self, **moves: int) -> None:
        """Put stock right, by thousandths of each SKU, in one event."""
        words = {"location": self.branch, "lines": list(moves.items()), "reason": "counted"}
        event = Act(StockAdjustment.adjust, words, self.log.now_ms()).event(self.log.mint_id())
        draft = Draft(kind_of(event), self.own.scope, event.originator_id, 1, body_of(event))
        self.log.append([draft])
        self.replica.appended()
        self.world.pump(self)

    def figures(self) -> Figures:
        with self.log.read() as view:
            found = figures_everywhere(view)
            return {(one.sku, one.location): one.quantity_milli for one in found}


def till(world: World, name: str, branch: str) -> ShopNode:
    """A till that takes the company and its own branch."""
    own = (branch_scope(branch), COMPANY_SCOPE)
    return _put(world, name, "till", branch, scopes=own, own_scopes=own)


def hub(world: World, name: str = "hub") -> ShopNode:
    """A node that takes everything."""
    return _put(world, name, HUB, "hq", own_scopes=(branch_scope("hq"), COMPANY_SCOPE))


def _put(
    world: World,
    name: str,
    role: str,
    branch: str,
    *,
    own_scopes: tuple[str, ...],
    scopes: tuple[str, ...] = (EVERYTHING,),
) -> ShopNode:
    key = CheapSigner(name).public_key
    issued = b"" if world.company is None else world.company.certificates.get(name, b"")
    config = ReplicaConfig("acme", name, role, branch, key, scopes, own_scopes, issued)
    return world.put(ShopNode(world, name, config, MemoryStore()))


def until_all_show(world: World, figures: Figures, within_s: float = 15.0) -> float:
    """Let time pass until every node shows these figures."""
    nodes = [node for node in world.nodes.values() if isinstance(node, ShopNode)]
    return world.until(lambda: all(node.figures() == figures for node in nodes), within_s)


def chain_with_hub(seed: int = 0) -> tuple[World, list[ShopNode], ShopNode]:
    """Two tills in the north, one in the south, each linked to a hub and to no other."""
    world = World(seed)
    tills = [till(world, "n1", "north"), till(world, "n2", "north"), till(world, "s1", "south")]
    middle = hub(world)
    for one in tills:
        world.join(one, middle)
    return world, tills, middle


def move_some(*tills: ShopNode, times: int = 5) -> Figures:
    """Let every till move a few SKUs, and return what all should show."""
    figures: Figures = Counter()
    for number in range(times):
        for at, one in enumerate(tills):
            moves = {"milk": 1_000 + number, f"sku{number % 3}": -number - at}
            one.move(**{sku: milli for sku, milli in moves.items() if milli})
            for sku, milli in moves.items():
                if milli:
                    figures[sku, one.branch] += milli
    return dict(figures)


def rows_sent(world: World, since: int = 0) -> list[tuple[str, str, RowDelta]]:
    return [
        (sent.sender, sent.receiver, delta)
        for sent in world.sent[since:]
        if isinstance(message := sent.message, Rows)
        for delta in message.deltas
    ]
