"""One node under Maelstrom: its messages in, our replica's bytes inside them, its messages out.

Sans-IO like the replica itself: lines and the time go in, lines come out.
"""

from __future__ import annotations

import json
import random
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from core.ed25519 import SEED_BYTES, Ed25519Signer, verify_ed25519
from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Draft, entry_of
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.record import decode_header
from replication.replica import Replica, ReplicaConfig
from simulations.maelstrom.workloads import Workload

KIND = "maelstrom.written"
"""The kind of every event."""

GOSSIP = "tillmesh"
"""The type of the messages that carry the replica's bytes."""

NOT_SUPPORTED, MALFORMED_REQUEST = 10, 12
"""Maelstrom's codes for an error."""

FEED_COUNT = 1_000
"""Events read from the log at a time."""


class MaelstromNode:
    """A replica, its log, and one workload over it."""

    def __init__(
        self, workload: Workload, clock_ms: Callable[[], int], dice: random.Random
    ) -> None:
        """Wait for Maelstrom's ``init``; ``dice`` makes the key and the sessions."""
        self._workload = workload
        self._dice = dice
        self._signer = Ed25519Signer(dice.randbytes(SEED_BYTES))
        self._log = EventLog(
            MemoryStore(), clock_ms=clock_ms, signer=self._signer, verifier=verify_ed25519
        )
        self._replica: Replica | None = None
        self._name = ""
        self._folded = 0
        self._said = 0
        self._waiting: list[str] = []

    def receive(self, line: str, now: float) -> None:
        """Take in one line; whatever is wrong with it, at most an error is answered."""
        try:
            message = json.loads(line)
            source, body = str(message["src"]), dict(message["body"])
        except (ValueError, KeyError, TypeError):
            return
        if body.get("type") == "init":
            self._init(source, body, now)
        elif self._replica is None:
            return
        elif body.get("type") == GOSSIP:
            self._gossip(source, body, now)
        else:
            self._serve(source, body)
        self._pump(now)

    def handle_timer(self, now: float) -> None:
        """Let the replica look after its links."""
        if self._replica is not None:
            self._replica.handle_timer(now)
            self._pump(now)

    def next_timer(self) -> float | None:
        """Return when :meth:`handle_timer` wants to be called."""
        return None if self._replica is None else self._replica.next_timer()

    def lines_to_send(self) -> list[str]:
        """Return every line to say."""
        said, self._waiting = self._waiting, []
        return said

    # --- what Maelstrom says ------------------------------------------------------------

    def _init(self, source: str, body: dict[str, Any], now: float) -> None:
        self._name = str(body["node_id"])
        config = ReplicaConfig(
            company="maelstrom",
            name=self._name,
            role="till",
            branch="maelstrom",
            public_key=self._signer.public_key,
            own_scopes=(COMPANY_SCOPE,),
        )
        self._replica = Replica(self._log, config, self._dice)
        for other in map(str, body["node_ids"]):
            if other != self._name:
                dialed = self._name < other
                self._replica.connected(other.encode(), now, dialed=dialed)
        self._answer(source, body, {"type": "init_ok"})

    def _gossip(self, source: str, body: dict[str, Any], now: float) -> None:
        assert self._replica is not None, "gossip begins after init"
        try:
            data = b64decode(body["data"], validate=True)
        except (KeyError, TypeError, ValueError):
            return
        self._replica.receive(data, source.encode(), now)

    def _serve(self, source: str, body: dict[str, Any]) -> None:
        workload = self._workload
        kind = body.get("type")
        if kind == workload.writes:
            try:
                value = workload.value_of(body)
            except (KeyError, ValueError) as error:
                self._refuse(source, body, MALFORMED_REQUEST, f"{kind}: {error}")
                return
            self._log.append([Draft(KIND, COMPANY_SCOPE, self._log.mint_id(), 1, value)])
            assert self._replica is not None, "operations come after init"
            self._replica.appended()
            self._answer(source, body, {"type": f"{kind}_ok"})
        elif kind == "read" and workload.writes:
            self._fold()
            self._answer(source, body, {"type": "read_ok", workload.result: workload.read()})
        elif (answer := workload.answer(body, self._log)) is not None:
            self._answer(source, body, answer)
        else:
            self._refuse(source, body, NOT_SUPPORTED, f"'{kind}' is not known here")

    def _fold(self) -> None:
        """Take in every event that was written since the last look."""
        with self._log.read() as view:
            while self._folded < view.last_lsn():
                for lsn, record in view.feed(self._folded, FEED_COUNT):
                    header, entry = decode_header(record), entry_of(record)
                    stream = StreamId(header.author, header.epoch, header.scope)
                    self._workload.fold(stream, entry.sequence, json.loads(entry.body))
                    self._folded = lsn

    # --- what we say --------------------------------------------------------------------

    def _refuse(self, source: str, body: dict[str, Any], code: int, text: str) -> None:
        self._answer(source, body, {"type": "error", "code": code, "text": text})

    def _answer(self, source: str, body: dict[str, Any], answer: dict[str, Any]) -> None:
        self._say(source, answer | {"in_reply_to": body.get("msg_id")})

    def _say(self, to: str, body: dict[str, Any]) -> None:
        self._said += 1
        message = {"src": self._name, "dest": to, "body": body | {"msg_id": self._said}}
        self._waiting.append(json.dumps(message))

    def _pump(self, now: float) -> None:
        if self._replica is None:
            return
        for link, data in self._replica.messages_to_send(now):
            self._say(link.decode(), {"type": GOSSIP, "data": b64encode(data).decode()})
        while self._replica.next_notice() is not None:
            pass
