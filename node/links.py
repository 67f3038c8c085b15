"""The links of a node, for status: who is heard, what each side lacks, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from core.company.admission import CompanyAdmission
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.log_view import LogView
from node import clock_words
from node.answers import PeerLine
from replication import lag
from replication.peer import Peer, takes_scope
from replication.replica import Replica
from replication.spread import Holder, stream_text

NEVER_HEARD = "never heard; check its address and key"
STRANGER = "refused: not a member of this company, or of another protocol"
FORKED = "its history of a stream differs from ours"
"""What stands against a peer."""


@dataclass(frozen=True, slots=True)
class _Eye:
    """What a look at the links goes by: one moment, one state of the log."""

    author: bytes
    heads: Mapping[StreamId, int]
    """Of each stream, how far we hold it."""
    own: Mapping[StreamId, int]
    """Those of them that we wrote."""
    view: LogView
    now: float
    now_ms: int

    @classmethod
    def of(cls, log: EventLog, heads: Mapping[StreamId, int], view: LogView, now: float) -> Self:
        own = {stream: head for stream, head in heads.items() if stream.author == log.author}
        return cls(log.author, heads, own, view, now, log.now_ms())

    def age_ms(self, lacks: dict[StreamId, int]) -> int | None:
        oldest_ms = lag.oldest_ms(self.view, lacks)
        return None if oldest_ms is None else max(0, self.now_ms - oldest_ms)


def peer_lines(
    replica: Replica, log: EventLog, remembered: Iterable[Holder], now: float
) -> tuple[PeerLine, ...]:
    """Return a line for every peer that has a link, or had one and is remembered, by name."""
    heads = {stream: head.sequence for stream, head in replica.holdings.items()}
    with log.read() as view:
        known = {one.author: one for one in _expected(log, view, remembered)}
        by_name = {one.name: one for one in known.values()}
        eye = _Eye.of(log, heads, view, now)
        peers = [peer for peer in replica.peers.values() if not peer.standby]
        lines = [_line(eye, peer, by_name, replica) for peer in peers]
        silent = {_link_name(peer) for peer in peers if peer.hello is None}
        linked = {peer.author.hex() for peer in peers}
        linked |= {one.author for one in known.values() if one.name in silent}
        lines += [_remembered(eye, one) for one in known.values() if one.author not in linked]
    return tuple(sorted(lines, key=lambda line: line.name))


def remembered_lines(log: EventLog, remembered: Iterable[Holder]) -> tuple[PeerLine, ...]:
    """Return the lines of a node whose replication does not run: nobody is connected."""
    with log.read() as view:
        heads = {stream: head.sequence for stream, head in view.heads().items()}
        eye = _Eye.of(log, heads, view, 0.0)
        lines = [_remembered(eye, one) for one in _expected(log, view, remembered)]
    return tuple(sorted(lines, key=lambda line: line.name))


def _expected(log: EventLog, view: LogView, remembered: Iterable[Holder]) -> Iterator[Holder]:
    """Yield who may come back: nobody waits for a node that was revoked."""
    gate = log.admission
    members = gate.membership(view) if isinstance(gate, CompanyAdmission) else None
    for one in remembered:
        member = None if members is None else members.member(bytes.fromhex(one.author))
        if member is None or not member.revoked:
            yield one


def with_clocks(lines: Iterable[PeerLine], now_ms: int) -> tuple[str, tuple[PeerLine, ...]]:
    """Return what is to be said of our own clock, and the lines with a word on each peer's."""
    everybody = tuple(lines)
    skews = {
        line.name: line.skew_ms for line in everybody if line.connected and line.skew_ms is not None
    }
    verdict = clock_words.judge(skews, now_ms)
    told = (replace(line, clock=verdict.peers.get(line.name, "")) for line in everybody)
    return verdict.ours, tuple(told)


def confirms(line: PeerLine) -> bool:
    """Return whether a peer has said how it is and holds nothing of ours that we lack.

    One that does shows it, and then we write in another epoch.
    """
    return line.connected and line.haves_heard > 0 and not line.trouble


def _link_name(peer: Peer) -> str:
    """Return the name a link was dialed under, which the transport's links end with."""
    return peer.link[1:].decode(errors="replace")


def _line(eye: _Eye, peer: Peer, by_name: dict[str, Holder], replica: Replica) -> PeerLine:
    hello = peer.hello
    if hello is None:
        name = _link_name(peer)
        line = PeerLine(name, "", "", False, replica.holdings.events, NEVER_HEARD)
        if name in by_name:
            line = _remembered(eye, by_name[name])
        sent, received = peer.bytes_sent, peer.bytes_received
        return replace(line, bytes_sent=sent, bytes_received=received)
    lacks = {} if peer.refused else lag.lacking(peer, eye.heads, eye.author)
    sample = peer.clock.best
    return PeerLine(
        name=hello.name,
        role=hello.role,
        branch=hello.branch,
        connected=peer.up and not peer.refused,
        they_lack=lag.events_lacking(lacks, eye.heads),
        trouble=_trouble(peer),
        we_lack=lag.behind_peer(peer, eye.heads, replica.receiver.behind),
        lag_ms=eye.age_ms(lacks),
        heard_ms=eye.now_ms - int((eye.now - peer.last_heard_s) * 1000) if peer.was_heard else 0,
        rtt_ms=None if sample is None else sample.rtt_ms,
        skew_ms=None if sample is None else sample.skew_ms,
        bytes_sent=peer.bytes_sent,
        bytes_received=peer.bytes_received,
        haves_heard=peer.haves_heard,
    )


def _remembered(eye: _Eye, holder: Holder) -> PeerLine:
    """Return the line of a peer that is not there, of whom our own events are known."""
    lacks = dict(_own_lacking(eye, holder))
    return PeerLine(
        name=holder.name,
        role=holder.role,
        branch=holder.branch,
        connected=False,
        they_lack=lag.events_lacking(lacks, eye.heads),
        lag_ms=eye.age_ms(lacks),
        heard_ms=holder.heard_ms,
        skew_ms=holder.skew_ms,
    )


def _own_lacking(eye: _Eye, holder: Holder) -> Iterator[tuple[StreamId, int]]:
    for stream, head in eye.own.items():
        if not takes_scope(holder.scopes, stream.scope):
            continue
        held = max(holder.holds(stream_text(stream)), stream.start - 1)
        if held < head:
            yield stream, held


def _trouble(peer: Peer) -> str:
    if peer.refused:
        return STRANGER
    return FORKED if peer.quarantined or peer.searches else ""
