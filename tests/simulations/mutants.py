"""Broken parts: one mistake each, of the sort that real programs have made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgpack

from core.errors import ForkError
from core.identity import StreamId, author_id
from core.log import layout
from core.log.aliases import alias_of
from core.log.entry import Draft, Entry, entry_of, head_of
from core.log.event_log import EventLog
from core.log.layout import POSITION, U32
from core.log.log_view import LogView
from core.log.offer import Ingested, Offer, Run
from core.log.projection import Projection
from core.log.record import GENESIS
from core.log.segment import decode_segment
from core.log.store import Transaction
from core.shop import kinds
from core.views.shop import shop_projections
from node.till import Till
from replication.replica import Replica
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.scenarios import SCENARIOS
from simulations.scenarios.scenario import Scenario
from tests.simulations.view_mutants import (
    ClampsAtZero,
    CountsALineTwice,
    ForgetsCoupons,
    ForgetsRefunds,
    JoinsByMagnitude,
    LastToArriveWins,
)

_HAVE = 2

SECONDS_MAX = 8
"""Virtual seconds of a world in which a broken part must show."""


# --- logs -----------------------------------------------------------------------------------


class LosesABatch(EventLog):
    """Says of every tenth batch that it was written, and forgets it."""

    def ingest_all(self, offers: Sequence[Offer]) -> list[Ingested]:
        self._offers = getattr(self, "_offers", 0) + 1
        if self._offers % 10:
            return super().ingest_all(offers)
        assert self._check is not None
        with self.read() as view:
            return [Run(view.head(o.stream)).take(view, o, None, self._check) for o in offers]


class AcceptsGaps(EventLog):
    """Writes what does not follow its head as if it did."""

    def ingest_all(self, offers: Sequence[Offer]) -> list[Ingested]:
        return [self._take(offer) for offer in offers]

    def _take(self, offer: Offer) -> Ingested:
        with self.store.write() as transaction:
            if offer.first <= LogView(transaction).head(offer.stream).sequence + 1:
                return super().ingest_all([offer])[0]
            entries = decode_segment(offer.data, offer.stream, offer.first, GENESIS)
            alias = alias_of(transaction, offer.stream, offer.public_key)
            self._commit(transaction, alias, offer.stream, entries)
            last = entries[-1]
            return Ingested(offer.stream, offer.first, len(entries), head_of(last), last.sequence)


class RefusesForks(EventLog):
    """Keeps the history it met first, and will not hear of another."""

    def ingest_all(self, offers: Sequence[Offer]) -> list[Ingested]:
        with self.transaction():
            results = super().ingest_all(offers)
            if any(result.moved or result.stream.is_lane for result in results):
                raise ForkError("There is one history, the first.", sequence=0)
            return results


class ForgetsItsTail(EventLog):
    """Loses its last own record whenever it is opened: a restored backup, the same epoch."""

    def __init__(self, store: Any, **named: Any) -> None:
        store.open_tables(layout.TABLES)
        author = author_id(named["signer"].public_key)
        with store.write() as transaction:
            view = LogView(transaction)
            for stream, head in view.heads().items():
                if stream.author == author and head.sequence > 1:
                    alias = view.alias(stream)
                    assert alias is not None
                    transaction.delete(layout.LOG, POSITION.pack(alias, head.sequence))
                    (record,) = view.records(stream, head.sequence - 2, count=1)
                    value = layout.pack_head(head_of(entry_of(record)))
                    transaction.put(layout.HEAD, U32.pack(alias), value)
        super().__init__(store, **named)


class MisplacesVersions(EventLog):
    """Lets the index of aggregates lead to the record before the one it should."""

    def _commit(
        self, transaction: Transaction, alias: int, stream: StreamId, entries: list[Entry]
    ) -> list[int]:
        lsns = super()._commit(transaction, alias, stream, entries)
        last = entries[-1]
        key = layout.aggregate_key(last.flags, last.originator_id, last.originator_version)
        if last.sequence % 7 == 0:
            transaction.put(layout.AGGREGATE, key, POSITION.pack(alias, last.sequence - 1))
        return lsns


class SkipsASale(EventLog):
    """Tells the cashier of every eighth sale that it is durable, and writes nothing."""

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        if len(drafts) == 1 and drafts[0].kind == kinds.SALE_COMPLETED:
            self._sales = getattr(self, "_sales", 0) + 1
            if self._sales % 8 == 0:
                return [1]
        return super().append(drafts)


class KeepsTheChange(EventLog):
    """Writes tenders down a cent too high."""

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        return super().append([self._dearer(draft) for draft in drafts])

    @staticmethod
    def _dearer(draft: Draft) -> Draft:
        if draft.kind != kinds.SALE_COMPLETED:
            return draft
        fields = msgpack.unpackb(draft.body)
        fields[8][0][1] += 1
        return draft._replace(body=msgpack.packb(fields))


class FollowsAnyClock(EventLog):
    """Believes a peer about the time, however mad its clock."""

    def ingest_all(self, offers: Sequence[Offer]) -> list[Ingested]:
        results = super().ingest_all(offers)
        self._hlc = max([self._hlc, *(result.head.hlc for result in results)])
        return results


class GoesBackInTime(EventLog):
    """Forgets its last stamp, and its clock runs backwards."""

    def _append_run(
        self, transaction: Transaction, stream: StreamId, drafts: list[Draft]
    ) -> list[int]:
        now_ms, self._hlc = self._clock_ms() - 1_000 * self._spent(), 0
        clock, self._clock_ms = self._clock_ms, lambda: now_ms
        try:
            return super()._append_run(transaction, stream, drafts)
        finally:
            self._clock_ms = clock

    def _spent(self) -> int:
        self._runs = getattr(self, "_runs", 0) + 1
        return self._runs


# --- tills and replicas -----------------------------------------------------------------------


class ReusesNumbers(Till):
    """Prints every ninth receipt under the number of the one before."""

    def next_number(self, transaction: Transaction) -> int:
        number = super().next_number(transaction)
        return number - 1 if number % 9 == 0 else number


class NeverListens(Replica):
    """Does not read what peers hold, so that what was lost is lost for good."""

    def receive(self, data: bytes, link: bytes, now: float) -> None:
        if msgpack.unpackb(data)[0] != _HAVE:
            super().receive(data, link, now)


class NeverRests(Replica):
    """Ticks ten times a second, whatever there is to say."""

    def handle_timer(self, now: float) -> None:
        super().handle_timer(now)
        for link in self.peers:
            self._ticks.plan(link, now + 0.1)


class TellsEverybodyTwice(Replica):
    """Sends all it says three times, for good measure."""

    def messages_to_send(self, now: float) -> list[tuple[bytes, bytes]]:
        return 3 * super().messages_to_send(now)


def with_projection(mutant: type[Projection]) -> Callable[[], tuple[Projection, ...]]:
    """Return the shop's projections with the one that has the mutant's name exchanged."""
    return lambda: tuple(
        mutant() if isinstance(found, mutant.__mro__[1]) else found for found in shop_projections()
    )


class Mutant(NamedTuple):
    """A broken part, and the findings one of which must name it."""

    name: str
    parts: Parts
    found_as: tuple[str, ...]
    scenario: Scenario = SCENARIOS["swarm"]

    def options(self, seed: int) -> WorldOptions:
        drawn = self.scenario.draw(seed)
        return replace(drawn, seconds=min(drawn.seconds, SECONDS_MAX))


def _view(mutant: Any, *found_as: str) -> Mutant:
    return Mutant(mutant.__name__, Parts(projections=with_projection(mutant)), found_as)


def _log(mutant: type[EventLog], *found_as: str) -> Mutant:
    return Mutant(mutant.__name__, Parts(log=mutant), found_as)


def _replica(mutant: type[Replica], *found_as: str) -> Mutant:
    return Mutant(mutant.__name__, Parts(replica=mutant), found_as)


MUTANTS = (
    _log(LosesABatch, "heads.ahead"),
    _log(AcceptsGaps, "heads.commits", "streams.gap", "streams.chain", "streams.two"),
    Mutant(
        "RefusesForks",
        Parts(log=RefusesForks),
        ("receipts.lost", "convergence.heads", "quiescence.late"),
        SCENARIOS["image_put_back"],
    ),
    _log(ForgetsItsTail, "heads.back", "heads.commits"),
    Mutant(
        "SkipsASale",
        Parts(log=SkipsASale),
        ("receipts.lost", "money.answer"),
        SCENARIOS["calm"],
    ),
    _log(MisplacesVersions, "audit.index"),
    _log(KeepsTheChange, "money.slip"),
    _log(FollowsAnyClock, "hlc.dragged"),
    _log(GoesBackInTime, "hlc.back"),
    Mutant("ReusesNumbers", Parts(till=ReusesNumbers), ("receipts.twice", "money.answer")),
    _replica(NeverListens, "quiescence.late", "convergence.heads"),
    _replica(NeverRests, "quiescence.noise"),
    _replica(TellsEverybodyTwice, "quiescence.noise"),
    _view(CountsALineTwice, "conservation.stock"),
    _view(ClampsAtZero, "conservation.stock"),
    _view(JoinsByMagnitude, "conservation.stock"),
    _view(LastToArriveWins, "convergence.bytes", "convergence.rebuild"),
    _view(ForgetsCoupons, "money.takings"),
    _view(ForgetsRefunds, "refunds.over"),
)
"""Every broken part."""
