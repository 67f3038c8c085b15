"""One of two real nodes: sells so many events, replicates, and says how much it holds.

Started by test_replica_pair.py with everything it must know as JSON in its one argument. It
prints ``at <address>``, ``held <events>`` whenever that grew, and ``level <digest>`` when it
holds all there will be. It ends when its standard input does; it may be killed before.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from replication.dialing import Dialer
from replication.links import Links
from replication.replica import Replica, ReplicaConfig
from replication.transport import (
    Arrived,
    Broken,
    Closed,
    Opened,
    Reached,
    Readable,
    TransportEvent,
)
from replication.views import Contact
from replication.zmq_transport import ZmqTransport

SCOPE = "branch:b"


class PairNode:
    """A node reduced to its log, its replica and its transport."""

    def __init__(self, task: dict[str, str]) -> None:
        self.target = int(task["target"])
        signer = Ed25519Signer(bytes.fromhex(task["seed"]))
        self.log = EventLog(
            LmdbStore.open(task["directory"]),
            clock_ms=lambda: time.time_ns() // 1_000_000,
            signer=signer,
            verifier=verify_ed25519,
        )
        config = ReplicaConfig(
            "acme", task["name"], "till", "b", signer.public_key, own_scopes=(SCOPE,)
        )
        self.replica = Replica(self.log, config, random.Random(os.getpid()))
        key = bytes.fromhex(task["peer_key"])
        self.transport = ZmqTransport(
            listen=task["listen"],
            curve_public_key=bytes.fromhex(task["public_key"]),
            curve_secret_key=bytes.fromhex(task["secret_key"]),
            allowed={key: task["peer"]},
        )
        dice = random.Random(os.getpid())
        self.links = Links(Dialer(Contact(task["name"], "", b"", "b"), dice), self.transport)
        if task["peer_address"]:
            peer = Contact(task["peer"], task["peer_address"], key)
            self.links.dialer.know([peer], time.monotonic())
        self.transport.watch(sys.stdin.fileno())
        self.said = -1

    def run(self) -> None:
        self.say(f"at {self.transport.address}")
        while True:
            for event in self.transport.poll(0.005):
                if isinstance(event, Readable):
                    return
                self.on_event(event)
            self.sell()
            self.replica.handle_timer(time.monotonic())
            self.links.pump(time.monotonic())
            for link, data in self.replica.messages_to_send(time.monotonic()):
                self.transport.send(link, data)
            while (notice := self.replica.next_notice()) is not None:
                self.links.on_notice(notice, self.replica.peers, time.monotonic())
            self.report()

    def on_event(self, event: TransportEvent) -> None:
        now = time.monotonic()
        match event:
            case Opened(link, dialed):
                self.replica.connected(link, now, dialed=dialed)
            case Closed(link):
                self.replica.disconnected(link, now)
            case Reached(link):
                self.replica.reached(link, now)
            case Broken(link):
                self.replica.broken(link, now)
                self.links.broken(link, now)
            case Arrived(link, data):
                self.replica.receive(data, link, now)

    def sell(self) -> None:
        if self.replica.holdings.sequence(self.log.stream(SCOPE)) < self.target:
            self.log.append([Draft("sold", SCOPE, self.log.mint_id(), 1, os.urandom(100))])
            self.replica.appended()

    def report(self) -> None:
        held = self.replica.holdings.events
        if held == self.said:
            return
        self.said = held
        self.say(f"held {held}")
        if held == 2 * self.target:
            with self.log.read() as view:
                self.say(f"level {view.digest().hex()}")

    def say(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    PairNode(json.loads(sys.argv[1])).run()
