"""Feeding baskets to the tills: one thread a till, as fast as it answers or at a pace."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from core.errors import TillmeshError
from simulations.demo.fleet import Caller, Fleet
from simulations.demo.plan import Sale


class Feed:
    """Sells a stage of the plan at all tills at once."""

    def __init__(self, fleet: Fleet, tills: Iterable[str], rate: float | None) -> None:
        """Feed ``tills``, at ``rate`` baskets a second over all of them, or without a pause."""
        self._callers: dict[str, Caller] = {name: fleet.caller(name) for name in tills}
        self._rate = rate
        self._errors: list[TillmeshError] = []
        self.sold = 0
        self._over = threading.Event()
        self._guard = threading.Lock()

    def sell(self, sales: Sequence[Sale], meanwhile: Callable[[], None]) -> None:
        """Sell, calling ``meanwhile`` over and over; returns when every till has answered.

        Raises what a till refused: a demonstration that cannot sell has failed.
        """
        queues: dict[str, list[tuple[float, Sale]]] = defaultdict(list)
        started = time.monotonic()
        for number, sale in enumerate(sales):
            due = started + number / self._rate if self._rate else started
            queues[sale.node].append((due, sale))
        threads = [
            threading.Thread(target=self._work, args=(self._callers[name], queue), daemon=True)
            for name, queue in queues.items()
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            meanwhile()
        if self._errors:
            raise self._errors[0]

    def _work(self, caller: Caller, queue: list[tuple[float, Sale]]) -> None:
        try:
            for due, sale in queue:
                if self._over.wait(max(0.0, due - time.monotonic())):
                    return
                # The command's id makes asking again safe, whatever died in between.
                caller.ask("sell", sale.arguments)
                with self._guard:
                    self.sold += 1
        except TillmeshError as error:
            self._errors.append(error)

    def end(self) -> None:
        """Sell nothing more; what is being sold is sold."""
        self._over.set()

    def close(self) -> None:
        """Hang up on every till."""
        for caller in self._callers.values():
            caller.close()
