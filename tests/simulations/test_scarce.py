"""Goods under escrow in a world that fails: who sells beyond its rights, or without, is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.views.credits import Credit
from node.shop.scarce import ScarceGoods
from simulations.run import run
from simulations.scenarios import SCENARIOS

WORLD = replace(SCENARIOS["numbered_prints"].draw(4), seconds=3)


def kinds() -> set[str]:
    return {finding.kind for finding in run(WORLD).findings}


def test_a_till_that_sells_what_others_have_rights_to_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Credit, "spendable", lambda credit, _: max(0, credit.total))
    assert "scarce.rights" in kinds()


def test_goods_that_move_without_their_rights_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ride = ScarceGoods.__call__
    monkeypatch.setattr(ScarceGoods, "__call__", lambda rider, events: ride(rider, events)[1:])
    assert "scarce.ridden" in kinds()
