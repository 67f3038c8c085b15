"""The recorder against the library's own recorder in memory as its model."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from operator import methodcaller
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent, Tracking
from eventsourcing.popo import POPOProcessRecorder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from core.log.recorder import LogProcessRecorder

IDS = st.sampled_from([UUID(int=0), UUID(int=1), UUID(int=2**128 - 1), "a", "ab", "a\x01", "ä"])
TOPICS = ("sale", "sale.completed", "s", "module:Class.Event")
UPSTREAMS = st.sampled_from(["till", "till 2"])
FEW = st.integers(-1, 12)
EVENTS = st.lists(
    st.builds(StoredEvent, IDS, st.integers(0, 6), st.sampled_from(TOPICS), st.binary(max_size=3)),
    max_size=4,
)


class AgainstTheModel(RuleBasedStateMachine):
    """Asks both recorders the same and compares their answers."""

    topic_index = True

    def __init__(self) -> None:
        super().__init__()
        self.path = tempfile.mkdtemp()
        self.model = POPOProcessRecorder()
        self.open()

    def open(self) -> None:
        self.store = LmdbStore.open(self.path, sync=False)
        log = EventLog(self.store, clock_ms=lambda: 0, topic_index=self.topic_index)
        self.recorder = LogProcessRecorder(log)

    def same(self, ask: Callable[[Any], object]) -> None:
        said: list[object] = []
        for recorder in (self.model, self.recorder):
            try:
                said.append(ask(recorder))
            except IntegrityError:
                said.append(IntegrityError)
        assert said[0] == said[1]

    @rule(events=EVENTS)
    def insert(self, events: list[StoredEvent]) -> None:
        self.same(lambda recorder: recorder.insert_events(events))

    @rule(events=EVENTS, upstream=UPSTREAMS, position=st.integers(1, 8))
    def insert_with_tracking(self, events: list[StoredEvent], upstream: str, position: int) -> None:
        tracking = Tracking(upstream, position)
        self.same(lambda recorder: recorder.insert_events(events, tracking=tracking))

    @rule(upstream=UPSTREAMS, position=st.integers(1, 8))
    def track(self, upstream: str, position: int) -> None:
        self.same(lambda recorder: recorder.insert_tracking(Tracking(upstream, position)))

    @rule(
        originator_id=IDS,
        gt=st.none() | FEW,
        lte=st.none() | FEW,
        desc=st.booleans(),
        limit=st.none() | st.integers(1, 5),
    )
    def select_events(
        self,
        originator_id: UUID | str,
        gt: int | None,
        lte: int | None,
        desc: bool,
        limit: int | None,
    ) -> None:
        found = self.recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        # The model yields versions in the order they came; ours and SQL's sort them.
        every = sorted(
            self.model.select_events(originator_id, gt=gt, lte=lte),
            key=lambda event: event.originator_version,
            reverse=desc,
        )
        assert list(found) == every[:limit]

    @rule(
        start=st.none() | FEW,
        limit=st.integers(1, 6),
        stop=st.none() | FEW,
        topics=st.lists(st.sampled_from((*TOPICS, "never written")), max_size=3),
        inclusive=st.booleans(),
    )
    def select_notifications(
        self, start: int | None, limit: int, stop: int | None, topics: list[str], inclusive: bool
    ) -> None:
        def ask(recorder: POPOProcessRecorder | LogProcessRecorder) -> list[Notification]:
            return list(
                recorder.select_notifications(
                    start, limit, stop, topics, inclusive_of_start=inclusive
                )
            )

        self.same(ask)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.open()

    @invariant()
    def positions_agree(self) -> None:
        self.same(lambda recorder: recorder.max_notification_id())
        for upstream in ("till", "till 2", "nobody"):
            self.same(methodcaller("max_tracking_id", upstream))

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.path)


class AgainstTheModelWithoutIndex(AgainstTheModel):
    """The same, with a recorder that scans for topics."""

    topic_index = False


TestIndexed = AgainstTheModel.TestCase
TestIndexed.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestScanning = AgainstTheModelWithoutIndex.TestCase
TestScanning.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)
