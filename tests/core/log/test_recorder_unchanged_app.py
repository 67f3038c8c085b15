"""An application written for the library alone runs on our log, and survives what it must."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import DataError, OperationalError, StoredEvent, Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.system import ProcessApplication, SingleThreadedRunner, System
from eventsourcing.utils import Environment

from core.log.layout import TABLES, U64
from core.log.lmdb_store import DATA_FILE, LmdbStore
from core.log.record import GENESIS, chain_of, decode_header, verify_record
from core.log.recorder import LogFactory, LogTrackingRecorder
from tests.core.log.unchanged_app import Dog, Kennel, settings

CHILD = """
import sys
from tests.core.log.unchanged_app import {task}
{task}(sys.argv[1])
"""


class Tally(LogTrackingRecorder):
    """How many events were seen, in the tracking recorder's own store."""

    def __init__(self, log: Any) -> None:
        super().__init__(log)
        log.store.open_tables(("tally",))

    def seen(self) -> int:
        with self.log.read() as view:
            return int(U64.unpack(view.transaction.get("tally", b"seen") or bytes(8))[0])

    def count(self, tracking: Tracking) -> None:
        with self.log.transaction() as transaction:
            self.track(transaction, tracking)
            transaction.put("tally", b"seen", U64.pack(self.seen() + 1))


class Tallies(Projection[Tally]):
    """Counts every event of a kennel."""

    def process_event(self, _: Any, tracking: Tracking) -> None:
        self.view.count(tracking)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return settings(tmp_path, LMDB_SYNC="n")


def child(task: str, path: Path) -> subprocess.Popen[str]:
    """Start a task of the application in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD.format(task=task), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )


def test_a_kennel_is_still_there_after_closing_and_opening(env: dict[str, str]) -> None:
    with Kennel(env=env) as kennel:
        fido, rex = kennel.register("Fido"), kennel.register("Rex")
        kennel.teach(fido, "sit", "roll over")
        kennel.teach(rex, "fetch")
    with Kennel(env=env) as kennel:
        assert kennel.tricks(fido) == ["sit", "roll over"]
        kennel.teach(fido, "play dead")
        told = kennel.notification_log.select(start=1, limit=10)
    assert [notification.id for notification in told] == [1, 2, 3, 4, 5, 6]
    assert told[1].originator_id == "dog-Rex"
    assert told[0].topic == "tests.core.log.unchanged_app:Dog.Created"


def test_snapshots_stand_beside_the_log_and_not_in_it(env: dict[str, str]) -> None:
    with Kennel(env=env) as kennel:
        fido = kennel.register("Fido")
        kennel.teach(fido, "sit")
        kennel.take_snapshot(fido)
        assert kennel.recorder.max_notification_id() == 2
    with Kennel(env=env) as kennel:
        assert kennel.snapshots is not None
        (snapshot,) = kennel.snapshots.get(fido)
        assert snapshot.originator_version == 2
        kennel.teach(fido, "stay")
        assert kennel.tricks(fido) == ["sit", "stay"]


def test_a_projection_follows_and_goes_on_where_it_was(env: dict[str, str]) -> None:
    for expected in (2, 4):
        with ProjectionRunner(
            application_class=Kennel, projection_class=Tallies, view_class=Tally, env=env
        ) as runner:
            dog = runner.app.register(f"dog {expected}")
            runner.app.teach(dog, "sit")
            runner.wait(runner.app.recorder.max_notification_id(), timeout=120)
            assert runner.projection.view.seen() == expected


class Census(ProcessApplication[UUID]):
    """Writes an event of its own for every dog it hears of."""

    name = "census"

    class Entry(Aggregate):
        def __init__(self, dog: str) -> None:
            self.dog = dog

    def policy(self, domain_event: Any, processing_event: Any) -> None:
        if isinstance(domain_event, Dog.Created):
            processing_event.collect_events(self.Entry(domain_event.originator_id))


def test_a_system_of_applications_shares_one_directory(env: dict[str, str]) -> None:
    for first in (1, 3):
        system = System(pipes=[[Kennel, Census]])
        with SingleThreadedRunner[Any](system, env) as runner:
            kennel: Any = runner.get(Kennel)
            kennel.teach(kennel.register(f"dog {first}"), "sit")
            kennel.register(f"dog {first + 1}")
            census = runner.get(Census)
            assert census.recorder.max_notification_id() == first + 1
            assert (
                census.recorder.max_tracking_id("kennel") == kennel.recorder.max_notification_id()
            )


def test_applications_in_one_directory_do_not_see_each_other(env: dict[str, str]) -> None:
    recorders = [
        LogFactory(Environment(name, env)).application_recorder() for name in ("one", "two", "")
    ]
    for number, recorder in enumerate(recorders, 1):
        events = [StoredEvent("a", version, "topic", b"") for version in range(number)]
        assert recorder.insert_events(events) == list(range(1, number + 1))
    assert [len(recorder.select_events("a")) for recorder in recorders] == [1, 2, 3]


def test_a_commit_of_another_process_is_noticed_by_the_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.log.subscription.POLL_S", 0.01)
    with Kennel(env=settings(tmp_path)) as kennel, kennel.recorder.subscribe() as subscription:
        with child("teach_once", tmp_path) as process:
            assert process.wait() == 0
        assert [next(subscription).id for _ in range(2)] == [1, 2]


def test_what_cannot_be_recorded_is_the_librarys_data_error(env: dict[str, str]) -> None:
    factory = LogFactory(Environment("kennel", env))
    recorder, snapshots = factory.process_recorder(), factory.aggregate_recorder("snapshots")
    for event in (
        StoredEvent("", 1, "topic", b""),
        StoredEvent("a" * 129, 1, "topic", b""),
        StoredEvent("a", -1, "topic", b""),
        StoredEvent("a", 2**32, "topic", b""),
    ):
        for each in (recorder, snapshots):
            with pytest.raises(DataError):
                each.insert_events([event])
    for topic, state in (("", b""), ("t" * 501, b""), ("topic", bytes(2**20 + 1))):
        with pytest.raises(DataError):
            recorder.insert_events([StoredEvent("a", 1, topic, state)])
    assert recorder.max_notification_id() is None
    factory.close()
    factory.close()


def test_a_setting_that_is_missing_or_a_disk_that_is_broken_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="LMDB_PATH"):
        LogFactory(Environment("kennel", {}))
    (tmp_path / DATA_FILE).write_bytes(b"garbage" * 10_000)
    with pytest.raises(OperationalError, match="data file"):
        LogFactory(Environment("kennel", settings(tmp_path)))


def test_a_writer_killed_at_any_moment_leaves_a_whole_log(tmp_path: Path) -> None:
    dice = random.Random(7)
    written = 0
    for _ in range(10):
        process = child("append_for_ever", tmp_path)
        assert process.stdout is not None
        said = 0
        for _ in range(dice.randrange(1, 40)):
            said = int(process.stdout.readline())
        process.kill()
        process.wait()
        process.stdout.close()
        assert said >= written + 1
        written = check_whole(tmp_path, at_least=said)


def check_whole(path: Path, *, at_least: int) -> int:
    """Check every table against the log itself; return how many commits it holds."""
    store = LmdbStore.open(str(path))
    store.open_tables(f"kennel.{table}" for table in TABLES)
    with store.read() as transaction:
        held = {table: list(transaction.scan(f"kennel.{table}", b"")) for table in TABLES}
    records = [record for _, record in held["log"]]
    lsns = range(1, len(records) + 1)
    assert [U64.unpack(key)[0] for key, _ in held["feed"]] == list(lsns)
    before = GENESIS
    for record in records:
        verify_record(record, before)
        before = chain_of(record)
    headers = [decode_header(record) for record in records]
    assert [header.sequence for header in headers] == list(lsns)
    assert sorted(at for _, at in held["aggregate"]) == [key for key, _ in held["log"]]
    assert sorted((key[:-9].decode(), U64.unpack(key[-8:])[0]) for key, _ in held["topic"]) == (
        sorted((header.kind, lsn) for header, lsn in zip(headers, lsns, strict=True))
    )
    store.close()
    with Kennel(env=settings(path)) as kennel:
        tricks = kennel.tricks("dog-Fido")
    # Two tricks a commit, and what was said to be written is.
    commits, halves = divmod(len(tricks), 2)
    assert (len(records), halves) == (1 + len(tricks), 0)
    assert commits >= at_least
    return commits
