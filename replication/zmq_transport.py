"""The transport on ZeroMQ: the one module that imports ``zmq``.

One ROUTER is bound and one DEALER dials each peer; CURVE (RFC 26, CurveZMQ) is always on.
Never PUB/SUB: a PUB at its default high-water mark lost nine messages in ten. A plain poller,
not asyncio: that costs four to six times as much a message.

Whoever dials us proves a key, and only keys that were allowed get in: ZeroMQ asks
:mod:`replication.zap`, in the same poll. A node goes by the name of the key it proved. What it
calls itself does not count: nobody chooses a routing id, and one that is in use is not given up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import zmq
from zmq.utils import z85

from replication import zap
from replication.limits import MESSAGE_BYTES_MAX
from replication.transport import (
    Arrived,
    Closed,
    Opened,
    PeerAddress,
    Readable,
    TransportEvent,
)

SEND_QUEUE = 4096
"""Messages queued in ZeroMQ to one peer. Their bytes are bounded by the peer's credit, a
megabyte; small batches may be many, and one dropped here is a gap that must be asked for again."""

RECEIVE_QUEUE = 64
"""Messages queued in ZeroMQ from one peer before TCP makes it wait, which loses nothing. ZeroMQ
counts messages and no bytes: of the largest ones this is 256 MiB, of honest ones a megabyte."""

DRAIN_MAX = 128
"""Messages taken from one socket before the others get their turn."""

HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS = 2_000, 6_000
"""How soon a dead TCP connection is noticed and dialed anew."""

RECONNECT_MS, RECONNECT_MAX_MS = 100, 2_000
"""First and longest wait before a peer is dialed again: a branch must heal within seconds."""

HANDSHAKE_MS = 5_000
"""How long a handshake may take: a loaded machine answers in less, and who was not let in tries
again after it."""

CURVE_BYTES_MAX = 64
"""Room for what CURVE adds to a message: command name, nonce, authentication and flags, 33."""


class _Caller(NamedTuple):
    """Who opened a link, and the connection on which it was heard last."""

    key: bytes
    routing_id: bytes


def curve_keypair() -> tuple[bytes, bytes]:
    """Return a new CURVE key pair, public and secret, 32 bytes each."""
    public, secret = zmq.curve_keypair()
    return z85.decode(public), z85.decode(secret)


def curve_public(secret: bytes) -> bytes:
    """Return the public key of a CURVE secret key; any 32 bytes nobody can guess are one."""
    return z85.decode(zmq.curve_public(z85.encode(secret)))


class ZmqTransport:
    """Links over ZeroMQ sockets."""

    def __init__(
        self,
        *,
        listen: str,
        curve_public_key: bytes,
        curve_secret_key: bytes,
        peers: Iterable[PeerAddress] = (),
        allowed: Mapping[bytes, str] | None = None,
    ) -> None:
        """Bind ``listen`` (``tcp://host:port``, port 0 for any free one) and dial ``peers``.

        Nobody but ``allowed`` may dial us; see :meth:`allow`.

        Raises OSError when the address cannot be bound.
        """
        self._keys = (curve_public_key, curve_secret_key)
        self._context = zmq.Context()
        self._poller = zmq.Poller()
        self._blocked: frozenset[str] = frozenset()
        self._pending: list[TransportEvent] = []
        self._allowed = dict(allowed or {})
        self._inbound: dict[bytes, _Caller] = {}
        """Of each link a peer opened, who it is."""
        self._dialed: dict[bytes, PeerAddress] = {}
        self._dealers: dict[bytes, zmq.Socket[bytes]] = {}
        self._links_by_socket: dict[zmq.Socket[bytes], bytes] = {}
        self._zap: zmq.Socket[bytes] = self._context.socket(zmq.REP)
        self._zap.bind(zap.ZAP_ADDRESS)
        self._poller.register(self._zap, zmq.POLLIN)
        self._router = self._bind(listen)
        for peer in peers:
            self.dial(peer)

    def _bind(self, listen: str) -> zmq.Socket[bytes]:
        router: zmq.Socket[bytes] = self._context.socket(zmq.ROUTER)
        self._tune(router)
        router.set(zmq.ROUTER_MANDATORY, 1)
        router.set(zmq.CURVE_SERVER, 1)
        router.set(zmq.ZAP_DOMAIN, b"tillmesh")
        try:
            router.bind(listen)
        except zmq.ZMQError as error:
            router.close()
            self._zap.close()
            self._context.term()
            raise OSError(error.errno, f"{listen}: {error.strerror}") from None
        self._poller.register(router, zmq.POLLIN)
        return router

    def _tune(self, socket: zmq.Socket[bytes]) -> None:
        public, secret = self._keys
        socket.set(zmq.CURVE_PUBLICKEY, public)
        socket.set(zmq.CURVE_SECRETKEY, secret)
        socket.set(zmq.LINGER, 0)
        socket.set(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
        socket.set(zmq.SNDHWM, SEND_QUEUE)
        socket.set(zmq.RCVHWM, RECEIVE_QUEUE)
        socket.set(zmq.MAXMSGSIZE, MESSAGE_BYTES_MAX + CURVE_BYTES_MAX)
        socket.set(zmq.HEARTBEAT_IVL, HEARTBEAT_MS)
        socket.set(zmq.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS)
        socket.set(zmq.HEARTBEAT_TTL, HEARTBEAT_TIMEOUT_MS)

    @property
    def address(self) -> str:
        """The address bound, with the port that was free."""
        return self._router.get_string(zmq.LAST_ENDPOINT)

    def dial(self, peer: PeerAddress) -> bytes:
        """Open a link to a peer; it is dialed again for as long as the transport lives."""
        link = b"d" + peer.name.encode()
        assert link not in self._dialed, "a peer is dialed once"
        self._dialed[link] = peer
        self._pending.append(Opened(link, dialed=True, key=peer.curve_public_key))
        if peer.name not in self._blocked:
            self._connect(link)
        return link

    def _connect(self, link: bytes) -> None:
        peer = self._dialed[link]
        dealer: zmq.Socket[bytes] = self._context.socket(zmq.DEALER)
        self._tune(dealer)
        dealer.set(zmq.CURVE_SERVERKEY, peer.curve_public_key)
        # A message to a peer that is not there is dropped now, not queued for a day.
        dealer.set(zmq.IMMEDIATE, 1)
        dealer.set(zmq.RECONNECT_IVL, RECONNECT_MS)
        dealer.set(zmq.RECONNECT_IVL_MAX, RECONNECT_MAX_MS)
        try:
            dealer.connect(peer.address)
        except zmq.ZMQError as error:
            dealer.close()
            raise OSError(error.errno, f"{peer.address}: {error.strerror}") from None
        self._dealers[link] = dealer
        self._links_by_socket[dealer] = link
        self._poller.register(dealer, zmq.POLLIN)

    def _disconnect(self, link: bytes) -> None:
        dealer = self._dealers.pop(link)
        del self._links_by_socket[dealer]
        self._poller.unregister(dealer)
        dealer.close()

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` for something to happen and return all that did."""
        events, self._pending = self._pending, []
        wait_ms = 0 if events else max(0, int(timeout_s * 1000))
        for ready, _ in self._poller.poll(wait_ms):
            if ready is self._router:
                self._drain_router(events)
            elif ready is self._zap:
                self._zap.send_multipart(zap.answer(self._zap.recv_multipart(), self._allowed))
            elif isinstance(ready, int):
                events.append(Readable(ready))
            else:
                self._drain_dealer(ready, events)
        return events

    def _drain_router(self, events: list[TransportEvent]) -> None:
        for _ in range(DRAIN_MAX):
            try:
                routing_id, *frames = self._router.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            if len(frames) == 1:
                self._from_router(routing_id.bytes, frames[0], events)

    def _from_router(
        self, routing_id: bytes, frame: zmq.Frame, events: list[TransportEvent]
    ) -> None:
        """Take a message whose key is allowed, on the link of the key's name."""
        key = bytes.fromhex(str(frame.get(zap.USER_ID)))
        name = self._allowed.get(key)
        if name is None or name in self._blocked:
            return
        link = b"r" + name.encode()
        before = self._inbound.get(link)
        if before is None:
            events.append(Opened(link, dialed=False, key=key))
        elif before.key != key:
            return  # Two keys go by one name: whoever came first is heard.
        self._inbound[link] = _Caller(key, routing_id)
        events.append(Arrived(link, frame.bytes))

    def _drain_dealer(self, dealer: zmq.Socket[bytes], events: list[TransportEvent]) -> None:
        link = self._links_by_socket[dealer]
        for _ in range(DRAIN_MAX):
            try:
                frames = dealer.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if len(frames) == 1:
                events.append(Arrived(link, frames[0]))

    def send(self, link: bytes, data: bytes) -> bool:
        """Send a message, never waiting; False when it was dropped at once."""
        try:
            if link[:1] == b"d":
                dealer = self._dealers.get(link)
                if dealer is None:
                    return False
                dealer.send(data, zmq.NOBLOCK)
                return True
            caller = self._inbound.get(link)
            if caller is None or link[1:].decode() in self._blocked:
                return False
            self._router.send_multipart((caller.routing_id, data), zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
            # The peer hung up: forget the link, a new one opens when it dials again.
            del self._inbound[link]
            self._pending.append(Closed(link))
            return False
        return True

    def allow(self, names: Mapping[bytes, str]) -> None:
        """Let in these public keys from now on, each under its name, and no other."""
        self._allowed = dict(names)
        for link, caller in list(self._inbound.items()):
            if self._allowed.get(caller.key) != link[1:].decode():
                # ZeroMQ keeps a connection it once let in; what it still brings is dropped.
                del self._inbound[link]
                self._pending.append(Closed(link))

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer for good, if there is one."""
        link = b"d" + name.encode()
        if self._dialed.pop(link, None) is not None:
            if link in self._dealers:
                self._disconnect(link)
            self._pending.append(Closed(link))

    def block(self, names: Collection[str]) -> None:
        """Pull the cable to the named peers, and plug in every other one."""
        self._blocked = frozenset(names)
        for link, peer in self._dialed.items():
            if peer.name in self._blocked and link in self._dealers:
                self._disconnect(link)
            elif peer.name not in self._blocked and link not in self._dealers:
                self._connect(link)

    def watch(self, fd: int) -> None:
        """Report when a file descriptor has something to read."""
        self._poller.register(fd, zmq.POLLIN)

    def unwatch(self, fd: int) -> None:
        """Stop watching a file descriptor."""
        self._poller.unregister(fd)

    def close(self) -> None:
        """Close every link, dropping what was not sent."""
        for link in list(self._dealers):
            self._disconnect(link)
        for socket in (self._router, self._zap):
            self._poller.unregister(socket)
            socket.close()
        self._context.term()
