"""The event log: what one node knows, its own events and its peers', on any store.

The rules that keep it true live here, once, for LMDB and for memory:

* I1: a stream has no gaps. I2: one record for one (stream, sequence), for ever.
* I3: durable before visible: an append returns after its transaction is flushed.
* Records, heads, indexes, seals and every projection change in one transaction or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from uuid import UUID

from core import hlc as clock
from core.errors import MalformedError, RefusedError
from core.identity import FIRST_EPOCH, Signer, StreamId, Verifier, author_id
from core.log import layout, shared, topic_index
from core.log.admission import Admission
from core.log.aliases import alias_of
from core.log.branching import Placement, place
from core.log.checking import check_ahead
from core.log.entry import Draft, Entry, check_draft, head_of, record_draft
from core.log.intake import Intake
from core.log.layout import POSITION, U32, U64
from core.log.log_view import LogView
from core.log.minting import mint
from core.log.offer import CheckOffer, Ingested, Offer, Run, check_offer
from core.log.preparing import prepare
from core.log.projection import Projection, ProjectionSet, Reader, Table
from core.log.rebuild import rebuild_projections
from core.log.seal import Seal
from core.log.sealing import Sealer
from core.log.store import Store, Transaction
from core.log.versions import settle_versions
from core.marks import Mark

_OUR_STREAM = Mark("log.our-stream-offered")
_VERSION_TAKEN = Mark("log.version-taken")

LOCAL_AUTHOR = bytes(16)
"""The author of a log opened without a key: it writes no seals and cannot be replicated."""


class DuplicateVersionError(RefusedError):
    """Another event already has this aggregate version: somebody decided at the same time."""


class EventLog:
    """One node's log over a store."""

    def __init__(
        self,
        store: Store,
        *,
        clock_ms: Callable[[], int],
        signer: Signer | None = None,
        verifier: Verifier | None = None,
        check: CheckOffer = check_offer,
        epoch: int | None = None,
        projections: Sequence[Projection] = (),
        readers: Mapping[str, Reader] | None = None,
        topic_index: bool = False,
        admission: Admission | None = None,
    ) -> None:
        """Open the log in ``store``, making or rebuilding tables where needed.

        ``clock_ms`` gives milliseconds since 1970. Without ``epoch`` the log goes on in the one it
        wrote in last. Without ``signer`` nothing is sealed; without ``verifier`` nothing can be
        ingested. ``topic_index`` keeps the index that subscriptions by topic need, one more write
        an event. ``admission`` says whose records are taken in; without it, everybody's that pass
        ``check``. Raises :class:`StorageDamagedError` when what is stored cannot be this log.
        """
        self.store = store
        self.author = LOCAL_AUTHOR if signer is None else author_id(signer.public_key)
        self.epoch = FIRST_EPOCH if epoch is None else epoch
        self.epoch_reason = ""
        """Why the epoch was begun; empty for the first."""
        self.signer = signer
        self._sealer = None if signer is None else Sealer(signer)
        self._check = None if verifier is None else partial(check, verifier)
        self.admission = admission
        self._clock_ms = clock_ms
        self.topic_index = topic_index
        self._hlc = 0
        self.projections = ProjectionSet(projections, readers or {})
        prepare(store, self.projections, with_topics=topic_index)
        self._epoch_is_given = epoch is not None
        self._looked_in: Transaction | None = None
        self._open()

    def _open(self) -> None:
        with self.store.read() as transaction:
            self._catch_up(transaction)
        with self.read() as view:
            view.check_heads()
            for stream, head in view.heads().items():
                # Ids minted in an older epoch begin with the same author: never mint one again.
                if stream.author == self.author:
                    self._hlc = max(self._hlc, head.hlc)

    def _catch_up(self, transaction: Transaction) -> None:
        """Learn what another process of this node has written: its epoch, and its clock."""
        if transaction is self._looked_in:
            return
        self._looked_in = transaction
        if not self._epoch_is_given and (epoch := shared.read_epoch(transaction)) is not None:
            self.epoch, self.epoch_reason = epoch
        if (stored := shared.read_clock(transaction)) > self._hlc:
            # Bounded again: a clock that was wrong when this was written must not drag us on.
            self._hlc = clock.observe(self._hlc, stored, self._clock_ms())

    def refresh(self) -> bool:
        """Learn what another process of this node wrote; True when it began a new epoch."""
        before = self.epoch
        with self.store.read() as transaction:
            self._catch_up(transaction)
        return self.epoch != before

    def open_epoch(self, epoch: int, reason: str) -> None:
        """Write in a later epoch from now on: always safe, and needs nobody's leave.

        What was written before becomes a stream like any other's; what of it was lost comes
        back from whoever holds it.
        """
        assert epoch > self.epoch, "an epoch is never used again (I2)"
        with self.store.write() as transaction:
            shared.write_epoch(transaction, epoch, reason)
        self.epoch, self.epoch_reason = epoch, reason

    def stream(self, scope: str) -> StreamId:
        """Return our own stream for a scope."""
        return StreamId(self.author, self.epoch, scope)

    def mint_id(self) -> UUID:
        """Return a new originator id: never given before by this origin, and of nothing held."""
        with self.store.read() as transaction:
            self._hlc, minted = mint(transaction, self.author, self._hlc, self._clock_ms())
        return UUID(bytes=minted)

    def now_ms(self) -> int:
        """Return the time as this node's clock says it, in milliseconds since 1970."""
        return self._clock_ms()

    @contextmanager
    def read(self) -> Iterator[LogView]:
        """Look at one unmoving state of the log; keep it short, under 50 ms."""
        with self.store.read() as transaction:
            yield LogView(transaction)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a write that several appends and other tables join; see :class:`Store`."""
        with self.store.write() as transaction:
            self._catch_up(transaction)
            yield transaction

    def table(self, transaction: Transaction, projection_name: str) -> Table:
        """Return a projection's table inside an open transaction."""
        return Table(transaction, projection_name)

    # --- our own events -------------------------------------------------------------

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Record our own events, in order, and return their LSNs.

        All or nothing, flushed when this returns. Raises :class:`DuplicateVersionError`
        when an aggregate version exists, :class:`RefusedError` when a body, kind or scope is
        too long, :class:`core.errors.StorageFullError` when there is no room.
        """
        for draft in drafts:
            check_draft(draft)
        lsns: list[int] = []
        with self.store.write() as transaction:
            self._catch_up(transaction)
            for scope, run in groupby(drafts, lambda draft: draft.scope):
                lsns += self._append_run(transaction, self.stream(scope), list(run))
        return lsns

    def _append_run(
        self, transaction: Transaction, stream: StreamId, drafts: list[Draft]
    ) -> list[int]:
        key = b"" if self.signer is None else self.signer.public_key
        alias = alias_of(transaction, stream, key)
        head = layout.unpack_head(transaction.get(layout.HEAD, U32.pack(alias)))
        now_ms = self._clock_ms()
        last = max(self._hlc, head.hlc)
        entries, reached = list[Entry](), head
        for draft in drafts:
            last = clock.tick(last, now_ms)
            entry = record_draft(stream, reached, last, draft)
            reached = head_of(entry)
            entries.append(entry)
        self._hlc = last
        if self._sealer is not None:
            self._sealer.seal(transaction, alias, stream, head, entries)
        return self._commit(transaction, alias, stream, entries)

    # --- a peer's events ------------------------------------------------------------

    def ingest(
        self, stream: StreamId, first: int, data: bytes, seal: Seal, public_key: bytes
    ) -> Ingested:
        """Write one sealed segment of a peer; see :meth:`ingest_all`."""
        return self.ingest_all([Offer(stream, first, data, seal, public_key)])[0]

    def ingest_all(self, offers: Sequence[Offer]) -> list[Ingested]:
        """Write peers' sealed segments: verified, projected and flushed in one transaction.

        What is held already is compared, not written again. Another history of a stream
        becomes a lane of it, or main and the one that was main a lane. Raises
        :class:`core.errors.GapError`, :class:`core.errors.ForkError` (too many histories),
        :class:`core.errors.SealError` or :class:`core.errors.MalformedError` when any offer is
        not good, and what :meth:`Admission.check` does; then nothing was changed.
        """
        return self._ingest(offers, None)

    def ingest_admitted(self, offers: Sequence[Offer], left_out: set[StreamId]) -> list[Ingested]:
        """Do the same, but pass over streams that are not admitted: ``left_out`` gets them."""
        return self._ingest(offers, left_out)

    def _ingest(self, offers: Sequence[Offer], left_out: set[StreamId] | None) -> list[Ingested]:
        assert self._check is not None, "a log without a verifier cannot ingest"
        with self.store.read() as transaction:
            checked = check_ahead(LogView(transaction), offers, self._check)
        with self.store.write() as transaction:
            stored = None if self._epoch_is_given else shared.read_epoch(transaction)
            own = (self.author, self.epoch if stored is None else stored[0])
            commit = partial(self._commit_run, transaction)
            intake = Intake(
                transaction, self._check, self.projections, commit, self.admission, left_out
            )
            for offer, found in zip(offers, checked, strict=True):
                if offer.stream.origin == own:
                    _OUR_STREAM.hit()
                    raise MalformedError("A peer offers our own stream; only we write it.")
                intake.take(offer, found)
            intake.finish()
            stamps = [result.head.hlc for result in intake.results if result.added]
            self._hlc = shared.follow(transaction, self._hlc, stamps, self._clock_ms())
        return intake.results

    def place(self, offer: Offer) -> Placement | None:
        """Return where an offer belongs among the histories held, writing nothing.

        None when it follows none of them or is not sealed by its author. Raises
        :class:`core.errors.MalformedError`.
        """
        assert self._check is not None, "a log without a verifier cannot check a seal"
        with self.read() as view:
            return place(view, offer, self._check)

    def _commit_run(self, transaction: Transaction, stream: StreamId, run: Run) -> None:
        if not run.entries:
            return
        alias = alias_of(transaction, stream, run.public_key)
        for sequence, seal in run.seals.items():
            transaction.put(layout.SEAL, POSITION.pack(alias, sequence), seal.to_bytes())
        self._commit(transaction, alias, stream, run.entries)
        run.written()

    # --- both -----------------------------------------------------------------------

    def _commit(
        self, transaction: Transaction, alias: int, stream: StreamId, entries: list[Entry]
    ) -> list[int]:
        """Write entries that follow the head, with every index and projection."""
        first_lsn = 1 + LogView(transaction).last_lsn()
        lsns = list(range(first_lsn, first_lsn + len(entries)))
        positions = [POSITION.pack(alias, entry.sequence) for entry in entries]
        versions = [
            (layout.aggregate_key(entry.flags, entry.originator_id, entry.originator_version), at)
            for entry, at in zip(entries, positions, strict=True)
        ]
        taken = not transaction.insert_many(layout.AGGREGATE, versions)
        if taken and stream.origin == (self.author, self.epoch):
            _VERSION_TAKEN.hit()
            raise DuplicateVersionError(
                "Another event has this version of its aggregate; read it and try again."
            )
        records = [(at, entry.record) for entry, at in zip(entries, positions, strict=True)]
        transaction.put_many(layout.LOG, records)
        feed = [(U64.pack(lsn), at) for lsn, at in zip(lsns, positions, strict=True)]
        transaction.append_many(layout.FEED, feed)
        if self.topic_index:
            topic_index.add(transaction, lsns, entries)
        last = entries[-1]
        transaction.put(layout.HEAD, U32.pack(alias), layout.pack_head(head_of(last)))
        if taken:
            settle_versions(transaction, stream, versions)
        self.projections.apply(transaction, stream, entries)
        return lsns

    def rebuild(self) -> None:
        """Empty every projection and fold the whole log again, in one transaction."""
        with self.store.write() as transaction:
            rebuild_projections(transaction, self.projections)
