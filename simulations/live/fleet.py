"""A few real nodes in one shop: made, started, asked, and compared."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from node.company.direct import enrol_directly, found, introduce
from node.config import NodeConfig, checked
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from node.till_config import TILL
from replication.messages import EVERYTHING
from simulations.live.faked_clock import FakedClock
from simulations.live.judging import Told, judge
from simulations.live.wire import Carried, Wire
from simulations.topology import Place
from simulations.workload.books import Books

RUN = (sys.executable, "-m", "node.cli", "run", "--screen", "off")
"""How a node's process is started."""

START_TIMEOUT_S = 60.0
"""How long a process may take to answer, on a machine with better things to do."""

STOP_TIMEOUT_S = 10.0

POLL_S = 0.05
"""How soon nodes that do not agree yet are asked again."""

SKU, ONE_MILLI = "milk", 1_000
GOODS = [{"sku": SKU, "name": "Milk", "price_minor": 129}]
AGREED = ("digest", "stock_digest", "projections_digest", "heads")


def own_branch(name: str) -> Place:
    """Return the place of a till that stands in a branch of its own."""
    return Place(name, f"of-{name}", TILL, (EVERYTHING,))


class Agreement(NamedTuple):
    """What it took until every node held the same."""

    seconds: float
    events: int
    """How many each of them holds."""
    sales: int
    replica_bytes: int
    """Bytes all replicas handed to the network since they were started."""
    carried: Carried
    """What the wire carried since it was made."""

    def since(self, before: Agreement) -> str:
        """Say what was said and carried since an earlier agreement, on one line."""
        return (
            f"agreed after {self.seconds:.1f} s on {self.events - before.events} new events: "
            f"{self.replica_bytes - before.replica_bytes} bytes said, "
            f"{self.carried.bytes - before.carried.bytes} carried, "
            f"{self.carried.lost - before.carried.lost} packets lost"
        )


class LiveFleet:
    """Nodes in namespaces or behind proxies, all dialing those made before them."""

    def __init__(
        self,
        root: Path,
        names: tuple[str, ...],
        wire: Wire,
        places: Mapping[str, Place] | None = None,
        *,
        faked_clocks: bool = False,
    ) -> None:
        """Make a company of nodes under ``root``; ``with`` starts them, stops and judges them.

        Each is a till in a branch of its own, unless ``places`` say otherwise. Only where clocks
        are faked can they be set wrong.
        """
        self.places = places or {name: own_branch(name) for name in names}
        self.books = Books()
        """What must be in the logs: all that was sold here, and nothing else."""
        self.forked: set[bytes] = set()
        """The authors of directories that were copied or set back: their streams may fork."""
        self.set_back: set[str] = set()
        """Whose directory is an older one, or a copy."""
        self._ahead_ms: dict[str, int] = {}
        self._clocks = {
            name: FakedClock(root / f"{name}.clock", "+0") for name in names if faked_clocks
        }
        self.names = names
        self.wire = wire
        self._root = root
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        keys: dict[str, str] = {}
        made: list[DataDirectory] = []
        for name in names:
            peers = [
                {"name": other, "address": wire.dial_address(name, other), "key": key}
                for other, key in keys.items()
            ]
            listen = wire.listen_address(name)
            place = self.places[name]
            fields: dict[str, Any] = {"name": name, "branch": place.branch, "role": place.role}
            # All are to hold all: that is what is compared.
            fields |= {"listen": listen, "peers": peers, "scopes": [EVERYTHING]}
            directory, config = DataDirectory(root / name), checked(NodeConfig, fields, "the node")
            if made:
                keys[name] = enrol_directly(made[0], directory, config).key
            else:
                keys[name] = found(directory, config).key
            made.append(directory)
        introduce(made)

    def __enter__(self) -> Self:
        """Start every node, and wait until all have the goods."""
        try:
            for name in self.names:
                self.start(name)
            self.until_running()
            self.ask(self.names[0], "import-catalogue", products=GOODS)
            self.until_agreed(START_TIMEOUT_S)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every node; the simulator's checkers read what is on their disks.

        Raises AssertionError with all they find, unless something went wrong before.
        """
        self._stop()
        if kind is None:
            told = Told(self._ahead_ms, self.set_back, self.forked)
            findings = judge(map(self.directory, self.names), self.books, told)
            assert not findings, "\n".join(map(str, findings))

    # --- processes ----------------------------------------------------------------------

    def start(self, name: str) -> None:
        """Start a node's process; :meth:`answers` says when it works."""
        clock = self._clocks.get(name)
        words = ("--together", "--data", str(self._root / name), "--with-parent", str(os.getpid()))
        with (self._root / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*self.wire.command(name), *RUN, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(clock.environment if clock else {})},
            )

    def until_running(self) -> None:
        """Wait until every node answers."""
        for name in self.names:
            self._until(partial(self.answers, name), START_TIMEOUT_S, f"{name} runs")

    def _stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def kill(self, name: str) -> None:
        """Kill a node's process, so that nothing of it has time for anything."""
        self._processes[name].kill()
        self._processes[name].wait()

    def send(self, name: str, number: int) -> None:
        """Send a node's process a signal."""
        self._processes[name].send_signal(number)

    def pid(self, name: str) -> int:
        """Return the number of a node's process."""
        return self._processes[name].pid

    def set_clock(self, name: str, offset_ms: int) -> None:
        """Set a node's clock wrong, which must be a faked one."""
        self._ahead_ms[name] = max(offset_ms, self._ahead_ms.get(name, 0))
        self._clocks[name].set_wrong(offset_ms)

    def answers(self, name: str) -> bool:
        """Return whether a node's process works; raises AssertionError when it has ended."""
        code = self._processes[name].poll()
        assert code is None, f"{name} ended with {code}: {self._said(name)}"
        try:
            self.ask(name, "status", full=False)
        except NotRunningError:
            return False
        return True

    def _said(self, name: str) -> str:
        return (self._root / f"{name}.log").read_text(errors="replace")[-2000:]

    def _until(self, fact: Callable[[], bool], timeout_s: float, what: str) -> float:
        started = time.monotonic()
        while not fact():
            waited = time.monotonic() - started
            logs = {name: self._said(name) for name in self.names}
            assert waited < timeout_s, f"not within {timeout_s} s: {what}; {logs}"
            time.sleep(POLL_S)
        return time.monotonic() - started

    # --- what people do ---------------------------------------------------------------

    def directory(self, name: str) -> Path:
        """Return a node's data directory."""
        return self._root / name

    def ask(self, name: str, verb: str, **arguments: Any) -> dict[str, Any]:
        """Ask a node through its control socket, which no network touches."""
        client = ControlClient(DataDirectory(self._root / name).socket_path)
        try:
            return client.ask(verb, arguments)
        finally:
            client.close()

    def sell(self, name: str) -> str:
        """Sell one at a node, enter it into the books, and return the receipt's number."""
        answer = self.ask(name, "sell", lines=[{"code": SKU}])
        items = [(SKU, ONE_MILLI)]
        branch = self.places[name].branch
        self.books.sale(self.names.index(name), branch, items, answer)
        self.books.tenders["cash"] += answer["total_minor"]
        return str(answer["receipt"])

    def sell_for(self, rounds: int, round_s: float) -> tuple[list[str], float]:
        """Sell at every node in turn, a round at a time; returns receipts and the longest wait."""
        receipts: list[str] = []
        longest_s = 0.0
        started = time.monotonic()
        for number in range(rounds):
            for name in self.names:
                asked = time.monotonic()
                receipts.append(self.sell(name))
                longest_s = max(longest_s, time.monotonic() - asked)
            time.sleep(max(0.0, started + (number + 1) * round_s - time.monotonic()))
        return receipts, longest_s

    def statuses(self) -> list[dict[str, Any]]:
        """Return how every node is, with the digests of all it holds."""
        return [self.ask(name, "status", full=True) for name in self.names]

    def agree(self) -> bool:
        """Return whether all nodes hold the same, to the byte."""
        first, *others = self.statuses()
        return all(first[field] == other[field] for other in others for field in AGREED)

    def until_agreed(self, timeout_s: float) -> Agreement:
        """Wait until all nodes hold the same; raises AssertionError when they do not in time."""
        seconds = self._until(self.agree, timeout_s, "all hold the same")
        statuses = self.statuses()
        return Agreement(
            seconds,
            statuses[0]["events"],
            statuses[0]["sales"],
            sum(status["bytes_sent"] for status in statuses),
            replace(self.wire.carried),
        )
