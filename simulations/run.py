"""One run: a world through its three phases, under the eyes of every checker."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from math import ceil
from typing import Self

from core import marks
from core.identity import StreamId
from core.log.log_view import LogView
from replication.messages import EVERYTHING
from simulations.bounds import seconds_to_agree
from simulations.checkers import CHECKERS, Checker, Finding
from simulations.kernel import US_PER_MS, US_PER_S
from simulations.network import PASS, Channel, PacketRule, Verdict
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.report import Report
from simulations.run_state import RunState, Traffic
from simulations.virtual_node import VirtualNode
from simulations.world import World

LOOK_US = 100 * US_PER_MS
"""How often agreement is looked for, where replicas look after a link once a second."""

GREET_S = 4
"""For how long after a healing peers may still be greeting one another: once a tick each."""

QUIET_S = 5
"""How long silence is listened to."""

NETS = {"tell.everything-again": 0, "rows.told-after-silence": 7}
"""The marks of the last nets: what two peers told of one another was wrong for ten ticks; rows
that were ordered long ago came when they were ordered anew. And for how many ticks after a healing
a net may well be first: what was lost just before it is said again within those."""

GAP = "batch.gap"
"""The mark of a batch before which something was lost."""

UNHEARD = "talk.unheard"
"""The mark of a message that was not read because its peer had said too much."""

FINDINGS_MAX = 50
"""Findings kept of one run: a broken world breaks everywhere, and the first ones say why."""


def run(
    options: WorldOptions,
    parts: Parts | None = None,
    checkers: Sequence[type[Checker]] = CHECKERS,
) -> Report:
    """Run a world and return what came of it.

    An exception inside the world is a finding too, and ends the run. Raises ValueError when
    the options make no world.
    """
    run = Run.of(options, parts, checkers)
    run.go()
    return run.report()


class Run:
    """The phases of one run."""

    def __init__(self, state: RunState, checkers: Sequence[Checker]) -> None:
        """Go through the phases of a world that has just begun, and let checkers look."""
        self._state = state
        self._world = state.world
        self._checkers = checkers
        self._marked = marks.counts()
        self._findings: dict[tuple[str, ...], Finding] = {}

    @classmethod
    def of(
        cls,
        options: WorldOptions,
        parts: Parts | None = None,
        checkers: Sequence[type[Checker]] = CHECKERS,
    ) -> Self:
        """Return the run of a world; raises ValueError when the options make no world."""
        books = all(fault.keeps_books for fault in options.faults)
        made = [checker() for checker in checkers if books or not checker.needs_books]
        return cls(RunState(World(options, parts)), made)

    @property
    def world(self) -> World:
        """The world that is run."""
        return self._world

    def go(self) -> None:
        """Go through all phases, or up to where the world breaks."""
        self._listen()
        try:
            self._safety()
            self._state.gaps = marks.reached_since(self._marked).get(GAP, 0)
            self._core()
            self._settle()
            self._quiet()
            self._state.unheard = marks.reached_since(self._marked).get(UNHEARD, 0)
            self._look(lambda checker: checker.at_end(self._state))
        except Exception as error:  # whatever it is, the same seed brings it back
            self._broke(error)

    def _listen(self) -> None:
        """Have those checkers hear what is said that want to, beside who listens already."""
        network = self._world.network
        ears = [one for one in self._checkers if type(one).heard is not Checker.heard]
        if ears:
            network.witness = _Ears(self._state, ears, self._found, network.witness)

    def _safety(self) -> None:
        end_s, tick_s = self._world.options.seconds, self._world.options.tick_s
        for second in (*range(tick_s, end_s, tick_s), end_s):
            self._world.kernel.run_until(second * US_PER_S)
            self._every_second()

    def _core(self) -> None:
        world, state = self._world, self._state
        state.core = world.draw_core()
        if state.core:
            world.heal_core(state.core)
            begin = self._traffic()
            state.core_agreed = self._until_agreed(state.core)
            state.core_settling = self._since(begin)

    def _settle(self) -> None:
        world, state = self._world, self._state
        world.heal()
        _measure_lack(state)
        begin = self._traffic()
        state.agreed = self._until_agreed()
        state.settling = self._since(begin)

    def _until_agreed(self, core: Collection[int] = ()) -> bool:
        """Let time pass until all nodes, or those of a core, agree; False when it takes long."""
        world, before = self._world, marks.counts()
        begin_us = end_us = world.kernel.now_us
        last_us = end_us + int(seconds_to_agree(world.options) * US_PER_S)
        tick_s = world.options.tick_s
        while not (agreed := world.agreed(core)) and end_us < last_us:
            end_us += LOOK_US * tick_s
            world.kernel.run_until(end_us)
            for net, ticks in NETS.items():
                if end_us <= begin_us + ticks * tick_s * US_PER_S:
                    before[net] = marks.counts()[net]
            if end_us % (US_PER_S * tick_s) == 0:
                self._every_second()
        reached = marks.reached_since(before)
        self._state.nets.update({net: reached.get(net, 0) for net in NETS})
        return agreed

    def _quiet(self) -> None:
        # A while first: the acknowledgements of the last batches are still on their way, and
        # where all agreed at once, the greetings of sessions that the healing began.
        echo_s = max((fault.echo_s for fault in self._world.options.faults), default=1)
        echo_s = max(echo_s, ceil(GREET_S - self._state.settling.seconds))
        for seconds in (echo_s, QUIET_S):
            begin = self._traffic()
            self._world.kernel.run_until(self._world.kernel.now_us + seconds * US_PER_S)
            self._every_second()
        self._state.quiet = self._since(begin)

    def _traffic(self) -> Traffic:
        world = self._world
        return Traffic(world.now_s, world.network.messages, world.network.bytes)

    def _since(self, begin: Traffic) -> Traffic:
        now = self._traffic()
        return Traffic(
            now.seconds - begin.seconds, now.messages - begin.messages, now.bytes - begin.bytes
        )

    # --- findings -----------------------------------------------------------------------

    def _every_second(self) -> None:
        self._look(lambda checker: checker.every_second(self._state))

    def _look(self, ask: Callable[[Checker], Iterator[Finding]]) -> None:
        for checker in self._checkers:
            for finding in ask(checker):
                self._found(finding)

    def _found(self, finding: Finding) -> None:
        key = finding[:4]
        if key not in self._findings and len(self._findings) < FINDINGS_MAX:
            self._findings[key] = finding._replace(at_s=self._world.now_s)

    def _broke(self, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}"
        said = f"{type(error).__name__}: {error}"
        self._found(Finding("world.broke", "", where, said))

    def report(self) -> Report:
        """Return what came of the run."""
        world, state = self._world, self._state
        return Report(
            seed=world.options.seed,
            options=world.options.to_plain(),
            trace_hash=world.kernel.trace_hash,
            findings=list(self._findings.values()),
            node_events=world.node_events,
            known_events=world.known_events,
            kernel_events=world.kernel.events,
            virtual_s=world.now_s,
            messages=world.network.messages,
            bytes=world.network.bytes,
            lost=world.network.lost,
            core=[world.nodes[index].place.name for index in state.core],
            core_settling=state.core_settling,
            settling=state.settling,
            quiet=state.quiet,
            lacked_events=state.lacked_events,
            acts=dict(sorted(world.books.acknowledged.items())),
            refused=dict(sorted(world.books.refused.items())),
            lives=sum(node.life for node in world.nodes),
            marks=marks.reached_since(self._marked),
            accidents=dict(sorted(world.stage.accidents.items())),
        )


class _Ears:
    """The checkers that hear every message, as one witness."""

    def __init__(
        self,
        state: RunState,
        ears: Sequence[Checker],
        found: Callable[[Finding], None],
        other: PacketRule | None,
    ) -> None:
        self._state, self._ears, self._found, self._other = state, ears, found, other

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Let all of them hear a message."""
        if self._other is not None:
            self._other.on_packet(channel, data)
        for checker in self._ears:
            for finding in checker.heard(self._state, channel, data):
                self._found(finding)
        return PASS


def _measure_lack(state: RunState) -> None:
    """Add up what nodes lack of the streams they subscribe to."""
    most: dict[StreamId, tuple[int, VirtualNode]] = {}
    nodes = state.world.nodes
    for node in nodes:
        for stream, head in node.replica.holdings.items():
            if head.sequence > most.get(stream, (0, node))[0]:
                most[stream] = (head.sequence, node)
    takers: dict[str, list[VirtualNode]] = defaultdict(list)
    for node in nodes:
        for scope in node.place.scopes:
            takers[scope].append(node)
    for stream, (sequence, holder) in most.items():
        lacks = [
            sequence - max(node.replica.holdings.sequence(stream), stream.start - 1)
            for node in takers[EVERYTHING] + takers[stream.base_scope]
        ]
        if not any(lacks):
            continue
        state.lacked_events += sum(lacks)
        with holder.log.read() as view:
            sizes = _sizes(view, stream, sequence - max(lacks), max(lacks))
        state.needed_bytes += sum(sum(sizes[len(sizes) - lack :]) for lack in lacks if lack)


def _sizes(view: LogView, stream: StreamId, after: int, count: int) -> list[int]:
    return [len(record) for record in view.records(stream, after, count=count)]
