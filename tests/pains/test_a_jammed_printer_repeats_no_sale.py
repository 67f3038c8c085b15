"""Receipt printed and no sale, sale counted again after a reprint: both cannot be here.

The sale is committed before anything is printed, and whatever a printer does afterwards, nothing
in the log moves but the count of copies.
"""

from __future__ import annotations

from pathlib import Path

from tests.node.receipts.devices import printer, printing, settle, with_directory
from tests.node.receipts.test_escpos import words_on
from tests.node.tills import CATALOGUE, Street

NOBODY = "tcp://127.0.0.1:1"


def test_a_printer_that_is_away_or_jams_neither_stops_nor_repeats_a_sale(tmp_path: Path) -> None:
    till = Street(None).open()
    till.do("import-catalogue", products=CATALOGUE)
    with_directory(till, tmp_path)
    absent = printing(till, NOBODY)
    first = till.sell("milk")["receipt"]
    settle(absent)
    second = till.sell("milk")["receipt"]
    settle(absent)
    sold = till.dump()
    with printer() as device:
        till.do("print-retry")
        settle(printing(till, device.address))
        papers = [words_on(paper) for paper in device.taken(2)]
    assert [first in papers[0], second in papers[1]] == [True, True], "in the order they were sold"
    assert till.dump() == sold, "printing writes no event"
    till.do("receipt-print", receipt=first)
    assert till.figures("sales", "sales_minor") == (2, 258), "a copy is no sale"
