"""The demonstration from its first process to its verdict."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich.console import Console

from node.control import NotRunningError
from simulations.demo.feed import Feed
from simulations.demo.fleet import Caller, Fleet
from simulations.demo.opening import open_shops
from simulations.demo.picture import write_picture
from simulations.demo.plan import HUB_NAME, Plan
from simulations.demo.screen import Screen
from simulations.demo.switchboard import Switchboard
from simulations.demo.verdict import Verdict, judge
from simulations.demo.visit import Visit

CUT_BRANCH = "B2"
"""The branch that is cut off; the first one where there is only one."""

AGREE_TIMEOUT_S = 120.0
"""How long the nodes may take to agree before the demonstration has failed."""

PAUSE_S = 0.02
"""A breath between looking at the nodes."""


class Show:
    """Runs a plan on a fleet."""

    def __init__(
        self,
        plan: Plan,
        root: Path,
        console: Console,
        *,
        rate: float | None,
        live: bool,
        picture: Path | None = None,
        board: Switchboard | None = None,
    ) -> None:
        """Make the nodes in ``root``; draw on ``console`` while they run.

        The screen just before the cut is healed is written to ``picture``, an SVG file. With a
        ``board`` every node has a screen, and :meth:`run` goes on as a visit when it is ``live``.
        """
        self._plan = plan
        self._fleet = Fleet(plan, root, screens=board is not None)
        self.screen = Screen(plan, console, live=live)
        tills = [name for name in plan.nodes if name != HUB_NAME]
        self._feed = Feed(self._fleet, tills, rate)
        self._callers: dict[str, Caller] = {name: self._fleet.caller(name) for name in plan.nodes}
        self._picture = picture
        self._stays = live
        self._visit: Visit | None = None
        if board is not None:
            self._visit = Visit(plan, self._fleet.screens, self._callers, self.screen, board)
            self.screen.watch = self._visit.publish
        self._healed_s = 0.0
        self._before_heal: dict[str, int] = {}
        self._agreed_s: float | None = None

    def run(self) -> Verdict:
        """Run everything and return the verdict; every process is stopped afterwards."""
        try:
            with self.screen:
                verdict = self._run()
                self._go_on(verdict)
                return verdict
        finally:
            self._feed.end()
            self._feed.close()
            for caller in self._callers.values():
                caller.close()
            self._fleet.stop_all()

    def _run(self) -> Verdict:
        plan, screen = self._plan, self.screen
        screen.stage(f"Starting {len(plan.nodes)} processes ...")
        for name in plan.nodes:
            self._fleet.start(name)
        for name in plan.nodes:
            self._callers[name].ask("status", {"full": False})
        self._open_shops()
        started = time.monotonic()
        screen.stage("All branches sell, all are connected.")
        self._feed.sell(plan.stage(0, 3), self._meanwhile)
        self._cut()
        self._feed.sell(plan.stage(1, 3), self._meanwhile)
        if self._picture is not None:
            screen.sold = self._feed.sold
            screen.show({name: self._status(name) for name in plan.nodes})
            write_picture(screen.render(), self._picture)
        self._heal()
        self._feed.sell(plan.stage(2, 3), self._meanwhile)
        screen.stage("Everything is sold; the nodes come to agree ...")
        converged = self._wait_for_agreement()
        seconds = time.monotonic() - started
        return self._judge(converged, seconds)

    def _go_on(self, verdict: Verdict) -> None:
        """Let visitors have the switches, where somebody is there to end the visit."""
        if self._visit is None:
            return
        self._visit.verdict = verdict.sentence
        self.screen.look(self._status)
        if self._stays:
            self._visit.go_on(lambda sales: self._feed.sell(sales, self._visited))

    def _visited(self) -> None:
        assert self._visit is not None
        self._visit.obey(bool(self._fleet.mend()))
        self._meanwhile()

    def _open_shops(self) -> None:
        """Give the company its catalogue and every branch its first delivery."""
        self.screen.stage("The catalogue goes out, every branch gets a delivery ...")
        open_shops(self._plan, self._callers, self._wait_for_agreement)

    def _cut(self) -> None:
        branches = list(self._plan.stores)
        branch = CUT_BRANCH if CUT_BRANCH in branches else branches[0]
        inside = set(self._plan.tills[branch])
        outside = [name for name in self._plan.nodes if name not in inside]
        self._fleet.stop(HUB_NAME)
        for name in self._plan.nodes:
            if name != HUB_NAME:
                others = outside if name in inside else sorted(inside)
                self._callers[name].ask("cut", {"peers": others})
        self.screen.cut, self.screen.stopped = frozenset({branch}), frozenset({HUB_NAME})
        self.screen.stage(f"{branch} is cut from everybody and the hub is stopped; all sell on.")

    def _heal(self) -> None:
        self._fleet.start(HUB_NAME)
        for name in self._plan.nodes:
            if name != HUB_NAME:
                heads = self._callers[name].ask("status", {"full": False})["heads"]
                for stream, sequence in heads.items():
                    held = self._before_heal.get(stream, 0)
                    self._before_heal[stream] = max(held, sequence)
                self._callers[name].ask("heal")
        self._healed_s = time.monotonic()
        self.screen.cut, self.screen.stopped = frozenset(), frozenset()
        self.screen.stage("The cut is healed and the hub is back; all go on selling.")

    def _status(self, name: str) -> dict[str, Any] | None:
        if not self._fleet.is_wanted(name):
            return None
        try:
            return self._callers[name].ask_once("status", {"full": False})
        except NotRunningError:
            return None

    def _meanwhile(self) -> None:
        """Keep dead processes alive, the picture fresh, and an eye on who has caught up."""
        self._fleet.mend()
        self.screen.sold = self._feed.sold
        self.screen.look(self._status)
        if self._healed_s and self._agreed_s is None:
            self._notice_caught_up([self._status(name) for name in self._plan.nodes])
        time.sleep(PAUSE_S)

    def _notice_caught_up(self, statuses: list[dict[str, Any] | None]) -> None:
        """Note when every node holds all that anybody held when the cut was healed."""
        for status in statuses:
            if status is None:
                return
            heads = status["heads"]
            if any(heads.get(stream, 0) < n for stream, n in self._before_heal.items()):
                return
        self._agreed_s = time.monotonic() - self._healed_s

    def _wait_for_agreement(self) -> bool:
        deadline = time.monotonic() + AGREE_TIMEOUT_S
        while time.monotonic() < deadline:
            self._meanwhile()
            statuses = [self._status(name) for name in self._plan.nodes]
            known = [status for status in statuses if status is not None]
            if self._healed_s and self._agreed_s is None:
                self._notice_caught_up(statuses)
            if len(known) == len(statuses) and len({one["digest"] for one in known}) == 1:
                return True
        return False

    def _judge(self, converged: bool, seconds: float) -> Verdict:
        whole = {"full": True}
        statuses = {name: self._callers[name].ask("status", whole) for name in self._plan.nodes}
        stocks = {name: self._callers[name].ask("stock")["lines"] for name in self._plan.nodes}
        self.screen.sold = self._feed.sold
        verdict = judge(
            self._plan,
            list(statuses.values()),
            stocks,
            converged=converged,
            heal_to_agreement_s=self._agreed_s if self._agreed_s is not None else AGREE_TIMEOUT_S,
            seconds=seconds,
            restarts=self._fleet.restarts,
        )
        self.screen.stage(f"Verdict: {verdict.verdict}.")
        self.screen.show(dict(statuses))
        return verdict
