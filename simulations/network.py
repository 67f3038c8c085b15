"""The virtual network: links that carry messages late, and lose some of them.

It keeps what :mod:`replication.transport` says of any transport. A message arrives whole and
unchanged or not at all; a dialed link exists from the start, the other end learns of it with
the first message; a link to a process that died is closed when something is sent on it. What
goes wrong beyond that is decided by packet rules: see :class:`PacketRule`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol

from simulations.dice import TABLE_BITS, exponentials
from simulations.kernel import Kernel

Verdict = tuple[int, ...] | None
"""What becomes of a packet: None passes it on to the next rule; otherwise it is delivered once
for each delay (in microseconds, on top of the link's own), and with no delay, never."""

Tongue = Callable[[bytes, bytes], list[bytes]]
"""What a liar makes of a message on a link: the messages it sends instead."""

PASS: Verdict = None
DROP: Verdict = ()

_LIFE_SHIFT = 32
_INDEX_MASK = (1 << _LIFE_SHIFT) - 1


class Delays(NamedTuple):
    """What every link adds by itself."""

    least_us: int
    """The shortest way through the link."""
    mean_us: int
    """The mean of what comes on top, exponentially distributed."""
    in_order: bool
    """Whether messages of one link keep their order, as over TCP."""


class Channel:
    """One direction of one link."""

    __slots__ = ("back", "dialed", "index", "last_us", "name", "source", "target")

    def __init__(self, index: int, source: int, target: int, name: bytes, dialed: bool) -> None:
        """Lead from node ``source``, which calls the link ``name``, to node ``target``."""
        self.index = index
        self.source = source
        self.target = target
        self.name = name
        self.dialed = dialed
        self.back = self
        """The other direction."""
        self.last_us = 0
        """When the last message arrives that was sent so far."""


class PacketRule(Protocol):
    """Something that happens to packets; the first rule that does not pass one decides."""

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Return what becomes of this packet."""


class Listener(Protocol):
    """A node's ear at its end of the network."""

    def opened(self, link: bytes, *, dialed: bool) -> None:
        """Learn that a link exists."""

    def arrived(self, link: bytes, data: bytes) -> None:
        """Take a message from a link."""

    def closed(self, link: bytes) -> None:
        """Learn that a link is gone."""


class Endpoint:
    """One node's end: the links it dialed, and those peers dialed to it."""

    __slots__ = ("blocked", "channels", "heard", "index", "life", "listener", "name", "proves")

    def __init__(self, index: int, name: str) -> None:
        """Make an end that nobody listens at: packets for it are lost."""
        self.index = index
        self.name = name
        self.channels: dict[bytes, Channel] = {}
        self.listener: Listener | None = None
        self.life = 0
        """How often somebody began to listen: what was sent to an earlier life is lost."""
        self.heard: set[bytes] = set()
        """Links that peers dialed and that have been heard in this life of the node."""
        self.blocked: frozenset[int] = frozenset()
        self.proves = name
        """Whose key is proved on its links: that of another, at a copied machine."""


class Network:
    """All ends and links, and the packets on their way."""

    def __init__(self, kernel: Kernel, dice: random.Random, delays: Delays) -> None:
        """Carry packets on ``kernel``; ``dice`` draws how long each takes."""
        self._kernel = kernel
        self._dice = dice
        self._least_us, self._in_order = delays.least_us, delays.in_order
        self._more_us = exponentials(delays.mean_us)
        self._packet = kernel.kind("packet", self._on_packet)
        self._channels: list[Channel] = []
        self.rules: Sequence[PacketRule] = ()
        self._laid_anew = False
        """Whether any link was ever broken: then what is on its way may be of a former one."""
        self.witness: PacketRule | None = None
        """Sees every message that is sent, and decides nothing."""
        self.ends: list[Endpoint] = []
        self.messages = 0
        """Messages that were sent on links, lost ones included."""
        self.bytes = 0
        self.lost = 0
        """Messages that a rule or a dead node swallowed."""

    def add_end(self, name: str) -> Endpoint:
        """Add a node's end to the network."""
        end = Endpoint(len(self.ends), name)
        self.ends.append(end)
        return end

    def add_link(self, dialer: Endpoint, other: Endpoint) -> None:
        """Lay a link that ``dialer`` dials."""
        count = len(self._channels)
        there = Channel(count, dialer.index, other.index, b"d" + other.name.encode(), True)
        back = Channel(count + 1, other.index, dialer.index, b"r" + dialer.name.encode(), False)
        there.back, back.back = back, there
        for end, channel in ((dialer, there), (other, back)):
            assert channel.name not in end.channels, "a peer is dialed once"
            end.channels[channel.name] = channel
            self._channels.append(channel)

    def attach(self, end: Endpoint, listener: Listener) -> None:
        """Begin to listen at an end; the links it dials open at once."""
        end.listener = listener
        end.life += 1
        end.heard.clear()
        for link, channel in end.channels.items():
            if channel.dialed:
                listener.opened(link, dialed=True)

    def detach(self, end: Endpoint) -> None:
        """Stop listening: the process is dead, and what is on its way to it is lost."""
        end.listener = None

    def peer(self, end: Endpoint, link: bytes) -> Endpoint:
        """Return the other end of a link."""
        return self.ends[end.channels[link].target]

    def break_links(self, end: Endpoint) -> None:
        """Close every link of an end that nobody listens at, and lay a new one in its place.

        What is on its way is lost; who dialed the end dials it again.
        """
        self._laid_anew = True
        for channel in list(end.channels.values()):
            other, name = self.ends[channel.target], channel.back.name
            listener = other.listener
            if listener is not None and (channel.back.dialed or name in other.heard):
                listener.closed(name)
            other.heard.discard(name)
            dialer, dialed = (end, other) if channel.dialed else (other, end)
            del end.channels[channel.name], other.channels[name]
            self.add_link(dialer, dialed)
            if listener is not None and channel.back.dialed:
                listener.opened(name, dialed=True)

    def block(self, end: Endpoint, names: Collection[str]) -> None:
        """Pull the cable between an end and the named ones, and plug in every other."""
        end.blocked = frozenset(other.index for other in self.ends if other.name in names)

    def send(self, end: Endpoint, link: bytes, data: bytes) -> bool:
        """Send a message on a link; False when it was dropped at once."""
        channel = end.channels.get(link)
        if channel is None or channel.target in end.blocked:
            return False
        if not channel.dialed and link not in end.heard:
            return False
        if self.ends[channel.target].listener is None:
            if not channel.dialed:
                end.heard.discard(link)
                if end.listener is not None:
                    end.listener.closed(link)
            return False
        self.messages += 1
        self.bytes += len(data)
        if self.witness is not None:
            self.witness.on_packet(channel, data)
        for rule in self.rules:
            verdict = rule.on_packet(channel, data)
            if verdict is not None:
                if not verdict:
                    self.lost += 1
                for delay_us in verdict:
                    self._carry(channel, data, delay_us)
                return True
        self._carry(channel, data, 0)
        return True

    def _carry(self, channel: Channel, data: bytes, delay_us: int) -> None:
        more_us = self._more_us[self._dice.getrandbits(TABLE_BITS)]
        at_us = self._kernel.now_us + delay_us + self._least_us + more_us
        if self._in_order:
            if at_us < channel.last_us:
                at_us = channel.last_us
            channel.last_us = at_us
        place = channel.index | self.ends[channel.target].life << _LIFE_SHIFT
        self._kernel.plan(at_us, self._packet, channel.target, place, data)

    def _on_packet(self, node: int, place: int, data: bytes) -> None:
        end = self.ends[node]
        channel = self._channels[place & _INDEX_MASK].back
        listener = end.listener
        if listener is None or place >> _LIFE_SHIFT != end.life or channel.target in end.blocked:
            self.lost += 1
            return
        if self._laid_anew and end.channels[channel.name] is not channel:
            self.lost += 1  # it was on its way when the link broke
            return
        if not channel.dialed and channel.name not in end.heard:
            end.heard.add(channel.name)
            listener.opened(channel.name, dialed=False)
        listener.arrived(channel.name, data)
