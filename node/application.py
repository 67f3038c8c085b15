"""The ``eventsourcing`` application of one node, on the node's own log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    Mapper,
    MapperDeserialisationError,
    PersistenceError,
    ProcessRecorder,
    StoredEvent,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, TopicError

from core.errors import RefusedError, TillmeshError
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.event_log import EventLog
from core.log.mapper import MsgpackMapper, project_events
from core.log.record import decode_originator_id
from core.log.recorder import LogAggregateRecorder, LogProcessRecorder, LogTrackingRecorder
from core.shop import kinds
from core.shop.aggregate import ShopAggregate

AggregateT = TypeVar("AggregateT", bound=ShopAggregate)

Events = Sequence[DomainEventProtocol[UUID]]

Rider = Callable[[Events], Sequence[ShopAggregate]]
"""Says what else follows from events that are about to be recorded, in the same commit; may refuse
them by raising :class:`RefusedError`."""


class NodeFactory(InfrastructureFactory[TrackingRecorder]):
    """Hands out recorders over one log that is open already."""

    def __init__(self, env: Environment, log: EventLog, branch: str) -> None:
        """Record into ``log``; a branch's events go into the scope of ``branch``."""
        super().__init__(env)
        self._log = log
        self._scopes = {
            kind: kinds.scope_of(kind, branch) for kind in kinds.COMPANY_KINDS | kinds.BRANCH_KINDS
        }

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Return a recorder of snapshots."""
        return LogAggregateRecorder(self._log.store, purpose=purpose)

    def application_recorder(self) -> ProcessRecorder:
        """Return the recorder of our events."""
        return self.process_recorder()

    def tracking_recorder(
        self, tracking_recorder_class: type[TrackingRecorder] | None = None
    ) -> TrackingRecorder:
        """Return a recorder of positions."""
        return LogTrackingRecorder(self._log)

    def process_recorder(self) -> ProcessRecorder:
        """Return the recorder of our events and positions."""
        return LogProcessRecorder(
            self._log, scope_of=self._scopes.__getitem__, erasable=kinds.ERASABLE_KINDS
        )


class ShopApplication(Application[UUID]):
    """The shop's aggregates on one node."""

    name = "shop"

    def __init__(self, log: EventLog, branch: str) -> None:
        """Keep the aggregates of ``branch`` in ``log``."""
        self._log = log
        self._branch = branch
        self.rider: Rider | None = None
        super().__init__()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        """Use the node's log and never the environment's choice."""
        return NodeFactory(env, self._log, self._branch)

    def construct_mapper(self) -> Mapper[UUID]:
        """Write bodies as msgpack arrays under short topics."""
        return MsgpackMapper(transcoder=self.construct_transcoder())

    def record(self, *aggregates: ShopAggregate) -> None:
        """Save what the aggregates decided, in one commit.

        Raises :class:`core.errors.StorageError` when the disk refuses, and
        :class:`RefusedError` when an event is longer than a record can be, or the rider says so.
        """
        # What save() does, less asking each object at run time which protocols it follows, and
        # less the notices of it that nobody here reads: together a sixth of a sale.
        events = [event for aggregate in aggregates for event in aggregate.collect_events()]
        if self.rider is not None:
            for aggregate in self.rider(events):
                events.extend(aggregate.collect_events())
        try:
            self.recorder.insert_events([self.mapper.to_stored_event(event) for event in events])
        except PersistenceError as error:
            if isinstance(error.__cause__, TillmeshError):
                raise error.__cause__ from None
            raise

    def load(self, aggregate_class: type[AggregateT], aggregate_id: UUID) -> AggregateT:
        """Return an aggregate, whoever wrote it; raises :class:`RefusedError` without one."""
        return self._found(
            aggregate_class, str(aggregate_id), lambda: self.events.get(aggregate_id)
        )

    def load_at(
        self, aggregate_class: type[AggregateT], stream: StreamId, sequence: int
    ) -> AggregateT:
        """Return the aggregate whose one event stands at a place of a stream.

        Unlike an id, which anybody may write into a record, a place has one writer. Raises
        :class:`RefusedError` when the event there is of something else.
        """

        def events() -> Iterator[DomainEventProtocol[UUID]]:
            with self._log.read() as view:
                (record,) = view.records(stream, sequence - 1, count=1)
            entry = entry_of(record)
            identifier = decode_originator_id(entry.flags, entry.originator_id)
            yield self.mapper.to_domain_event(
                StoredEvent(identifier, entry.originator_version, entry.kind, entry.body)
            )

        return self._found(aggregate_class, f"at {sequence} of {stream}", events)

    @staticmethod
    def _found(
        aggregate_class: type[AggregateT],
        which: str,
        events: Callable[[], Iterator[DomainEventProtocol[UUID]]],
    ) -> AggregateT:
        what = aggregate_class.__name__.lower()
        try:
            found = project_events(None, events())
        except (MapperDeserialisationError, TopicError):
            raise RefusedError(f"The {what} {which} cannot be read here.") from None
        except PersistenceError as error:
            if isinstance(error.__cause__, TillmeshError):
                raise error.__cause__ from None
            raise
        if not isinstance(found, aggregate_class):
            raise RefusedError(f"There is no {what} {which} on this node.")
        return found
