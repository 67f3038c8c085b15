"""The persistence module for the ``eventsourcing`` library: LMDB by two settings.

Set ``PERSISTENCE_MODULE=core.log.recorder`` and ``LMDB_PATH=some/directory``, and any
application written for the library runs on our log, unchanged. Several applications and
projections may share one directory; each keeps to a namespace made from its name.
``LMDB_SYNC=n`` gives up durability, for measurements and tests only.
"""

from __future__ import annotations

from typing import TypeVar, cast

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from core.log.aggregate_recorder import LogAggregateRecorder
from core.log.application_recorder import LogApplicationRecorder, LogProcessRecorder
from core.log.event_log import EventLog
from core.log.library_errors import LIBRARY_ERRORS
from core.log.lmdb_store import LmdbStore
from core.log.namespaced_store import NamespacedStore
from core.log.tracking import LogTrackingRecorder

__all__ = [
    "LogAggregateRecorder",
    "LogApplicationRecorder",
    "LogFactory",
    "LogProcessRecorder",
    "LogTrackingRecorder",
]

_RecorderClass = TypeVar("_RecorderClass", bound=type)


class LogFactory(InfrastructureFactory[LogTrackingRecorder]):
    """Makes recorders over one log in the directory that ``LMDB_PATH`` names."""

    LMDB_PATH = "LMDB_PATH"
    LMDB_SYNC = "LMDB_SYNC"

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Open the log of the application that ``env`` names.

        Raises OSError when ``LMDB_PATH`` is not set, and the library's OperationalError
        when the directory cannot be used.
        """
        super().__init__(env)
        self._lmdb: LmdbStore | None = None
        path = self.env.get(self.LMDB_PATH)
        if not path:
            raise OSError("The environment variable LMDB_PATH must name a directory.")
        with LIBRARY_ERRORS:
            lmdb = LmdbStore.open(path, sync=strtobool(self.env.get(self.LMDB_SYNC, "y")))
            try:
                store = NamespacedStore(lmdb, self.env.name) if self.env.name else lmdb
                # No signer and no real time: an application of the library replicates
                # nothing, and the clock then only counts.
                self.log = EventLog(store, clock_ms=lambda: 0, topic_index=True)
            except BaseException:
                lmdb.close()
                raise
            self._lmdb = lmdb

    def aggregate_recorder(self, purpose: str = "events") -> LogAggregateRecorder:
        """Return a recorder for ``purpose`` (the library says ``snapshots``) with its own table."""
        return LogAggregateRecorder(self.log.store, purpose=purpose)

    def application_recorder(self) -> LogApplicationRecorder:
        """Return a recorder of the application's events."""
        return self._chosen(self.APPLICATION_RECORDER_TOPIC, LogApplicationRecorder)(self.log)

    def tracking_recorder(
        self, tracking_recorder_class: type[LogTrackingRecorder] | None = None
    ) -> LogTrackingRecorder:
        """Return a recorder of tracked positions, or a view that is one."""
        chosen = tracking_recorder_class or self._chosen(
            self.TRACKING_RECORDER_TOPIC, LogTrackingRecorder
        )
        assert issubclass(chosen, LogTrackingRecorder), "a view must be a LogTrackingRecorder"
        return chosen(self.log)

    def process_recorder(self) -> LogProcessRecorder:
        """Return a recorder of events together with the position they were made from."""
        return self._chosen(self.PROCESS_RECORDER_TOPIC, LogProcessRecorder)(self.log)

    def _chosen(self, setting: str, default: _RecorderClass) -> _RecorderClass:
        """Return the class that a setting names, or ``default``."""
        topic = self.env.get(setting)
        chosen = cast("_RecorderClass", resolve_topic(topic)) if topic else default
        assert issubclass(chosen, default), f"{setting} must name a {default.__name__}"
        return chosen

    def close(self) -> None:
        """Let go of the directory; may be called more than once."""
        lmdb, self._lmdb = self._lmdb, None
        if lmdb is not None:
            lmdb.close()
