"""The links a node holds: a dialer's decisions carried out on a transport.

What the transport and the replica report goes to the dialer, what the dialer decides goes to the
transport. A peer counts as up when it speaks with us, not when somebody answers at its address.
"""

from __future__ import annotations

from collections.abc import Mapping

from replication.dialing import Dial, Dialer
from replication.notices import Notice, PeerDown, PeerUp
from replication.peer import Peer
from replication.transport import DialingTransport


class Links:
    """Pumps one dialer and one transport."""

    def __init__(self, dialer: Dialer, transport: DialingTransport) -> None:
        """Dial on ``transport`` whom ``dialer`` says."""
        self.dialer = dialer
        self._transport = transport
        self._names: dict[bytes, str] = {}
        """Whom each dialed link leads to."""

    def broken(self, link: bytes, now: float) -> None:
        """Learn from the transport that a try failed or a link broke."""
        if (name := self._names.get(link)) is not None:
            self.dialer.down(name, now)

    def on_notice(self, notice: Notice, peers: Mapping[bytes, Peer], now: float) -> None:
        """Learn from the replica who can be heard, and where such a peer stands."""
        match notice:
            case PeerUp(link, _) if link in self._names:
                self.dialer.up(self._names[link], now)
                hello = peers[link].hello if link in peers else None
                if hello is not None:
                    self.dialer.learn(self._names[link], hello.branch, hello.role, now)
            case PeerDown(link, _) if link in self._names:
                self.dialer.down(self._names[link], now)

    def pump(self, now: float) -> None:
        """Dial and hang up as the dialer decides."""
        self.dialer.handle_timer(now)
        while (action := self.dialer.next_action()) is not None:
            if isinstance(action, Dial):
                self._names[self._transport.dial(action.peer)] = action.peer.name
            else:
                self._transport.hang_up(action.name)

    def next_timer(self) -> float | None:
        """Return when :meth:`pump` wants to be called, None when nothing is planned."""
        return self.dialer.next_timer()
