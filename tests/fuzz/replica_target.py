"""A live replica among peers in every phase of a session, to whom anything may be said."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from functools import cache

import zstandard

from core.errors import RemoteError
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.offer import Offer
from core.log.seal import Seal, make_seal
from core.log.segment import decode_segment
from replication.limits import PROTOCOL_VERSION
from replication.messages import Ack, Batch, Have, HeadClaim, Hello, Presync, Stop, Want
from replication.notices import Misbehaved, Notice
from replication.replica import Replica, ReplicaConfig
from replication.wire import decode, encode
from tests.fuzz.honest import batches, messages, new_log, sell_some
from tests.fuzz.hostile import hostile_columns
from tests.fuzz.plan import Plan
from tests.fuzz.target import Target, must_be_one_sentence
from tests.replication.wire_node import SCOPE, CheapSigner

SCOPES = ("company", SCOPE)
STEPS_MAX = 60
LINKS = (b"dtalking", b"rsilent", b"rhello", b"rstandby", b"rrefused", b"rdown", b"r\x1b[2J\xff")
SPANS_S = (0.0, 0.01, 0.3, 1.3, 6.0, 100.0)


@cache
def _peer_log(name: str) -> EventLog:
    log = new_log(name)
    sell_some(log)
    return log


@cache
def _peer_batches(name: str) -> tuple[Batch, ...]:
    return tuple(batches(_peer_log(name)))


class Siege:
    """One replica, and everything that can be done to it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = 0.0
        self.log = new_log("victim")
        sell_some(self.log, 1)
        self.log.ingest_all([Offer(*_peer_batches("talking")[0])])
        key = CheapSigner("victim").public_key
        config = ReplicaConfig("acme", "victim", "till", "b", key, SCOPES, SCOPES)
        self.replica = Replica(self.log, config, random.Random(7))
        self.streams = (
            self.log.stream(SCOPE),
            _peer_log("talking").stream(SCOPE),
            _peer_log("talking").stream("company"),
            _peer_log("standby").stream(SCOPE),
            _peer_log("standby").stream("elsewhere"),
            StreamId(b"?" * 16, 0, "company"),
            StreamId(self.log.author, 2**32 - 1, "\x1b[2J\n"),
        )
        self._say_hellos()

    def _say_hellos(self) -> None:
        for link in LINKS:
            self.replica.connected(link, self.now, dialed=link[:1] == b"d")
        talking = self.replica.peers[LINKS[0]].session
        self._hello(LINKS[5], "down", answers=self.replica.peers[LINKS[5]].session)
        self._pass(6.0)
        self._hello(LINKS[0], "talking", answers=talking)
        self._hello(LINKS[2], "hello", answers=0)
        self._hello(LINKS[3], "talking", answers=self.replica.peers[LINKS[3]].session, session=9)
        self._hello(LINKS[4], "refused", answers=0, company="elsewhere")

    def _hello(self, link: bytes, name: str, *, answers: int, **fields: object) -> None:
        key = CheapSigner(name).public_key
        hello = Hello(
            PROTOCOL_VERSION, "acme", key, 1, name, "till", "b", ("*",), 5, answers, bytes(16)
        )
        self._receive(link, encode(hello._replace(**fields)))  # type: ignore[arg-type]

    # --- what happens -----------------------------------------------------------------

    def run(self) -> None:
        """Do what the plan says, then see that nothing of ours was hurt."""
        own = self.streams[0]
        with self.log.read() as view:
            before = view.heads()[own]
        acts: tuple[Callable[[], None], ...] = (
            self._say_raw,
            self._say_mutated,
            self._say_hello,
            self._say_have,
            self._say_ack,
            self._say_want,
            self._say_stop,
            self._say_presync,
            self._send_honest,
            self._send_forged,
            self._send_columns,
            self._let_time_pass,
            self._pump,
            self._change_links,
        )
        for _ in range(STEPS_MAX):
            if self.plan.ended:
                break
            self.plan.choose(acts)()
        for _ in range(3):
            self._pass(1.5)
        with self.log.read() as view:
            heads = view.heads()
            assert heads[own] == before, "our own stream is ours"
            assert dict(self.replica.holdings.items()) == heads
            view.check_heads()

    def _receive(self, link: bytes, data: bytes) -> None:
        self.replica.receive(data, link, self.now)

    def _say(self, data: bytes) -> None:
        self._receive(self.plan.choose(LINKS), data)

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        self.replica.handle_timer(self.now)
        self._pump()

    def _pump(self) -> None:
        for _, data in self.replica.messages_to_send(self.now):
            decode(data)  # What we say, everybody can read.
        while (notice := self.replica.next_notice()) is not None:
            check_notice(notice)

    # --- what is said -----------------------------------------------------------------

    def _say_raw(self) -> None:
        self._say(self.plan.take(self.plan.below(200)))

    def _say_mutated(self) -> None:
        self._say(self.plan.mutated(encode(self.plan.choose(messages()))))

    def _say_hello(self) -> None:
        plan = self.plan
        link = plan.choose(LINKS)
        peer = self.replica.peers.get(link)
        session = 0 if peer is None else peer.session
        key = CheapSigner(plan.choose(("talking", "standby", "victim", "new"))).public_key
        scopes = plan.choose((("*",), SCOPES, (), ("elsewhere",), (plan.text(),) * 3))
        hello = Hello(
            plan.choose((*[PROTOCOL_VERSION] * 3, 1, PROTOCOL_VERSION + 1)),
            plan.choose(("acme", "acme", "acme", plan.text())),
            key,
            plan.choose((1, plan.number())),
            plan.text(),
            plan.text(),
            plan.text(),
            scopes,
            plan.small(),
            plan.choose((session, 0, plan.number())),
            self._digest(),
        )
        self._receive(link, encode(hello))

    def _digest(self) -> bytes:
        return self.plan.choose((self.replica.holdings.digest, bytes(16)))

    def _stream(self) -> StreamId:
        if self.plan.chance(6):
            return StreamId(self.plan.take(16).ljust(16, b"\0"), self.plan.below(9), "company")
        return self.plan.choose(self.streams)

    def _say_have(self) -> None:
        claims = []
        for _ in range(self.plan.below(5)):
            stream, sequence = self._stream(), self.plan.small()
            prefix = self.plan.choose((bytes(8), self.replica.holdings.head(stream).chain[:8]))
            claims.append(HeadClaim(stream, sequence, prefix))
        self._say(encode(Have(self.plan.small(), tuple(claims), self._digest())))

    def _ranges(self) -> tuple[tuple[StreamId, int], ...]:
        return tuple((self._stream(), self.plan.small()) for _ in range(self.plan.below(5)))

    def _say_ack(self) -> None:
        self._say(encode(Ack(self.plan.small(), self._ranges(), self.plan.number())))

    def _say_want(self) -> None:
        self._say(encode(Want(self._ranges(), self.plan.number())))

    def _say_stop(self) -> None:
        self._say(encode(Stop(tuple(stream for stream, _ in self._ranges()))))

    def _say_presync(self) -> None:
        self._say(encode(Presync(self.plan.number(), self.plan.number())))

    def _send_honest(self) -> None:
        batch = self.plan.choose(_peer_batches(self.plan.choose(("talking", "standby"))))
        self._say(encode(batch))

    def _send_forged(self) -> None:
        """An honest batch with one thing changed."""
        plan = self.plan
        batch = plan.choose(_peer_batches(plan.choose(("talking", "standby"))))
        other = plan.choose(_peer_batches("standby"))
        keys = (b"", CheapSigner("standby").public_key, CheapSigner("victim").public_key)
        match plan.below(6):
            case 0:
                batch = batch._replace(stream=self._stream())
            case 1:
                batch = batch._replace(first=plan.small())
            case 2:
                batch = batch._replace(data=plan.mutated(batch.data))
            case 3:
                batch = batch._replace(seal=Seal(plan.take(64).ljust(64, b"\0"), plan.take(4)))
            case 4:
                batch = batch._replace(public_key=plan.choose(keys))
            case _:
                batch = batch._replace(data=other.data, seal=other.seal)
        self._say(encode(batch))

    def _send_columns(self) -> None:
        """What an author seals that keeps to the format and to nothing else."""
        plan = self.plan
        name = plan.choose(("talking", "standby", "new"))
        signer = CheapSigner(name)
        stream = _peer_log(name).stream(plan.choose((SCOPE, "company", "elsewhere")))
        head = self.replica.holdings.head(stream)
        first = head.sequence + 1
        columns = hostile_columns(plan)
        data = zstandard.ZstdCompressor(level=1).compress(columns)
        try:
            last = decode_segment(data, stream, first, head.chain)[-1]
            seal = make_seal(signer, stream, last.sequence, last.hlc, last.chain)
        except RemoteError:
            seal = Seal(bytes(64))
        self._say(encode(Batch(stream, first, data, seal, signer.public_key)))

    def _let_time_pass(self) -> None:
        self._pass(self.plan.choose(SPANS_S))

    def _change_links(self) -> None:
        link = self.plan.choose(LINKS)
        if self.plan.chance(2):
            self.replica.disconnected(link, self.now)
        else:
            self.replica.connected(link, self.now, dialed=self.plan.chance(2))


def check_notice(notice: Notice) -> None:
    """Check that what is told of a peer can be shown to a person."""
    if isinstance(notice, Misbehaved):
        must_be_one_sentence(notice.reason)


def run(data: bytes) -> None:
    """Let a replica live through what the bytes say."""
    Siege(Plan(data)).run()


def seeds() -> Iterable[bytes]:
    """Plans at random: of every act something, on every link."""
    dice = random.Random(1)
    for _ in range(20):
        yield dice.randbytes(400)


REPLICA_TARGETS = (Target("replica", run, seeds),)
