"""A node in the virtual world: production's log, till and replica, pumped by the kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.company.enrolment import Enrolment
from core.errors import StorageError, StorageFullError
from core.identity import COMPANY_SCOPE, branch_scope
from core.pin_hash import COST_MIN
from node.till_config import TILL, TillConfig
from replication.notices import Notice, Received
from replication.replica import ReplicaConfig
from simulations.clock import VirtualClock
from simulations.dice import dice_of
from simulations.disk import Disk, PowerLostError
from simulations.enrolment import Papers, virtual_key
from simulations.heeding import heed
from simulations.kernel import US_PER_S, Kernel
from simulations.looking_over import look_over
from simulations.network import Endpoint, Network, Tongue
from simulations.newer_program import NEWER_READERS, newer_projections
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.topology import Place

COMPANY = "virtual"
"""The company of every virtual node."""

_NEVER_US = 1 << 62


class VirtualNode:
    """One process and its disk. The disk outlives the process."""

    def __init__(
        self,
        place: Place,
        kernel: Kernel,
        network: Network,
        parts: Parts,
        papers: Papers,
        options: WorldOptions,
    ) -> None:
        """Set the node up, dead: :meth:`start` gives it life."""
        self.place = place
        self.end: Endpoint = network.add_end(place.name)
        self.index = self.end.index
        self.clock = VirtualClock(kernel)
        self.store: Disk = parts.store()
        self.disks = 1
        """How many disks the node has had; with each but the first it began anew, as another."""
        self.up = self.paused = False
        """Whether the process lives; whether it does nothing, as in a long garbage collection."""
        self.newer = False
        """Whether it runs the newer program, which knows a kind of event more."""
        self.tongue: Tongue | None = None
        """What mangles all it says; None as long as the machine is honest."""
        self.stubborn = False  # whether it goes on in its epoch, whatever is proved to it
        self.life = 0
        """How often the process has been started."""
        self.called = ""  # the name of the node it is a copy of
        self.times_set_back = 0  # then its streams may fork
        self.notices: list[Notice] = []
        """What the replica told its node but for receipts of events, over all lives."""
        self.disk_errors: list[str] = []  # what people were told of its disk, over all lives
        self._kernel, self._network, self._parts = kernel, network, parts
        self._options, self._working, self._timer_us = options, False, _NEVER_US
        self._stalled: list[Callable[[], None]] = []
        """What reached a paused process, in order."""
        self.papers = papers
        self.revoked = False  # whether somebody has decided that this node is out
        self._links: dict[bytes, tuple[bool, bytes]] = {}
        """Every open link: whether we dialed it, and the key that was proved on it."""
        self.dice = dice_of(options.seed, "replica", place.name)
        self._secrets = dice_of(options.seed, "secrets", place.name)
        self.kind_work = self.kind_timer = 0
        self._boot()

    def _boot(self, *, doubtful: bool = False) -> None:
        """Build the process anew on the disk, as a start of the program does."""
        place, parts, papers = self.place, self._parts, self.papers
        gate = papers.admission()
        known = () if gate is None else (gate.projection(),)
        newer = newer_projections() if self.newer else ()
        self.log = parts.log(
            self.store,
            clock_ms=self.clock.now_ms,
            signer=papers.signer,
            verifier=papers.verifier,
            check=parts.check,
            projections=(*known, *parts.projections(), *newer),
            readers={**parts.readers, **NEWER_READERS} if self.newer else parts.readers,
            admission=gate,
        )
        if doubtful:
            look_over(self.log, papers.verifier)
        config = TillConfig(
            self.name, place.branch, place.role, COMPANY, scopes=place.scopes, pin_cost=COST_MIN
        )
        self.till = parts.till(self.log, config)
        self.till.secret = self._secrets.randbytes
        self._begin_replica()

    def _begin_replica(self) -> None:
        place, parts, papers = self.place, self._parts, self.papers
        self.config = ReplicaConfig(
            COMPANY,
            self.name,
            place.role,
            place.branch,
            papers.signer.public_key,
            scopes=place.scopes,
            own_scopes=(COMPANY_SCOPE, branch_scope(place.branch)),
            certificate=papers.certificate,
            tick_s=self._options.tick_s,
        )
        rows = parts.rows(self.log) if self._options.rows else None
        self.replica = parts.replica(self.log, self.config, self.dice, rows)

    @property
    def name(self) -> str:
        """What the node calls itself: who comes back with nothing takes a new name."""
        place = self.place.name
        return self.called or (place if self.disks == 1 else f"{place}r{self.disks}")

    @property
    def sells(self) -> bool:
        """Whether a cashier stands here."""
        return self.place.role == TILL

    @property
    def events(self) -> int:
        """How many events the log holds."""
        with self.log.read() as view:
            return view.last_lsn()

    def introduce(self) -> None:
        """Say first of all who we are, and whom we enrolled, where there is a company."""
        if not self.papers.certificate:
            return
        at = self.till.now()
        known = (self.papers.certificate, *self.papers.issued)
        self.till.application.record(
            *(Enrolment.enrol(id=self.log.mint_id(), timestamp=at, certificate=c) for c in known)
        )
        self.appended()

    # --- life and death -----------------------------------------------------------------

    def start(self, *, damaged: bool = False) -> None:
        """Start the process on what the disk holds; what was written wrongly may show now.

        Raises StorageDamagedError when the disk cannot be trusted, and stays dead.
        """
        assert not self.up, "a process is started once"
        doubtful = self.store.open_anew(damaged=damaged)
        if self.life:
            try:
                self._boot(doubtful=doubtful)
            except StorageFullError:
                # Another program has tables to fold. Nobody can sell: room is made at once.
                self.store.make_room()
                self._boot(doubtful=doubtful)
        self.up, self.paused = True, False
        self.life += 1
        self._links.clear()
        self._working, self._timer_us = False, _NEVER_US
        self._stalled.clear()
        self._network.attach(self.end, self)
        self._set_timer()

    def stop(self) -> None:
        """Kill the process: the log stays, the replica's memory is gone."""
        assert self.up, "only what lives can die"
        self.up = False
        self._network.detach(self.end)

    def begin_again(self, papers: Papers) -> None:
        """Start on an empty disk with new papers: of its former life only the place is left."""
        assert not self.up, "a machine is off when its disk is exchanged"
        self.store = self._parts.store()
        self.papers = papers
        self.start()
        self.introduce()

    def pause(self) -> None:
        """Let the process stand still; what reaches it waits."""
        self.paused = True

    def resume(self) -> None:
        """Let it go on with all that has waited."""
        self.paused = self._working = False
        stalled, self._stalled = self._stalled, []
        for call in stalled:
            call()
        if self.up:
            self._timer_us = _NEVER_US
            self.replica.handle_timer(self._kernel.now_s)
            self._set_timer()
            self._will_work()

    def disk_failed(self, error: StorageError | PowerLostError) -> None:
        """Go on after what a runner logs, and die with the machine."""
        if isinstance(error, StorageError):
            self.disk_errors.append(str(error))
        if isinstance(error, PowerLostError) and self.up:
            self.stop()

    # --- the ear of the network ---------------------------------------------------------

    def opened(self, link: bytes, *, dialed: bool) -> None:
        """Begin to speak on a new link."""
        if self.paused:
            self._stalled.append(partial(self.opened, link, dialed=dialed))
            return
        key = virtual_key(self._network.peer(self.end, link).proves)
        self._links[link] = (dialed, key)
        self.replica.connected(link, self._kernel.now_s, dialed=dialed, key=key)
        self._set_timer()
        self._will_work()

    def arrived(self, link: bytes, data: bytes) -> None:
        """Hand a message to the replica, and look after it with what else arrives soon."""
        if self.paused:
            self._stalled.append(partial(self.arrived, link, data))
            return
        try:
            self.replica.receive(data, link, self._kernel.now_us / US_PER_S)
        except (StorageError, PowerLostError) as error:
            self.disk_failed(error)
        if not self._working and self.replica.has_work:
            self._will_work()

    def closed(self, link: bytes) -> None:
        """Forget a link."""
        self._links.pop(link, None)
        self.replica.disconnected(link, self._kernel.now_s)

    # --- the pump -----------------------------------------------------------------------

    def appended(self) -> None:
        """Tell the replica that our own log grew."""
        self.replica.appended()
        self._will_work()

    def _will_work(self) -> None:
        if not self._working:
            self._working = True
            at_us = self._kernel.now_us + self._options.work_us
            self._kernel.plan(at_us, self.kind_work, self.index, self.life)

    def on_work(self, life: int) -> None:
        """Write what has arrived and send what is to be said."""
        if not self.up or self.paused or life != self.life:
            return
        self._working = False
        self._pump()

    def on_timer(self, life: int) -> None:
        """Look after the links whose time has come."""
        if not self.up or life != self.life or self._kernel.now_us != self._timer_us or self.paused:
            return
        self._timer_us = _NEVER_US
        self.replica.handle_timer(self._kernel.now_us / US_PER_S)
        self._set_timer()
        self._pump()

    def _set_timer(self) -> None:
        wanted_s = self.replica.next_timer()
        if wanted_s is None:
            return
        at_us = max(self._kernel.now_us, int(wanted_s * US_PER_S) + 1)
        if at_us < self._timer_us:
            self._timer_us = at_us
            self._kernel.plan(at_us, self.kind_timer, self.index, self.life)

    def _pump(self) -> None:
        send, end, replica = self._network.send, self.end, self.replica
        try:
            for link, data in replica.messages_to_send(self._kernel.now_us / US_PER_S):
                if self.tongue is None:
                    send(end, link, data)
                else:
                    for said in self.tongue(link, data):
                        send(end, link, said)
        except (StorageError, PowerLostError) as error:
            self.disk_failed(error)
        while self.up and (notice := replica.next_notice()) is not None:
            if type(notice) is not Received:
                self.notices.append(notice)
            heed(self, notice)

    def begin_sessions(self) -> None:
        """Begin every session anew: who we are has changed."""
        self._begin_replica()
        for link, (dialed, key) in self._links.items():
            self.replica.connected(link, self._kernel.now_s, dialed=dialed, key=key)
        self._set_timer()
