"""The transport on ZeroMQ: the one module that imports ``zmq``.

One ROUTER is bound and one DEALER dials each peer; CURVE (RFC 26, CurveZMQ) is always on. Never
PUB/SUB: a PUB lost nine messages in ten. A plain poller: asyncio costs four to six times as much.

Whoever dials us proves a key, and only keys that were allowed get in: ZeroMQ asks
:mod:`replication.zap`, in the same poll. A node goes by the name of the key it proved. What it
calls itself does not count: nobody chooses a routing id, and one that is in use is not given up.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping

import zmq
from zmq.utils import z85

from replication import zap
from replication.callers import Callers
from replication.limits import MESSAGE_BYTES_MAX
from replication.transport import (
    Arrived,
    Broken,
    Closed,
    Opened,
    PeerAddress,
    Reached,
    Readable,
    TransportEvent,
)
from replication.zmq_limits import (
    CONNECT_TIMEOUT_MS,
    CURVE_BYTES_MAX,
    DRAIN_BYTES,
    DRAIN_MAX,
    HANDSHAKE_MS,
    HANDSHAKE_TIMEOUT_MS,
    KEEPALIVE_S,
    NO_RECONNECT,
    RECEIVE_QUEUE,
    SEND_QUEUE,
    UNHEARD_MS,
)

FAILED = zmq.EVENT_CLOSED | zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
FAILED |= zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_AUTH
"""What ZeroMQ says of a connection that failed or is lost."""


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
        """Bind ``listen`` (``tcp://host:port``, port 0 for any free one) and dial ``peers`` once.

        Nobody but ``allowed`` may dial us. Raises OSError when the address cannot be bound.
        """
        self._keys = (curve_public_key, curve_secret_key)
        self._context = zmq.Context()
        self._poller = zmq.Poller()
        self._blocked: frozenset[str] = frozenset()
        self._pending: list[TransportEvent] = []
        self._callers = Callers(allowed or {})
        self._dialed: dict[bytes, PeerAddress] = {}
        self._dealers: dict[bytes, zmq.Socket[bytes]] = {}
        self._links_by_socket: dict[zmq.Socket[bytes], bytes] = {}
        self._zap: zmq.Socket[bytes] = self._context.socket(zmq.REP)
        self._zap.bind(zap.ZAP_ADDRESS)
        self._poller.register(self._zap, zmq.POLLIN)
        self._links_by_monitor: dict[zmq.Socket[bytes], bytes] = {}
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
        socket.set(zmq.TCP_KEEPALIVE, 1)
        socket.set(zmq.TCP_KEEPALIVE_IDLE, KEEPALIVE_S)
        socket.set(zmq.TCP_KEEPALIVE_INTVL, KEEPALIVE_S)
        socket.set(zmq.TCP_MAXRT, UNHEARD_MS)

    @property
    def address(self) -> str:
        """The address bound, with the port that was free."""
        return self._router.get_string(zmq.LAST_ENDPOINT)

    def dial(self, peer: PeerAddress) -> bytes:
        """Open a link to a peer, or dial anew one that broke; one that works is left alone."""
        link = b"d" + peer.name.encode()
        if link not in self._dialed:
            self._pending.append(Opened(link, True, peer.curve_public_key))
        elif self._dialed[link] != peer and link in self._dealers:
            self._disconnect(link)
        self._dialed[link] = peer
        if link not in self._dealers:
            self._connect(link)
        return link

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer, if there is one."""
        link = b"d" + name.encode()
        if self._dialed.pop(link, None) is not None:
            if link in self._dealers:
                self._disconnect(link)
            self._pending.append(Closed(link))

    def _connect(self, link: bytes) -> None:
        peer = self._dialed[link]
        if peer.name in self._blocked:
            self._pending.append(Broken(link))
            return
        dealer: zmq.Socket[bytes] = self._context.socket(zmq.DEALER)
        self._tune(dealer)
        dealer.set(zmq.CURVE_SERVERKEY, peer.curve_public_key)
        # A message to a peer that is not there is dropped now, not queued for a day.
        dealer.set(zmq.IMMEDIATE, 1)
        dealer.set(zmq.RECONNECT_IVL, NO_RECONNECT)
        dealer.set(zmq.CONNECT_TIMEOUT, CONNECT_TIMEOUT_MS)
        dealer.set(zmq.HANDSHAKE_IVL, HANDSHAKE_TIMEOUT_MS)
        monitor = dealer.get_monitor_socket(FAILED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        self._dealers[link] = dealer
        self._links_by_socket[dealer] = link
        self._links_by_monitor[monitor] = link
        for socket in (dealer, monitor):
            self._poller.register(socket, zmq.POLLIN)
        try:
            dealer.connect(peer.address)
        except zmq.ZMQError:
            # An address ZeroMQ cannot read is one where nobody is found.
            self._disconnect(link)
            self._pending.append(Broken(link))

    def _disconnect(self, link: bytes) -> None:
        dealer = self._dealers.pop(link)
        del self._links_by_socket[dealer]
        monitor = dealer.get_monitor_socket()
        del self._links_by_monitor[monitor]
        for socket in (dealer, monitor):
            self._poller.unregister(socket)
        dealer.disable_monitor()
        monitor.close()
        dealer.close()

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` for something to happen and return all that did."""
        events, self._pending = self._pending, []
        wait_ms = 0 if events else max(0, int(timeout_s * 1000))
        for ready, _ in self._poller.poll(wait_ms):
            if ready is self._router:
                self._drain_router(events)
            elif ready is self._zap:
                asked = self._zap.recv_multipart()
                self._zap.send_multipart(zap.answer(asked, self._callers.allowed))
            elif isinstance(ready, int):
                events.append(Readable(ready))
            elif ready in self._links_by_monitor:
                self._drain_monitor(ready, events)
            elif ready in self._links_by_socket:
                self._drain_dealer(ready, events)
        return events

    def _drain_monitor(self, monitor: zmq.Socket[bytes], events: list[TransportEvent]) -> None:
        link = self._links_by_monitor[monitor]
        while monitor.poll(0):
            event = int.from_bytes(monitor.recv_multipart()[0][:2], sys.byteorder)  # no asyncio
            if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                events.append(Reached(link))
            elif event & FAILED:
                # What came before the end counts, and there is no more of it than a queue.
                while self._drain_dealer(self._dealers[link], events):
                    pass
                self._disconnect(link)
                events.append(Broken(link))
                return

    def _drain_router(self, events: list[TransportEvent]) -> None:
        for routing_id, *frames in _taken(self._router):
            if len(frames) == 1:
                key = bytes.fromhex(str(frames[0].get(zap.USER_ID)))
                if self._callers.allowed.get(key) not in self._blocked:
                    events += self._callers.heard(key, routing_id.bytes, frames[0].bytes)

    def _drain_dealer(self, dealer: zmq.Socket[bytes], events: list[TransportEvent]) -> bool:
        """Take in what a dialed peer sent, one turn's share; returns whether there was any."""
        taken = [frames[0].bytes for frames in _taken(dealer) if len(frames) == 1]
        link = self._links_by_socket[dealer]
        events.extend(Arrived(link, data) for data in taken)
        return bool(taken)

    def send(self, link: bytes, data: bytes) -> bool:
        """Send a message, never waiting; False when it was dropped at once."""
        try:
            if link[:1] == b"d":
                dealer = self._dealers.get(link)
                if dealer is None:
                    return False
                dealer.send(data, zmq.NOBLOCK)
                return True
            caller = self._callers.links.get(link)
            if caller is None or link[1:].decode() in self._blocked:
                return False
            self._router.send_multipart((caller.routing_id, data), zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno != zmq.EHOSTUNREACH:
                raise
            # The peer hung up: forget the link, a new one opens when it dials again.
            del self._callers.links[link]
            self._pending.append(Closed(link))
            return False
        return True

    def allow(self, names: Mapping[bytes, str]) -> None:
        """Let in these public keys from now on, each under its name, and no other."""
        self._pending.extend(map(Closed, self._callers.allow(names)))

    def block(self, names: Collection[str]) -> None:
        """Pull the cable to the named peers, and plug in every other one."""
        self._blocked = frozenset(names)
        for link, peer in self._dialed.items():
            if peer.name in self._blocked and link in self._dealers:
                self._disconnect(link)
                self._pending.append(Broken(link))
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


def _taken(socket: zmq.Socket[bytes]) -> Iterator[list[zmq.Frame]]:
    """Yield the messages that wait at a socket, until its turn is over."""
    size = 0
    for _ in range(DRAIN_MAX):
        if size > DRAIN_BYTES:
            return
        try:
            frames = socket.recv_multipart(zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return
        size += sum(map(len, frames))
        yield frames
