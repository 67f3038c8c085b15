"""The stage: the hands by which faults reach into a world, and nothing else of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.errors import RefusedError, StorageDamagedError, StorageFullError
from core.identity import branch_scope
from node.revoking import revoke_author
from replication.messages import EVERYTHING
from replication.wire import DIGEST_BYTES
from simulations.atlas import FOUNDER, may_lose
from simulations.cloning import be_oneself, clone, set_back
from simulations.disk import Disk
from simulations.enrolment import Papers
from simulations.faults import Fault
from simulations.forging import Forger
from simulations.network import Network, Tongue
from simulations.newer_program import count_novelty
from simulations.second_history import AMOUNT_MINOR, QUANTITY_MILLI, SKU, SecondHistory
from simulations.virtual_node import VirtualNode
from simulations.workload.books import Books
from simulations.workload.cashier import Cashier
from simulations.workload.stockroom import take_up

Enrol = Callable[[VirtualNode], Papers]
"""Draws up new papers for a node that comes back with nothing."""


class WorldStage:
    """A world's nodes, to be broken and mended; see :class:`simulations.faults.fault.Stage`."""

    def __init__(
        self,
        network: Network,
        nodes: Sequence[VirtualNode],
        cashiers: Mapping[int, Cashier],
        books: Books,
        enrol: Enrol,
        plan: Callable[[Fault, int, bytes], None],
    ) -> None:
        """Reach the ``nodes``; ``enrol`` draws up papers, ``plan`` calls a fault later."""
        self._network = network
        self._nodes = nodes
        self._cashiers = cashiers
        self._books = books
        self._enrol = enrol
        self.plan_fault = plan
        self.novelties = 0
        """The sum of all novelties that were recorded."""
        self.forked: set[bytes] = set()
        """The authors of disks that were set back or copied: their streams may fork."""
        self.liars: set[int] = set()
        """Who lied at any time: of them alone peers may complain."""
        self.backdated: set[bytes] = set()
        """The authors of histories whose stamps are years off."""
        self._second: dict[int, SecondHistory] = {}
        self._struck: Counter[str] = Counter()
        self._images: dict[int, dict[str, dict[bytes, bytes]]] = {}

    def node_count(self) -> int:
        """Return how many nodes there are, up or down."""
        return len(self._nodes)

    def branch_of(self, node: int) -> str:
        """Return the branch a node stands in."""
        return self._nodes[node].place.branch

    def is_hub(self, node: int) -> bool:
        """Return whether nobody sells at a node."""
        return not self._nodes[node].sells

    def is_up(self, node: int) -> bool:
        """Return whether a node's process lives."""
        return self._nodes[node].up

    # --- processes ----------------------------------------------------------------------

    def crash(self, node: int) -> None:
        """Kill a node's process."""
        self._nodes[node].stop()

    def restart(self, node: int) -> None:
        """Start a dead node's process again; where its disk turns out damaged, on a new one."""
        one = self._nodes[node]
        try:
            one.start(damaged=one.store.may_be_damaged and self._may_lose(one))
        except StorageDamagedError:
            self._begin_again(one)

    def pause(self, node: int) -> None:
        """Let a living process stand still."""
        self._nodes[node].pause()

    def resume(self, node: int) -> None:
        """Let a paused process go on."""
        if self._nodes[node].up and self._nodes[node].paused:
            self._nodes[node].resume()

    def change_program(self, node: int, *, newer: bool) -> None:
        """Start a node again with another program."""
        one = self._nodes[node]
        if one.up:
            one.stop()
        one.newer = newer
        self.restart(node)

    @property
    def accidents(self) -> Counter[str]:
        """How often what struck some machine or disk."""
        return sum((node.store.struck for node in self._nodes), self._struck)

    # --- disks --------------------------------------------------------------------------

    def disk(self, node: int) -> Disk:
        """Return a node's disk."""
        return self._nodes[node].store

    def lose_disk(self, node: int) -> bool:
        """Take a node's disk away, unless something would be lost in all the world."""
        one = self._nodes[node]
        if not self._may_lose(one):
            return False
        if one.up:
            one.stop()
        self._begin_again(one)
        return True

    def clone(self, source: int, target: int) -> bool:
        """Start another till of the branch as a copy of a living one, where nothing is lost."""
        one, other = self._nodes[source], self._nodes[target]
        tills = one.sells and other.sells and one.place.branch == other.place.branch
        alive = one.up and other.up and not one.paused and not other.paused
        calm = one.store.is_calm and other.store.is_calm
        honest = one.tongue is None and not one.revoked and not other.revoked
        if not (tills and alive and calm and honest and self._may_lose(other)):
            return False
        self.forked.add(one.log.author)
        clone(self._network, one, other)
        self._struck["clone"] += 1
        self._cashiers[target].forget()
        self._cashiers[target].books.may_repeat |= {source, target}
        return True

    def take_image(self, node: int) -> None:
        """Copy a node's disk as it is."""
        self._images[node] = self._nodes[node].store.image()

    def set_back(self, node: int) -> bool:
        """Put a living node's last image back, unless something would be lost in all the world."""
        one, image = self._nodes[node], self._images.pop(node, None)
        if image is None or not one.up or not one.store.is_calm or not self._may_lose(one):
            return False
        one.stop()
        set_back(one, image)
        self.forked.add(one.log.author)
        if (cashier := self._cashiers.get(node)) is not None:
            cashier.forget()
            cashier.books.may_repeat.add(node)
        self.restart(node)
        if cashier is not None and one.up:
            take_up(cashier)
        return True

    def _may_lose(self, node: VirtualNode) -> bool:
        cashier = self._cashiers.get(node.index)
        return not (cashier is not None and cashier.waits) and may_lose(self._nodes, node)

    def _begin_again(self, node: VirtualNode) -> None:
        self._struck += node.store.struck
        self._struck["began-again"] += 1
        if (cashier := self._cashiers.get(node.index)) is not None:
            cashier.forget()
        node.disks += 1
        be_oneself(self._network, node)
        node.begin_again(self._enrol(node))

    def widen(self, node: int) -> None:
        """Start a node again with a configuration by which it takes every branch."""
        one = self._nodes[node]
        if one.up:
            one.stop()
        one.place = one.place._replace(scopes=(EVERYTHING,))
        self.restart(node)

    # --- what nodes say -----------------------------------------------------------------

    def count_novelty(self, node: int, amount: int) -> None:
        """Let a living node record a novelty."""
        one = self._nodes[node]
        if one.up and one.newer and one.store.is_calm:
            try:
                count_novelty(one.log, branch_scope(one.place.branch), amount)
            except StorageFullError:
                return  # nothing was written
            self.novelties += amount
            one.appended()

    def bribe(self, node: int, tongue: Tongue | None) -> None:
        """Let a node lie, or make it honest."""
        self.liars.add(node)
        self._nodes[node].tongue = tongue

    def forger(self, node: int) -> Forger:
        """Return what a node can forge with its own key."""
        one = self._nodes[node]
        return Forger(
            lambda: one.log,
            one.papers.signer,
            lambda: one.config.hello(one.log.epoch, 0, 0, bytes(DIGEST_BYTES)),
        )

    def begin_second_history(
        self, node: int, off_ms: int, deceives: Callable[[bytes], bool]
    ) -> SecondHistory:
        """Begin another history of what a node writes, stamped ``off_ms`` off, for some links.

        The node goes on in its epoch whatever its peers prove to it.
        """
        one = self._nodes[node]
        stream = one.log.stream(branch_scope(one.place.branch))
        series = f"{one.till.series}~second"
        second = SecondHistory(lambda: one.log, one.papers.signer, stream, series, off_ms, deceives)
        self._second[node] = second
        one.stubborn = True
        one.times_set_back += 1  # its streams fork
        self.forked.add(stream.author)
        if off_ms:
            self.backdated.add(stream.author)
        return second

    def expose(self, node: int) -> None:
        """Take a liar's machine away, and enter what others hold of its second history."""
        one, second = self._nodes[node], self._second.pop(node, None)
        one.stubborn = False
        if second is None:
            return
        if one.up:
            one.stop()
        self._network.break_links(one.end)  # what it said last is heard by nobody any more
        logs = [other.log for other in self._nodes if other is not one]
        held = [sale for sale in second.invented() if any(map(sale.is_in, logs))]
        for sale in held:
            answer = {"receipt": sale.receipt, "total_minor": AMOUNT_MINOR}
            self._books.sale(node, one.place.branch, [(SKU, QUANTITY_MILLI)], answer)
            self._books.tenders["cash"] += AMOUNT_MINOR
        self._struck["second-history"] += len(held)

    def revoke(self, node: int) -> bool:
        """Let the founder throw a node out; False when it has not heard of its new keys yet."""
        founder, other = self._nodes[FOUNDER], self._nodes[node]
        self.mend(FOUNDER)
        try:
            revoke_author(founder.till, other.log.author, "a fault")
        except RefusedError:
            return False
        other.revoked = True
        founder.appended()
        return True

    def set_clock(self, node: int, offset_ms: int) -> None:
        """Set a node's clock wrong by so many milliseconds."""
        self._nodes[node].clock.set_wrong(offset_ms)

    # --- the end of trouble -------------------------------------------------------------

    def mend(self, node: int) -> None:
        """Make a node honest, its disk calm, and its process live and move."""
        one = self._nodes[node]
        one.store.calm()
        one.store.make_room()
        # Whom its peers refuse to hear says HELLO anew, and what cannot write is opened anew.
        must_start = one.tongue is not None or not one.store.is_calm
        one.tongue = None
        if one.up and must_start:
            one.stop()
        if not one.up:
            self.restart(node)
        self.resume(node)
