"""A world: nodes, network, faults and people, all thrown by one seed.

It goes through four phases. *Safety*: people work and faults strike, and whatever happens no
promise may be broken. *Core*: some nodes are mended for good, what troubles all others becomes
permanent, and the core must come to agree without them. *Heal*: all faults are lifted and people
go home. *Quiet*: the nodes must come to agree within bounds, and then have next to nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from core.identity import StreamId, branch_scope
from core.log.entry import Head
from replication.messages import EVERYTHING
from simulations.dice import dice_of
from simulations.disk import PowerLostError
from simulations.enrolment import Papers, enrol, enrol_again, lone
from simulations.faults import Fault
from simulations.kernel import NOBODY, US_PER_S
from simulations.network import DROP, PASS, Channel, Delays, Network, Verdict
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.stage import WorldStage
from simulations.survivors import core_of
from simulations.topology import Place, check_topology, links, places
from simulations.virtual_node import VirtualNode
from simulations.workload.acts import ACTS
from simulations.workload.books import Books
from simulations.workload.cashier import Cashier, bring_catalogue
from simulations.workload.goods import goods_of

CORE_WORLD_MAX = 200
"""Most nodes of a world in which a core is drawn, which costs the square of their number."""


class _Moat:
    """Keeps a core and all others from hearing one another."""

    def __init__(self, core: frozenset[int]) -> None:
        self._core = core

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what would cross."""
        return DROP if (channel.source in self._core) != (channel.target in self._core) else PASS


class World:
    """Everything there is, and the kernel that moves it."""

    def __init__(self, options: WorldOptions, parts: Parts | None = None) -> None:
        """Make the world of ``options``; raises ValueError when it could never agree."""
        check_topology(options)
        self.options = options
        self.healed = self.resting = False
        self._strikes = self._acts = 0
        seed = options.seed
        parts = parts or Parts()
        self.kernel = kernel = parts.kernel()
        delays = Delays(options.delay_least_us, options.delay_mean_us, options.in_order)
        self.network = Network(kernel, dice_of(seed, "network"), delays)
        standing = places(options)
        drawn = _papers(options, standing)
        self._founder = drawn[0]
        self.nodes = [
            VirtualNode(place, kernel, self.network, parts, papers, options)
            for place, papers in zip(standing, drawn, strict=True)
        ]
        for dialer, other in links(options):
            self.network.add_link(self.nodes[dialer].end, self.nodes[other].end)
        names = sorted({place.branch for place in standing})
        self._branches = {branch_scope(name): name for name in names}
        self._give_kinds()
        self.books = Books()
        self._goods = goods = goods_of(options)
        careful = any(fault.hits_disks for fault in options.faults)
        self.cashiers = {
            node.index: Cashier(node, self.books, goods, options.work, ACTS, seed, careful=careful)
            for node in self.nodes
            if node.sells
        }
        self.stage = WorldStage(
            self.network,
            self.nodes,
            self.cashiers,
            self.books,
            self._enrol_again,
            self._plan_fault,
        )
        self._begin()

    def _give_kinds(self) -> None:
        nodes = self.nodes
        work = self.kernel.kind("work", lambda node, life, _: nodes[node].on_work(life))
        timer = self.kernel.kind("timer", lambda node, life, _: nodes[node].on_timer(life))
        for node in nodes:
            node.kind_work, node.kind_timer = work, timer
        self._kind_act = self.kernel.kind("act", self._on_act)
        self._kind_fault = self.kernel.kind("fault", self._on_fault)

    def _begin(self) -> None:
        for node in self.nodes:
            node.start()
        for fault in self.options.faults:
            fault.begin(self.stage, dice_of(self.options.seed, "fault", fault.name))
        for node in self.nodes:
            node.introduce()
        if self.options.work.office:
            bring_catalogue(self.nodes[-1], self._goods)
        self.network.rules = [
            fault for fault in self.options.faults if type(fault).on_packet is not Fault.on_packet
        ]
        for index, cashier in self.cashiers.items():
            self.kernel.plan(cashier.first_us(), self._kind_act, index, 0)

    # --- people -------------------------------------------------------------------------

    def _on_act(self, index: int, _: int, __: bytes) -> None:
        if self.resting:
            return
        cashier = self.cashiers[index]
        if cashier.node.up and not cashier.node.paused:
            self._acts += 1
            if 0 < self.options.acts_most < self._acts:
                return
            self.kernel.note(index, self._let_act(cashier.act, cashier))
        self.kernel.plan(self.kernel.now_us + cashier.think_us(), self._kind_act, index, 0)

    def _let_act(self, act: Callable[[], bytes], cashier: Cashier) -> bytes:
        try:
            return act()
        except PowerLostError as error:
            cashier.node.disk_failed(error)
            return b"the power failed"

    # --- what faults do -----------------------------------------------------------------

    def _plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        """Call the fault after so many microseconds, unless people rest by then."""
        at_us = self.kernel.now_us + delay_us
        place = self.options.faults.index(fault)
        self.kernel.plan(at_us, self._kind_fault, NOBODY, place, data)

    def _on_fault(self, _: int, place: int, data: bytes) -> None:
        if self.resting:
            return
        self._strikes += 1
        if self.options.strikes_most == 0 or self._strikes <= self.options.strikes_most:
            self.options.faults[place].on_time(data)

    def _enrol_again(self, node: VirtualNode) -> Papers:
        seed, real = self.options.seed, self.options.real_signatures
        if not self.options.enrolled:
            return lone(seed, node.name, real_signatures=real)
        return enrol_again(seed, node.place, node.name, self._founder, real_signatures=real)

    # --- the end of trouble -------------------------------------------------------------

    def draw_core(self) -> list[int]:
        """Draw the nodes that are to agree without all others; empty when no such are."""
        able = [node.index for node in self.nodes if not node.revoked and node.tongue is None]
        if len(self.nodes) > CORE_WORLD_MAX:
            return []
        dice = dice_of(self.options.seed, "core")
        return core_of(places(self.options), links(self.options), able, dice)

    def heal_core(self, core: Collection[int]) -> None:
        """Mend the nodes of a core, cut them off from all others, and let people rest.

        Whatever troubles the others troubles them for good.
        """
        self.resting = True
        self.network.rules = (_Moat(frozenset(core)),)
        for index in sorted(core):
            self.stage.mend(index)

    def heal(self) -> None:
        """Lift every fault, send the people home, and have them hear what they asked last."""
        self.healed = self.resting = True
        self.network.rules = ()
        for fault in self.options.faults:
            fault.lift()
        for node in self.nodes:
            self.stage.mend(node.index)
        for cashier in self.cashiers.values():
            cashier.ask_again()

    # --- what is asked ------------------------------------------------------------------

    @property
    def now_s(self) -> float:
        """The virtual time in seconds."""
        return self.kernel.now_us / US_PER_S

    @property
    def node_events(self) -> int:
        """Events written at some node, its own or a peer's, summed over all nodes."""
        return sum(node.events for node in self.nodes)

    @property
    def known_events(self) -> int:
        """The same, and events of which a node holds no record but the stock rows they moved."""
        return self.node_events + sum(map(_told_events, self.nodes))

    def agreed(self, core: Collection[int] = ()) -> bool:
        """Return whether all who subscribe to a stream say they hold the same of it.

        Everybody else must say that it knows the stream's rows as far. With a ``core``, only
        its nodes are asked, and of what one of them holds.
        """
        nodes = [self.nodes[index] for index in core] or self.nodes
        nodes = [node for node in nodes if not node.revoked]
        first, *others = nodes
        if all(node.place.scopes == first.place.scopes for node in others):
            digest = first.replica.holdings.digest
            return all(node.replica.holdings.digest == digest for node in others)
        known: dict[str, dict[StreamId, tuple[Head, int]]] = {}
        for node in nodes:
            holdings = node.replica.holdings
            for stream, head in holdings.items():
                one = (head, holdings.lanes(stream))
                if known.setdefault(stream.base_scope, {}).setdefault(stream, one) != one:
                    return False
        return all(
            _knows(node, stream, *one)
            for node in nodes
            for scope in _asked_of(node, known)
            for stream, one in known[scope].items()
        )

    def branches_at(self, place: Place) -> list[str]:
        """Return the branches whose streams a node is to hold."""
        if EVERYTHING in place.scopes:
            return list(self._branches.values())
        return [self._branches[scope] for scope in place.scopes if scope in self._branches]


def _papers(options: WorldOptions, standing: list[Place]) -> list[Papers]:
    """Return everybody's papers: a company's, or keys alone."""
    seed, real = options.seed, options.real_signatures
    if options.enrolled:
        return enrol(seed, standing, real_signatures=real)
    return [lone(seed, place.name, real_signatures=real) for place in standing]


def _asked_of(node: VirtualNode, scopes: Collection[str]) -> Collection[str]:
    """Return of which scopes a node must know something: of all, where rows are told."""
    if node.replica.rows is not None or EVERYTHING in node.place.scopes:
        return scopes
    return [scope for scope in node.place.scopes if scope in scopes]


def _told_events(node: VirtualNode) -> int:
    """Return of how many events more than it holds a node knows the stock rows they moved."""
    if (rows := node.replica.rows) is None:
        return 0
    reach, held = rows.reach, node.replica.holdings.sequence
    return sum(
        max(0, reach.point(stream).through - max(held(stream), stream.start - 1))
        for stream in reach.streams()
    )


def _knows(node: VirtualNode, stream: StreamId, head: Head, lanes: int) -> bool:
    replica = node.replica
    if node.place.holds(stream.scope):
        return replica.holdings.head(stream) == head
    assert replica.rows is not None, "who is told no rows is not asked for them"
    point = replica.rows.reach.point(stream)
    return point.lanes == lanes and point.through >= head.sequence
