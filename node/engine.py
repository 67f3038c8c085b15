"""Engines: whoever does many jobs, in processes of this machine or on a cluster of others.

Jobs are plain functions with plain arguments, done in processes of their own, spawned and never
forked: LMDB does not survive a fork. A job that kills its process is told as such; the others are
done all the same, for a data file bent enough crashes LMDB itself, and that is a finding.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, Protocol

from core.errors import RefusedError

_CONTEXT = multiprocessing.get_context("spawn")


class Crashed:
    """Instead of a result: the job killed the process that did it."""


CRASHED: Final = Crashed()
"""The one there is."""

Jobs = Sequence[tuple[Any, ...]]
"""The arguments of each job."""


class Engine(Protocol):
    """Whoever does jobs."""

    def each(self, do: Callable[..., Any], jobs: Jobs) -> Iterator[tuple[int, Any]]:
        """Yield (number of the job, its result or :data:`CRASHED`), whichever is ready first."""

    def close(self) -> None:
        """Let whatever does the jobs go."""


class LocalEngine:
    """Does jobs in ``workers`` processes; with none, in this very process."""

    def __init__(self, workers: int) -> None:
        """Keep the number of processes; they start with the first jobs and stay for the next."""
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def each(self, do: Callable[..., Any], jobs: Jobs) -> Iterator[tuple[int, Any]]:
        """Yield (number of the job, its result or :data:`CRASHED`), whichever is ready first."""
        if self._workers == 0:
            for number, arguments in enumerate(jobs):
                yield number, do(*arguments)
            return
        left = dict(enumerate(jobs))
        try:
            yield from self._together(do, left)
        except BrokenProcessPool:
            self.close()
            # One by one, each in a process of its own: so the one that kills is known.
            for number, arguments in left.items():
                yield number, _alone(do, arguments)

    def _together(
        self, do: Callable[..., Any], left: dict[int, tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self._workers, mp_context=_CONTEXT)
        futures = {self._executor.submit(do, *left[number]): number for number in left}
        for future in as_completed(futures):
            number, result = futures[future], future.result()
            del left[number]
            yield number, result

    def close(self) -> None:
        """Let the processes go."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


def _alone(do: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    with ProcessPoolExecutor(1, mp_context=_CONTEXT) as executor:
        try:
            return executor.submit(do, *arguments).result()
        except BrokenProcessPool:
            return CRASHED


class DaskEngine:
    """Does jobs on the workers of a dask.distributed scheduler; needs the extra ``cluster``.

    What jobs name, every worker must reach by the same name: a shared folder, mostly.
    """

    def __init__(self, address: str) -> None:
        """Use the scheduler at ``address``, like ``tcp://host:8786``.

        Raises :class:`RefusedError` when there is nothing here to speak with it.
        """
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise RefusedError("--engine needs dask: pip install 'tillmesh[cluster]'.") from None
        self._address = address

    def each(self, do: Callable[..., Any], jobs: Jobs) -> Iterator[tuple[int, Any]]:
        """Yield (number of the job, its result or :data:`CRASHED`), whichever is ready first."""
        from distributed import Client, KilledWorker
        from distributed import as_completed as as_dask_completes

        with Client(self._address) as client:  # type: ignore[no-untyped-call]
            futures = [client.submit(do, *arguments, pure=False) for arguments in jobs]
            numbers = {future.key: number for number, future in enumerate(futures)}
            for future in as_dask_completes(futures):  # type: ignore[no-untyped-call]
                try:
                    yield numbers[future.key], future.result()
                except KilledWorker:
                    yield numbers[future.key], CRASHED

    def close(self) -> None:
        """Every call has let its connection go."""


def engine_of(address: str, workers: int) -> Engine:
    """Return the engine at an address, or so many processes here when it is empty.

    Raises :class:`RefusedError` when there is nothing here to speak with it.
    """
    return DaskEngine(address) if address else LocalEngine(workers)
