"""The mapper of our own events: the library's objects on one side, record bodies on the other.

Applications written for the library keep its stock mapper; the shop's use this one. What a
body looks like is :mod:`core.log.event_codec`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from eventsourcing.domain import CanSnapshotAggregate, DomainEventProtocol, Snapshot
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import TopicError, _topic_cache, construct_topic

from core.log.event_codec import codec_of

_SNAPSHOT = construct_topic(Snapshot)


class MsgpackMapper(Mapper[UUID]):
    """Events to msgpack bodies under short topics and back, old schema versions upcast.

    Snapshots are no facts and hold whatever an aggregate holds, so they go the stock way,
    through the transcoder.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Return the stored form of an event, compressed and encrypted if so configured."""
        if isinstance(domain_event, CanSnapshotAggregate):
            return super().to_stored_event(domain_event)
        codec = codec_of(type(domain_event))
        body = codec.encode(domain_event)
        if self.compressor:
            body = self.compressor.compress(body)
        if self.cipher:
            body = self.cipher.encrypt(body)
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, codec.topic, body
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Return the event of its stored form.

        Raises the library's MapperDeserialisationError when the body cannot be read, and its
        TopicError when no class is known for the topic.
        """
        event_class = _class_of(stored_event.topic)
        if issubclass(event_class, CanSnapshotAggregate):
            return super().to_domain_event(stored_event)
        try:
            body = stored_event.state
            if self.cipher:
                body = self.cipher.decrypt(body)
            if self.compressor:
                body = self.compressor.decompress(body)
            attributes = codec_of(event_class).decode(body)
        except Exception as error:  # a cipher or compressor raises what it likes
            raise MapperDeserialisationError(
                f"Version {stored_event.originator_version} of {stored_event.originator_id}: "
                f"{error}"
            ) from error
        attributes["originator_id"] = stored_event.originator_id
        attributes["originator_version"] = stored_event.originator_version
        event: DomainEventProtocol[UUID] = object.__new__(event_class)
        # The class is frozen and its fields were checked when they were written.
        object.__setattr__(event, "__dict__", attributes)
        return event


def _class_of(topic: str) -> type[Any]:
    """Return the event class that declared ``topic``; raises TopicError when none did.

    Topics come from peers, and the library would import the module that a topic names: only
    classes this program has loaded are looked up, and the library's own snapshots.
    """
    found = _topic_cache.get(topic)
    if found is None and topic == _SNAPSHOT:
        return Snapshot
    if not isinstance(found, type):
        raise TopicError(f"No event class declares the topic '{topic}'.")
    return found


def project_events(aggregate: Any, domain_events: Iterable[Any]) -> Any:
    """Return ``aggregate`` after ``domain_events``, each applied in turn.

    For ``repository.get(..., projector_func=project_events)``: the library's own projector
    spends most of its time asking whether each event is an event.
    """
    for event in domain_events:
        aggregate = event.mutate(aggregate)
    return aggregate
