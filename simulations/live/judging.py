"""Judging: the simulator's checkers read the data files that real nodes have left behind.

Nothing of a node runs any more. Each directory is opened as its program opens it and stands as a
node of a world that is over; the books are those of whoever asked the tills. Checkers that look
at messages, or at how a world goes on, have nothing to see here and are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from core.ed25519 import verify_ed25519
from core.errors import StorageError
from core.identity import branch_scope
from core.log.event_log import EventLog
from node import system_clock
from node.data_directory import DataDirectory
from node.till import Till
from replication.holdings import Holdings
from replication.messages import EVERYTHING
from simulations.checkers import CHECKERS, Checker, Finding
from simulations.checkers.accusations import Accusations
from simulations.checkers.floods import Floods
from simulations.checkers.novelties import Novelties
from simulations.checkers.quiescence import Quiescence
from simulations.checkers.redundancy import Redundancy
from simulations.run_state import RunState
from simulations.topology import Place
from simulations.workload.books import Books

if TYPE_CHECKING:
    from simulations.world import World

LEFT_OUT = (Accusations, Floods, Novelties, Quiescence, Redundancy)
"""Those that ask what was said, or which program a node runs: a directory does not tell."""

LIVE_CHECKERS: tuple[type[Checker], ...] = tuple(
    checker for checker in CHECKERS if checker not in LEFT_OUT
)
"""Those that need nothing but logs and books."""


class Told(NamedTuple):
    """What was done to nodes and does not stand in their directories."""

    ahead_ms: Mapping[str, int] = {}
    """How far a clock was set ahead at most, by the directory's name."""
    set_back: Collection[str] = ()
    """Directories that were set back, or are copies."""
    forked: Collection[bytes] = ()
    """The authors of those."""


NOTHING_TOLD = Told()


class LiveNode:
    """A real node's directory, as the checkers see a virtual node: dead."""

    disks = life = 1
    up = revoked = newer = False
    tongue = None
    papers = SimpleNamespace(verifier=verify_ed25519)

    def __init__(self, index: int, directory: DataDirectory, told: Told) -> None:
        """Open the log of a directory that is locked."""
        called = directory.path.name
        self.times_set_back = int(called in told.set_back)
        config = directory.config()
        self.index = index
        self.place = Place(config.name, config.branch, config.role, tuple(config.scopes))
        self.log: EventLog = directory.open_log(config)
        self.till = Till(self.log, config.till)
        self.clock = SimpleNamespace(latest_ms=system_clock.now_ms() + told.ahead_ms.get(called, 0))
        with self.log.read() as view:
            heads, writes = view.heads(), view.last_lsn()
        self.replica = SimpleNamespace(holdings=Holdings(heads))
        self.store = SimpleNamespace(writes=lambda _: writes)


@dataclass
class LiveWorld:
    """All directories of one shop, as the checkers see a world that has settled."""

    nodes: Sequence[LiveNode]
    books: Books
    stage: Any
    options: Any = field(default_factory=lambda: SimpleNamespace(seed=0, rows=True, faults=()))
    now_s: float = 0.0

    def branches_at(self, place: Place) -> list[str]:
        """Return the branches whose streams a node is to hold."""
        names = sorted({node.place.branch for node in self.nodes})
        everything = EVERYTHING in place.scopes
        return [name for name in names if everything or branch_scope(name) in place.scopes]


@contextmanager
def _opened(
    directories: Iterable[Path], told: Told
) -> Iterator[tuple[list[LiveNode], list[Finding]]]:
    """Open every directory; one that cannot be opened is a finding."""
    nodes: list[LiveNode] = []
    findings: list[Finding] = []
    with ExitStack() as stack:
        for index, path in enumerate(directories):
            directory = DataDirectory(path).lock()
            stack.callback(directory.release)
            try:
                nodes.append(LiveNode(index, directory, told))
            except StorageError as error:
                findings.append(Finding("live.opening", path.name, str(path), str(error)))
                continue
            stack.callback(nodes[-1].log.store.close)
        yield nodes, findings


def judge(
    directories: Iterable[Path],
    books: Books,
    told: Told = NOTHING_TOLD,
    *,
    checkers: Sequence[type[Checker]] = LIVE_CHECKERS,
) -> list[Finding]:
    """Return what the checkers find in the directories of nodes that have stopped.

    ``books`` say what must be true, ``told`` what was done to the nodes. Raises
    :class:`core.errors.StorageInUseError` while one of the nodes runs.
    """
    with _opened(directories, told) as (nodes, findings):
        stage = SimpleNamespace(forked=set(told.forked), backdated=set(), novelties=0)
        # Checkers ask a world for no more than these directories can say: see LEFT_OUT.
        state = RunState(cast("World", LiveWorld(nodes, books, stage)))
        for checker in [made() for made in checkers]:
            findings += checker.every_second(state)
            findings += checker.at_end(state)
    return findings
