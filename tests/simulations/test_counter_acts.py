"""Promotions, points, promises and copies in a world that fails: each mistake is found by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from core.money import spread
from core.shop.pricing import promotions
from core.shop.refund import ItemPaid
from node.shop import crediting, reprinting
from simulations.options import WorkOptions, WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS
from simulations.workload import acts

ACTS = {"sell": 2, "promote": 15, "bargain": 40, "exchange": 20, "loyal": 30, "promise": 20}
WORLD = WorldOptions(
    1,
    seconds=3,
    branches=2,
    tills=2,
    work=WorkOptions(think_us=60_000, weights={**ACTS, "customer": 4, "reprint": 15}),
)

Break = Callable[[pytest.MonkeyPatch], None]


def all_for_free(patch: pytest.MonkeyPatch) -> None:
    """Of an n-for-m every piece is free."""
    grouped = promotions._grouped
    patch.setattr(promotions, "_grouped", lambda one, goods: grouped(one._replace(pay=0), goods))


def points_by_refund_too(patch: pytest.MonkeyPatch) -> None:
    """A sale's points are given twice."""
    given = crediting.credit_of_sale

    def twice(*args: object, **named: object) -> list[object]:
        also = given(*args, **named)  # type: ignore[arg-type]
        return [*also, *(given(*args, **named) if also else ())]  # type: ignore[arg-type]

    patch.setattr("node.selling.credit_of_sale", twice)


def points_that_nobody_loses(patch: pytest.MonkeyPatch) -> None:
    """Points that are spent stay in the counter."""
    patch.setattr("core.crdt.bounded_counter.BoundedCounter.spent", lambda self, *_: self)


def promises_that_fail_come_true(patch: pytest.MonkeyPatch) -> None:
    """What will not come counts as confirmed."""
    patch.setattr("core.views.tender_states.FAILED", "confirmed")


def copies_that_start_anew(patch: pytest.MonkeyPatch) -> None:
    """Every further paper says that it is the first copy."""
    patch.setattr(reprinting, "copies_of", lambda table, receipt: 0)


FOUND: dict[Break, str] = {
    all_for_free: "promotions.off",
    points_by_refund_too: "points.earned",
    points_that_nobody_loses: "points.left",
    promises_that_fail_come_true: "promises.state",
    copies_that_start_anew: "copies.twice",
}


def test_a_counter_under_faults_keeps_its_promises() -> None:
    report = run(replace(WORLD, faults=SCENARIOS["swarm"].draw(11).faults))
    assert report.findings == []
    assert all(report.acts[act] > 3 for act in ACTS if act != "sell")


@pytest.mark.parametrize("mistake", FOUND, ids=lambda mistake: mistake.__name__)
def test_a_mistake_at_the_counter_is_found(mistake: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    mistake(monkeypatch)
    assert FOUND[mistake] in {finding.kind for finding in run(WORLD).findings}


QUICK = WorkOptions(think_us=8_000, weights={"sell": 1, "refund-own": 1})


def test_a_loss_on_one_item_that_nobody_bears_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is taken off items than they cost, and who brings back the others gets all of theirs."""
    world = replace(WORLD, branches=1, work=QUICK)
    monkeypatch.setattr(acts, "PRICE_MINOR_MAX", 60)
    monkeypatch.setattr(acts, "LINES_MAX", 2)
    monkeypatch.setattr(acts, "_room", lambda *_: 100)
    monkeypatch.setattr(acts, "happens", lambda _, permille: permille == 250)
    monkeypatch.setattr("node.shop.promoting.must_fit", lambda _: None)
    monkeypatch.setattr("node.shop.promoting.cut_to_fit", list)
    assert run(world).findings == []
    monkeypatch.setattr("node.refunding.at_most_paid", lambda items, before, lines: lines)
    monkeypatch.setattr("core.shop.refund.settled", spread_by_price)
    assert {finding.kind for finding in run(world).findings} == {"refunds.money"}


def spread_by_price(items: Sequence[ItemPaid], basket_minor: int) -> list[ItemPaid]:
    """Spread what is of the whole basket, and leave items below nothing."""
    shares = spread(basket_minor, [max(item.paid_minor, 0) for item in items])
    paid = zip(items, shares, strict=True)
    return [item._replace(paid_minor=item.paid_minor + share) for item, share in paid]
