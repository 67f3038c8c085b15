"""One drill: cut this till off, ring up training baskets, reconnect, and look where they are.

It speaks to a running node as every verb does, and to further nodes where it can reach them.
Whatever happens, the cables are put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from core.errors import RefusedError
from node import system_clock

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Does a verb of a node and returns its answer."""

POLL_S = 0.2
"""How often the node is asked how its peers are."""

ALONE_S = 15.0
"""How long a cut may take until nobody is heard any more: silence is noticed after five seconds."""

SELLING_S = 30.0
"""How long ringing up may take before the cables put themselves back: a drill that is killed must
not leave a shop cut off."""

PRICE_MINOR = 250
"""What a training basket costs, for nobody."""

SUMS = ("sales", "items", "sales_minor", "paid_minor")
"""What a status says of takings, none of which a drill may change."""


@dataclass
class Step:
    """One line of the checklist."""

    what: str
    passed: bool
    said: str


@dataclass
class Result:
    """A drill that was held."""

    drill: str
    baskets: int
    steps: list[Step] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every step is as it should be."""
        return all(step.passed for step in self.steps)

    def to_plain(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {**asdict(self), "verdict": "pass" if self.passed else "fail"}


class Drill:
    """Holds one drill at a node."""

    def __init__(
        self,
        ask: Ask,
        drill: UUID,
        *,
        baskets: int,
        timeout_s: float,
        others: Mapping[str, Ask] | None = None,
        told: Callable[[Step], None] = lambda step: None,
        now_s: Callable[[], float] = system_clock.monotonic_s,
        pause: Callable[[float], None] = system_clock.pause,
    ) -> None:
        """Ask a node by ``ask``; ``others`` are nodes whose own word is taken as well."""
        self._ask = ask
        self._others = dict(others or {})
        self._timeout_s = timeout_s
        self._told = told
        self._now_s = now_s
        self._pause = pause
        self._drill = drill
        self.result = Result(str(drill), baskets)

    def hold(self) -> Result:
        """Go through all steps, up to the first that fails.

        Raises :class:`RefusedError` when nothing can be drilled: the node does not run, or has
        no peers; then nothing was done.
        """
        began_s = self._now_s()
        names = [line["name"] for line in self._peers()]
        there = self._connected()
        if not there:
            raise RefusedError("No peer is connected, so there is nobody to be cut off from.")
        before = {name: _books(ask) for name, ask in self._others.items()}
        takers: list[str] = []
        try:
            self._ask("cut", {"peers": names, "seconds": ALONE_S + SELLING_S})
            if self._step("cut off", self._alone(), f"from {', '.join(names)}") and self._sell():
                takers = self._takers(there)
                said = f"{', '.join(takers) or 'nobody'} can lack what was sold alone"
                self._step("not travelled", bool(takers), said)
        finally:
            self._ask("heal", {})
        if takers:
            self._arrived(takers)
            self._held_once(before)
        self.result.seconds = round(self._now_s() - began_s, 1)
        return self.result

    def _step(self, what: str, passed: bool, said: str) -> bool:
        step = Step(what, passed, said)
        self.result.steps.append(step)
        self._told(step)
        return passed

    # --- what is seen -------------------------------------------------------------------

    def _peers(self) -> list[dict[str, Any]]:
        answer = self._ask("sync", {"hurry": True})
        if not answer["running"]:
            raise RefusedError("The node does not run; start it with 'tillmesh run' first.")
        peers: list[dict[str, Any]] = answer["peers"]
        return peers

    def _connected(self) -> list[str]:
        return [line["name"] for line in self._peers() if line["connected"]]

    def _until(self, fact: Callable[[], bool], timeout_s: float) -> bool:
        end_s = self._now_s() + timeout_s
        while not fact():
            if self._now_s() > end_s:
                return False
            self._pause(POLL_S)
        return True

    def _alone(self) -> bool:
        return self._until(lambda: not self._connected(), ALONE_S)

    def _takers(self, there: list[str]) -> list[str]:
        """Return the peers that take this branch's events: those that lack the baskets now."""
        least = self.result.baskets
        return [
            line["name"]
            for line in self._peers()
            if line["name"] in there and line["they_lack"] >= least
        ]

    # --- what is done -------------------------------------------------------------------

    def _sell(self) -> bool:
        counted = [
            self._ask(
                "train", {"drill": str(self._drill), "number": number, "total_minor": PRICE_MINOR}
            )["counted"]
            for number in range(1, self.result.baskets + 1)
        ]
        said = f"{len(counted)} training baskets; takings, stock and receipts as they were"
        if any(counted):
            said = f"{sum(counted)} of {len(counted)} training baskets count as sales"
        return self._step("sold alone", not any(counted), said)

    def _arrived(self, takers: list[str]) -> None:
        """Wait until every taker has said that it lacks nothing."""

        def level() -> bool:
            lines = {line["name"]: line for line in self._peers()}
            return all(
                name in lines and lines[name]["connected"] and not lines[name]["they_lack"]
                for name in takers
            )

        began_s = self._now_s()
        passed = self._until(level, self._timeout_s)
        said = f"{', '.join(takers)} had all of it after {self._now_s() - began_s:.1f} s"
        if not passed:
            said = f"not everybody had all of it after {self._timeout_s:.0f} s"
        self._step("reconnected", passed, said)

    def _held_once(self, before: Mapping[str, dict[str, Any]]) -> None:
        """See that each basket stands once in our log, and in those we can ask, and counts nowhere.

        Of a peer that cannot be asked it is known that it holds our stream to its end, checked
        against our seal; and a stream has one record for each sequence.
        """
        wanted = list(range(1, self.result.baskets + 1))
        for name, ask in {"here": self._ask, **self._others}.items():
            held = ask("trained", {"drill": str(self._drill)})
            once = list(held["once"]) == wanted and not held["more"]
            said = f"{len(held['once'])} of {len(wanted)} once, {len(held['more'])} more than once"
            if name in before and _books(ask) != before[name]:
                once, said = False, f"{said}; its takings or stock have changed"
            self._step(f"once {name if name == 'here' else 'on ' + name}", once, said)


def _books(ask: Ask) -> dict[str, Any]:
    """Return takings and stock as a node shows them."""
    status = ask("status", {})
    lines = ask("stock", {})["lines"]
    stock = [(line["sku"], line["location"], line["quantity_milli"]) for line in lines]
    return {**{each: status[each] for each in SUMS}, "stock": stock}
