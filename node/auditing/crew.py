"""Workers that may die: a data file bent enough can crash LMDB itself, and that is a finding.

Jobs run in processes of their own, spawned and never forked: LMDB does not survive a fork. When
a worker dies, the jobs that were not ready are done again one by one, each in a process of its
own, so that the one that kills is known and the others are judged all the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final

_CONTEXT = multiprocessing.get_context("spawn")


class Crashed:
    """Instead of a result: the job killed the process that did it."""


CRASHED: Final = Crashed()
"""The one there is."""


class Crew:
    """Does jobs in ``workers`` processes; with none, in this very process."""

    def __init__(self, workers: int) -> None:
        """Keep the number of processes; they start with the first jobs and stay for the next."""
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def each(
        self, do: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
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
            self._executor.shutdown()
            self._executor = None


def _alone(do: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    with ProcessPoolExecutor(1, mp_context=_CONTEXT) as executor:
        try:
            return executor.submit(do, *arguments).result()
        except BrokenProcessPool:
            return CRASHED
