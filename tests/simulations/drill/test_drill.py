"""A drill at a till of a virtual shop: it passes where all is well, and says what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError, StorageError
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.views.takings import TakingsView
from node import syncing
from node.commands import Sync
from node.distance import NOTHING_KNOWN
from node.replication_state import state_of
from node.verbs import perform
from simulations.drill.drill import Ask, Drill, Result
from simulations.kernel import US_PER_S
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.world import World
from tests.simulations.mutants import with_projection

DRILL = UUID(int=7)


class Shop:
    """A virtual shop in which a drill is held, and what else happens in it."""

    def __init__(self, tills: int = 3, parts: Parts | None = None) -> None:
        self.world = World(WorldOptions(1, branches=1, tills=tills), parts)
        self.pause(3.0)
        self.on: dict[str, Callable[[], None]] = {}
        """What happens just before a verb is done at the first till."""

    def pause(self, seconds: float) -> None:
        kernel = self.world.kernel
        kernel.run_until(kernel.now_us + int(seconds * US_PER_S))

    def ask_at(self, index: int) -> Ask:
        node, network = self.world.nodes[index], self.world.network

        def ask(verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
            if index == 0 and verb in self.on:
                self.on[verb]()
            if verb == "cut":
                network.block(node.end, arguments["peers"])
            elif verb == "heal":
                network.block(node.end, ())
            elif verb == "sync":
                now = self.world.now_s
                state = state_of(node.replica, node.log, NOTHING_KNOWN, now)
                peers = syncing.look(node.till, Sync(), state).peers
                return {"running": True, "peers": [_line(one) for one in peers]}
            else:
                answer = perform(node.till, verb, arguments)
                node.appended()
                return answer
            return {}

        return ask

    def drill(self, ask: Ask | None = None) -> Result:
        others = {node.place.name: self.ask_at(node.index) for node in self.world.nodes[1:]}
        return Drill(
            ask or self.ask_at(0),
            DRILL,
            baskets=3,
            timeout_s=20.0,
            others=others,
            now_s=lambda: self.world.now_s,
            pause=self.pause,
        ).hold()


def _line(peer: Any) -> dict[str, Any]:
    return {name: getattr(peer, name) for name in ("name", "connected", "they_lack")}


def failed(result: Result) -> list[str]:
    assert result.to_plain()["verdict"] == "fail"
    return [step.what for step in result.steps if not step.passed]


class CountsTraining(TakingsView):
    """Takes training baskets for money."""

    kinds = TakingsView.kinds | {kinds.TRAINING_SOLD}

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, [one for one in facts if one.entry.kind != "training.sold"])
        for entry, _ in facts:
            if entry.kind == kinds.TRAINING_SOLD:
                table.put(b"training\0\0\0\0\0till\0USD", b"\x9b" + bytes(11))


def test_a_drill_passes_where_every_basket_arrives_once_everywhere() -> None:
    result = Shop().drill()
    assert result.passed, result.steps
    assert [step.what for step in result.steps] == [
        *("cut off", "sold alone", "not travelled", "reconnected"),
        *("once here", "once on b1t2", "once on b1t3"),
    ]


def test_a_peer_that_does_not_come_back_fails_the_drill() -> None:
    shop = Shop()
    shop.on["heal"] = lambda: shop.world.stage.crash(1)
    assert failed(shop.drill()) == ["reconnected", "once on b1t2"]


def test_a_cable_that_was_not_cut_fails_the_drill() -> None:
    shop = Shop()
    ask = shop.ask_at(0)
    result = shop.drill(lambda verb, said: {} if verb == "cut" else ask(verb, said))
    assert failed(result) == ["cut off"]


def test_training_that_counts_as_sales_fails_the_drill() -> None:
    result = Shop(parts=Parts(projections=with_projection(CountsTraining))).drill()
    assert failed(result) == ["sold alone"]


def test_a_till_without_peers_has_nothing_to_drill() -> None:
    with pytest.raises(RefusedError, match="No peer is connected"):
        Shop(tills=1).drill()


def test_whatever_breaks_the_cables_are_put_back() -> None:
    shop = Shop()

    def breaks() -> None:
        raise StorageError("The disk is gone.")

    shop.on["train"] = breaks
    with pytest.raises(StorageError):
        shop.drill()
    assert shop.world.nodes[0].end.blocked == frozenset()
