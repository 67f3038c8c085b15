"""A world: nodes, network, faults and people, all thrown by one seed.

It goes through three phases. *Safety*: people work and faults strike, and whatever happens no
promise may be broken. *Heal*: all faults are lifted and people go home. *Quiet*: the nodes
must come to agree within bounds, and then have next to nothing to say.
"""

from __future__ import annotations

from core.identity import StreamId, branch_scope
from core.log.entry import Head
from node.revoking import revoke_author
from simulations.dice import dice_of
from simulations.enrolment import enrol
from simulations.faults import Fault
from simulations.kernel import NOBODY, US_PER_S
from simulations.network import Delays, Network
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.topology import Place, check_topology, links, places
from simulations.virtual_node import VirtualNode
from simulations.workload.acts import ACTS
from simulations.workload.books import Books
from simulations.workload.cashier import Cashier
from simulations.workload.goods import goods_of


class World:
    """Everything there is, and the kernel that moves it."""

    def __init__(self, options: WorldOptions, parts: Parts | None = None) -> None:
        """Make the world of ``options``; raises ValueError when it could never agree."""
        check_topology(options)
        self.options = options
        self.healed = False
        self._strikes = self._acts = 0
        seed = options.seed
        parts = parts or Parts()
        self.kernel = kernel = parts.kernel()
        delays = Delays(options.delay_least_us, options.delay_mean_us, options.in_order)
        self.network = Network(kernel, dice_of(seed, "network"), delays)
        standing = places(options)
        company = enrol(seed, standing, real_signatures=options.real_signatures)
        self.nodes = [
            VirtualNode(
                place,
                kernel,
                self.network,
                parts,
                papers,
                seed=seed,
                work_us=options.work_us,
            )
            for place, papers in zip(standing, company, strict=True)
        ]
        for dialer, other in links(options):
            self.network.add_link(self.nodes[dialer].end, self.nodes[other].end)
        self._images: dict[int, dict[str, dict[bytes, bytes]]] = {}
        self._give_kinds()
        self.books = Books()
        goods = goods_of(options)
        self.cashiers = {
            node.index: Cashier(node, self.books, goods, options.work, ACTS, seed)
            for node in self.nodes
            if node.sells
        }
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
            fault.begin(self, dice_of(self.options.seed, "fault", fault.name))
        for node in self.nodes:
            node.introduce()
        self.network.rules = [
            fault for fault in self.options.faults if type(fault).on_packet is not Fault.on_packet
        ]
        for index, cashier in self.cashiers.items():
            self.kernel.plan(cashier.first_us(), self._kind_act, index, 0)

    # --- people -------------------------------------------------------------------------

    def _on_act(self, index: int, _: int, __: bytes) -> None:
        if self.healed:
            return
        cashier = self.cashiers[index]
        if cashier.node.up:
            self._acts += 1
            if 0 < self.options.acts_most < self._acts:
                return
            self.kernel.note(index, cashier.act())
        self.kernel.plan(self.kernel.now_us + cashier.think_us(), self._kind_act, index, 0)

    # --- what faults do -----------------------------------------------------------------

    def node_count(self) -> int:
        """Return how many nodes there are, up or down."""
        return len(self.nodes)

    def branch_of(self, node: int) -> str:
        """Return the branch a node stands in."""
        return self.nodes[node].place.branch

    def is_hub(self, node: int) -> bool:
        """Return whether nobody sells at a node."""
        return not self.nodes[node].sells

    def is_up(self, node: int) -> bool:
        """Return whether a node's process lives."""
        return self.nodes[node].up

    def crash(self, node: int) -> None:
        """Kill a node's process."""
        self.nodes[node].stop()

    def restart(self, node: int) -> None:
        """Start a dead node's process again."""
        self.nodes[node].start()

    def revoke(self, node: int) -> None:
        """Let the founder throw a node out of the company."""
        founder, other = self.nodes[0], self.nodes[node]
        revoke_author(founder.till, other.log.author, "a fault")
        other.revoked = True
        founder.appended()

    def take_image(self, node: int) -> None:
        """Copy a node's disk as it is."""
        self._images[node] = self.nodes[node].store.image()

    def set_back(self, node: int) -> bool:
        """Put a living node's last image back, unless something would be lost in all the world."""
        one, image = self.nodes[node], self._images.pop(node, None)
        if image is None or not one.up or not self._is_held_elsewhere(one):
            return False
        one.stop()
        one.set_back(image)
        if node in self.cashiers:
            self.cashiers[node].forget()
        one.start()
        return True

    def _is_held_elsewhere(self, node: VirtualNode) -> bool:
        """Return whether other nodes together hold every history this one does."""
        with node.log.read() as view:
            heads = view.heads()
        for stream, head in heads.items():
            for other in self.nodes:
                with other.log.read() as view:
                    if other is not node and head.chain in view.holders(stream, head.sequence):
                        break
            else:
                return False
        return True

    def set_clock(self, node: int, offset_ms: int) -> None:
        """Set a node's clock wrong by so many milliseconds."""
        self.nodes[node].clock.set_wrong(offset_ms)

    def plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        """Call the fault after so many microseconds, unless the world is healed by then."""
        at_us = self.kernel.now_us + delay_us
        place = self.options.faults.index(fault)
        self.kernel.plan(at_us, self._kind_fault, NOBODY, place, data)

    def _on_fault(self, _: int, place: int, data: bytes) -> None:
        if self.healed:
            return
        self._strikes += 1
        if self.options.strikes_most == 0 or self._strikes <= self.options.strikes_most:
            self.options.faults[place].on_time(data)

    def heal(self) -> None:
        """Lift every fault and send the people home."""
        self.healed = True
        self.network.rules = ()
        for fault in self.options.faults:
            fault.lift()

    # --- what is asked ------------------------------------------------------------------

    @property
    def now_s(self) -> float:
        """The virtual time in seconds."""
        return self.kernel.now_us / US_PER_S

    @property
    def node_events(self) -> int:
        """Events written at some node, its own or a peer's, summed over all nodes."""
        return sum(node.events for node in self.nodes)

    def agreed(self) -> bool:
        """Return whether all who subscribe to a stream say they hold the same of it.

        Everybody else must say that it knows the stream's rows as far.
        """
        nodes = [node for node in self.nodes if not node.revoked]
        first, *others = nodes
        if all(node.place.scopes == first.place.scopes for node in others):
            digest = first.replica.holdings.digest
            return all(node.replica.holdings.digest == digest for node in others)
        known: dict[StreamId, tuple[Head, int]] = {}
        for node in nodes:
            holdings = node.replica.holdings
            for stream, head in holdings.items():
                one = (head, holdings.lanes(stream))
                if known.setdefault(stream, one) != one:
                    return False
        return all(_knows(node, stream, *one) for stream, one in known.items() for node in nodes)

    def branches_at(self, place: Place) -> list[str]:
        """Return the branches whose streams a node is to hold."""
        names = sorted({node.place.branch for node in self.nodes})
        return [name for name in names if place.holds(branch_scope(name))]


def _knows(node: VirtualNode, stream: StreamId, head: Head, lanes: int) -> bool:
    replica = node.replica
    if node.place.holds(stream.scope):
        return replica.holdings.head(stream) == head
    return replica.rows is not None and replica.rows.reach.point(stream) == (lanes, head.sequence)
