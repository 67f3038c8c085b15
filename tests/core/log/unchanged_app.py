"""A small application as the library's tutorial would have it: it has not heard of our log.

Its events go by dotted class paths and its aggregates by text ids. Run as a program it
appends until it is killed: ``python -m tests.core.log.unchanged_app DIRECTORY``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import (
    BaseAggregate,
    CanInitAggregate,
    CanMutateAggregate,
    CanSnapshotAggregate,
    MetaDomainEvent,
    event,
)


@dataclass(frozen=True)
class NamedEvent(metaclass=MetaDomainEvent):
    """What every event of an aggregate with a text id holds."""

    originator_id: str
    originator_version: int
    timestamp: datetime


class NamedAggregate(BaseAggregate[str]):
    """An aggregate with a text id."""

    class Event(NamedEvent, CanMutateAggregate[str]):
        pass

    class Created(Event, CanInitAggregate[str]):
        originator_topic: str


class Dog(NamedAggregate):
    """A dog that learns tricks, known by its name."""

    @staticmethod
    def create_id(name: str) -> str:
        return f"dog-{name}"

    def __init__(self, name: str) -> None:
        self.name = name
        self.tricks: list[str] = []

    @event("TrickLearned")
    def learn(self, trick: str) -> None:
        self.tricks.append(trick)


class DogSnapshot(NamedEvent, CanSnapshotAggregate[str]):
    """A snapshot of a dog."""

    topic: str
    state: Any


class Kennel(Application[str]):
    """Registers dogs and teaches them."""

    name = "kennel"
    snapshot_class = DogSnapshot
    is_snapshotting_enabled = True

    def register(self, name: str) -> str:
        dog = Dog(name)
        self.save(dog)
        return dog.id

    def teach(self, dog_id: str, *tricks: str) -> None:
        dog: Dog = self.repository.get(dog_id)
        for trick in tricks:
            dog.learn(trick)
        self.save(dog)

    def tricks(self, dog_id: str) -> list[str]:
        dog: Dog = self.repository.get(dog_id)
        return dog.tricks


def settings(path: object, **more: str) -> dict[str, str]:
    """Return the whole change an application needs to run on our log."""
    return {"PERSISTENCE_MODULE": "core.log.recorder", "LMDB_PATH": str(path), **more}


def teach_once(path: str) -> None:
    """Register one dog and teach it one trick."""
    with Kennel(env=settings(path)) as kennel:
        kennel.teach(kennel.register("Fido"), "sit")


def append_for_ever(path: str) -> None:
    """Teach one dog two tricks a commit, and say after each how many commits there are."""
    kennel = Kennel(env=settings(path))
    dog_id = Dog.create_id("Fido")
    if dog_id not in kennel.repository:
        kennel.register("Fido")
    while True:
        kennel.teach(dog_id, "sit", "stay")
        sys.stdout.write(f"{len(kennel.tricks(dog_id)) // 2}\n")
        sys.stdout.flush()
