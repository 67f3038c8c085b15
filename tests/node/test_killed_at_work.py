"""A till that is killed amid refunds and stock-takes: what it answered is there, once."""

from __future__ import annotations

import random
import signal
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from node.control import NotRunningError
from tests.node.processes import RunningNode, answer, make_node
from tests.simulations.demo.test_demo_sigkill import Books, read_books, wait_a

GOODS = "sku,price\nmilk,1.29\nbread,2.50\n"
SALES, PARTS, ROUNDS, DEATHS = 4, 3, 3, 5


class MortalTill:
    """A real till that dies while it is asked now and then, is started and asked again."""

    def __init__(self, path: Path, *, asked: int) -> None:
        """Make it, and draw at which of so many commands it will die."""
        goods = path / "goods.csv"
        goods.write_text(GOODS)
        self.data = path / "till"
        make_node(self.data, goods)
        self._dice = random.Random(558)
        # Never at two in a row: the next command is what starts it again.
        self._deaths = set(self._dice.sample(range(0, asked, 2), DEATHS))
        self._node = RunningNode(self.data)
        self._asked = 0
        self.died = 0

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """Return the answer, however often the till had to be asked for it."""
        after_s = self._dice.uniform(0, 0.02)
        killer = Thread(target=self._kill, args=(self._node, after_s))
        if self._asked in self._deaths:
            # Before, within or after a commit, an answer or a request.
            killer.start()
        self._asked += 1
        try:
            return self._answered(verb, arguments, killer)
        finally:
            if killer.ident is not None:
                killer.join()

    def _kill(self, node: RunningNode, after_s: float) -> None:
        if wait_a(node.process, after_s):
            node.process.send_signal(signal.SIGKILL)

    def _answered(self, verb: str, arguments: dict[str, Any], killer: Thread) -> dict[str, Any]:
        while True:
            try:
                return self._node.ask(verb, **arguments)
            except NotRunningError:
                if killer.ident is not None:  # it waits for the same process
                    killer.join()
                assert self._node.process.wait(45) == -signal.SIGKILL
                self._node.__exit__()
                self._node = RunningNode(self.data)
                self.died += 1

    def books(self) -> Books:
        """Stop it, and return what it leaves behind: sound, to whoever looks."""
        try:
            self.ask("status")  # the last death may have come after the last answer
            assert self.died == DEATHS
            assert self._node.stop() == (0, "")
        finally:
            self._node.__exit__()
        assert answer("audit", "verify", self.data)["verdict"] == "sound"
        return read_books(self.data)


def test_refunds_are_in_the_log_once_and_pay_out_what_was_paid(tmp_path: Path) -> None:
    till = MortalTill(tmp_path, asked=SALES * (1 + PARTS))
    line = {"code": "milk", "quantity_milli": 1_000 * PARTS, "amount_minor": 100}
    given = [
        till.ask("sell", id=str(UUID(int=number)), lines=[line]) for number in range(1, SALES + 1)
    ]
    back: Counter[str] = Counter()
    for part in range(PARTS):
        for sold in given[:SALES]:
            named = {"id": str(UUID(int=UUID(sold["id"]).int << 8 | part))}
            given.append(till.ask("refund", receipt=sold["receipt"], lines=[{"item": 1}], **named))
            back[sold["receipt"]] -= given[-1]["total_minor"]
    assert set(back.values()) == {100}
    books = till.books()
    assert [(one.text, str(one.id), one.total_minor) for one in books.receipts] == [
        (one["receipt"], one["id"], one["total_minor"]) for one in given
    ]
    assert (books.status["refunds"], books.stock) == (SALES * PARTS, {"milk": 0})


def test_stock_takes_move_the_books_once_and_to_what_was_counted(tmp_path: Path) -> None:
    till = MortalTill(tmp_path, asked=ROUNDS * 5)
    stock = {"milk": 0, "bread": 0}
    for number in range(1, ROUNDS + 1):
        named = {"count": till.ask("count-start", id=str(UUID(int=number)))["id"]}
        counted = {"milk": 7_000 * number, "bread": 5_000}
        for sku, milli in counted.items():
            said = till.ask("count-line", **named, code=sku, quantity_milli=milli)
            assert [said["lines"][0][name] for name in ("book_milli", "counted_milli")] == [
                stock[sku],
                milli,
            ]
            if sku == "milk":  # while the shelves are counted
                till.ask("sell", id=str(UUID(int=number << 8)), lines=[{"code": "milk"}])
        assert till.ask("count-finish", **named)["finished"]
        stock = counted | {"milk": counted["milk"] - 1_000}
    assert till.ask("counts")["counts"] == []
    books = till.books()
    assert books.stock == stock
    assert len(books.receipts) == books.status["sales"] == ROUNDS
