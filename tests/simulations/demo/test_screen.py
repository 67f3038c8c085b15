"""The figures the demonstration shows: what a node lacks is counted over all nodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from simulations.demo.plan import make_plan
from simulations.demo.screen import Screen
from simulations.demo.switchboard import Switchboard
from simulations.demo.visit import Visit
from tests.simulations.demo.shops import two_shops


def status(**heads: int) -> dict[str, Any]:
    events = sum(heads.values())
    return {"events": events, "heads": heads, "sales": 0, "sales_minor": 0, "digest": str(heads)}


def test_two_sides_that_sold_as_much_while_apart_are_each_behind_by_it(tmp_path: Path) -> None:
    plan = make_plan(two_shops(tmp_path / "week.csv"), branches=2, tills=1, baskets_max=None)
    screen, board = Screen(plan, Console(quiet=True), live=False), Switchboard(plan.tills)
    visit = Visit(plan, dict.fromkeys(plan.nodes, "/"), {}, screen, board)
    screen.watch = visit.publish

    screen.show({"B1T1": status(a=9, b=4), "B2T1": status(a=4, b=9), "HUB": status(a=4, b=9)})
    told = board.state()
    tills = [node["behind"] for branch in told["branches"] for node in branch["nodes"]]
    assert [*tills, told["hub"]["behind"]] == [5, 5, 5]

    # What is cut off is shown so, and nothing else.
    screen.cut = frozenset({"B2"})
    screen.show(dict.fromkeys(plan.nodes))
    told = board.state()
    lines = {node["name"]: node["cut"] for branch in told["branches"] for node in branch["nodes"]}
    assert {branch["name"]: branch["cut"] for branch in told["branches"]} == {
        "B1": False,
        "B2": True,
    }
    assert lines == {"B1T1": False, "B2T1": True}

    # A node that does not answer takes nothing out of what the others are known to lack.
    screen.show({"B1T1": None, "B2T1": status(a=4, b=9), "HUB": status(a=9, b=9)})
    told = board.state()
    tills = [node["behind"] for branch in told["branches"] for node in branch["nodes"]]
    assert [*tills, told["hub"]["behind"]] == [0, 5, 0]
