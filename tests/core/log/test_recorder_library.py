"""The recorder passes the test classes that ship in the library's own wheel.

They are reached through their modules, and what is shared here is no TestCase, so that
pytest collects neither the library's abstract classes nor ours.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from eventsourcing.persistence import Tracking
from eventsourcing.utils import Environment

# Importing the library's test package forgets every warning filter that was set before.
with warnings.catch_warnings():
    from eventsourcing.tests import application, persistence, projection

from core.log.event_log import EventLog
from core.log.layout import U64
from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.log.recorder import (
    LogAggregateRecorder,
    LogApplicationRecorder,
    LogFactory,
    LogProcessRecorder,
    LogTrackingRecorder,
)

MODULE = "core.log.recorder"


class InMemory:
    """A log in memory without a topic index: its recorders scan."""

    def setUp(self: Any) -> None:
        self.log = self.open_log()
        super().setUp()  # type: ignore[misc]

    def open_log(self: Any) -> EventLog:
        return EventLog(MemoryStore(), clock_ms=lambda: 0)


class OnDisk(InMemory):
    """A log in a directory of its own with a topic index."""

    def open_log(self: Any) -> EventLog:
        path = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, path)
        store = LmdbStore.open(path, sync=False)
        self.addCleanup(store.close)
        return EventLog(store, clock_ms=lambda: 0, topic_index=True)


class Sequences:
    def create_recorder(self: Any) -> LogAggregateRecorder:
        return LogAggregateRecorder(self.log.store, purpose="snapshots")


class Events:
    def create_recorder(self: Any) -> LogApplicationRecorder:
        return LogApplicationRecorder(self.log)


class Positions:
    def create_recorder(self: Any) -> LogTrackingRecorder:
        return LogTrackingRecorder(self.log)


class Processes:
    def create_recorder(self: Any) -> LogProcessRecorder:
        return LogProcessRecorder(self.log)


class TextIds:
    def new_originator_id(self) -> str:
        return str(uuid4())


class TestSequencesInMemory(InMemory, Sequences, persistence.AggregateRecorderTestCase): ...


class TestSequencesOnDisk(OnDisk, Sequences, persistence.AggregateRecorderTestCase): ...


class TestSequencesOfTextIds(TextIds, TestSequencesOnDisk): ...


class TestEventsInMemory(InMemory, Events, persistence.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestEventsOnDisk(OnDisk, Events, persistence.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestEventsOfTextIds(TextIds, TestEventsOnDisk): ...


class TestPositionsInMemory(InMemory, Positions, persistence.TrackingRecorderTestCase): ...


class TestPositionsOnDisk(OnDisk, Positions, persistence.TrackingRecorderTestCase): ...


class TestProcessesInMemory(InMemory, Processes, persistence.ProcessRecorderTestCase): ...


class TestProcessesOnDisk(OnDisk, Processes, persistence.ProcessRecorderTestCase): ...


class TestBlocksInMemory(InMemory, Events, persistence.NonInterleavingNotificationIDsBaseCase): ...


class TestBlocksOnDisk(OnDisk, Events, persistence.NonInterleavingNotificationIDsBaseCase): ...


class View(LogTrackingRecorder, projection.EventCountersView):
    """Two counters in a table beside the tracked position, written together with it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        log.store.open_tables(("counters",))

    def _read(self, key: bytes) -> int:
        with self.log.read() as view:
            return int(U64.unpack(view.transaction.get("counters", key) or bytes(8))[0])

    def _increment(self, key: bytes, tracking: Tracking) -> None:
        with self.log.transaction() as transaction:
            self.track(transaction, tracking)
            transaction.put("counters", key, U64.pack(self._read(key) + 1))

    def get_created_event_counter(self) -> int:
        return self._read(b"created")

    def get_subsequent_event_counter(self) -> int:
        return self._read(b"subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment(b"created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment(b"subsequent", tracking)


class TestViewInMemory(InMemory, projection.EventCountersViewTestCase):
    def construct_event_counters_view(self: Any) -> View:
        return View(self.log)


class TestViewOnDisk(OnDisk, projection.EventCountersViewTestCase):
    def construct_event_counters_view(self: Any) -> View:
        return View(self.log)


class FromEnvironment:
    """The environment names the module and an empty directory."""

    def setUp(self: Any) -> None:
        self.prepare()
        super().setUp()  # type: ignore[misc]

    def prepare(self: Any) -> None:
        path = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, path)
        self.addCleanup(gc.collect)  # an application lets go of its directory when collected
        self.settings = {"PERSISTENCE_MODULE": MODULE, "LMDB_PATH": path, "LMDB_SYNC": "n"}
        patched = patch.dict(os.environ, self.settings)
        patched.start()
        self.addCleanup(patched.stop)


class ViewOfFactory(LogTrackingRecorder):
    """A recorder that a setting or an argument chooses."""


class TestFactory(FromEnvironment, persistence.InfrastructureFactoryTestCase[LogFactory]):
    def prepare(self: Any) -> None:
        super().prepare()
        self.env = Environment("TestCase", self.settings)

    def expected_factory_class(self) -> type[LogFactory]:
        return LogFactory

    def expected_aggregate_recorder_class(self) -> type[LogAggregateRecorder]:
        return LogAggregateRecorder

    def expected_application_recorder_class(self) -> type[LogApplicationRecorder]:
        return LogApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[LogTrackingRecorder]:
        return LogTrackingRecorder

    def tracking_recorder_subclass(self) -> type[LogTrackingRecorder]:
        return ViewOfFactory

    def expected_process_recorder_class(self) -> type[LogProcessRecorder]:
        return LogProcessRecorder


class TestExampleApplication(FromEnvironment, application.ExampleApplicationTestCase):
    expected_factory_topic = f"{MODULE}:LogFactory"


class TestApplication(FromEnvironment, application.ApplicationTestCase): ...


class TestProjection(FromEnvironment, projection.AggregateEventCountersProjectionTestCase):
    view_class = View


class TestEventSourcedProjection(FromEnvironment, projection.EventSourcedProjectionTestCase): ...
