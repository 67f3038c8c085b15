"""A visit: the baskets go on selling after the show, and a visitor has the switches.

The page has been there from the beginning and shows the same nodes as the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from node.control import NotRunningError
from simulations.demo.fleet import Caller
from simulations.demo.plan import HUB_NAME, Plan, Sale
from simulations.demo.screen import Screen
from simulations.demo.switchboard import Switchboard

DIGITS_SHOWN = 8
"""Digits of a digest on the page: two that differ are told apart at a glance."""

GOES_ON = "Baskets keep selling. Cut a branch off and heal it; Ctrl-C here ends the visit."
"""What is said when the show is over."""

Statuses = Mapping[str, dict[str, Any] | None]


class Visit:
    """Obeys the switchboard, and tells it how the nodes are."""

    def __init__(
        self,
        plan: Plan,
        screens: Mapping[str, str],
        callers: Mapping[str, Caller],
        screen: Screen,
        board: Switchboard,
    ) -> None:
        """Show the nodes of ``plan``, each with the address of its screen."""
        self._plan = plan
        self._screens = screens
        self._callers = callers
        self._screen = screen
        self._board = board
        self.verdict = ""
        """How the show ended, in words; empty until it has."""

    def obey(self, restarted: bool) -> None:
        """Cut and heal as the switches stand; a node that was started again has forgotten it."""
        wanted = self._board.cut
        if wanted == self._screen.cut and not (restarted and wanted):
            return
        for name, branch in self._plan.nodes.items():
            others = [
                other
                for other, its in self._plan.nodes.items()
                if its != branch and (its in wanted or branch in wanted)
            ]
            try:
                self._callers[name].ask_once("cut", {"peers": others})
            except NotRunningError:
                return  # all are told again when it is back
        self._screen.cut = wanted
        said = f"{', '.join(sorted(wanted))} cut off; all sell on." if wanted else GOES_ON
        self._screen.stage(said)

    def publish(self, statuses: Statuses) -> None:
        """Tell the page how the nodes are."""
        digests = {one["digest"] for one in statuses.values() if one is not None}
        same = len(digests) == 1 and None not in statuses.values()
        lines = {name: self._line(name, status, same=same) for name, status in statuses.items()}
        self._board.publish(
            {
                "stage": self._screen.stage_text,
                "sold": self._screen.sold,
                "of": 0 if self.verdict else len(self._plan.sales),
                "verdict": self.verdict,
                "agreed": same,
                "branches": [
                    {
                        "name": branch,
                        "cut": branch in self._screen.cut,
                        "nodes": [lines[till] for till in tills],
                    }
                    for branch, tills in self._plan.tills.items()
                ],
                "hub": lines[HUB_NAME],
            }
        )

    def _line(self, name: str, status: dict[str, Any] | None, *, same: bool) -> dict[str, Any]:
        running = status is not None and name not in self._screen.stopped
        told = status or {"sales": 0, "sales_minor": 0, "events": 0, "digest": ""}
        return {
            "name": name,
            "screen": self._screens[name] + ("/hub" if name == HUB_NAME else "/till"),
            "running": running,
            "cut": self._plan.nodes[name] in self._screen.cut,
            "same": same,
            "sales": told["sales"],
            "sales_minor": told["sales_minor"],
            "events": told["events"],
            "behind": self._screen.behind(told) if status else 0,
            "digest": told["digest"][:DIGITS_SHOWN],
        }

    def go_on(self, sell: Callable[[tuple[Sale, ...]], None]) -> None:
        """Let the switches be used and sell the baskets over and over, until interrupted."""
        self._board.hand_over()
        self._screen.stage(GOES_ON)
        number = 0
        try:
            while True:
                number += 1
                sell(tuple(again(sale, number) for sale in self._plan.sales))
        except KeyboardInterrupt:
            self._screen.stage("The visit ends.")


def again(sale: Sale, number: int) -> Sale:
    """Return a basket that is sold once more, dated as it was, as a sale of its own."""
    name = f"{number}/{sale.arguments['id']}".encode()
    identifier = UUID(bytes=sha256(name).digest()[:16], version=4)
    return replace(sale, arguments={**sale.arguments, "id": str(identifier)})
