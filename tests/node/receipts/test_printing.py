"""Papers: printed after the sale by themselves, lost never, and twice only with COPY on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from node.receipts.carrying import KILLED, LONGEST_WAIT_MS
from node.receipts.outbox import PRINT, Outbox
from node.receipts.printing import LATE_MS
from tests.node.receipts.devices import printer, printing, settle, with_directory
from tests.node.receipts.test_escpos import words_on
from tests.node.tills import CATALOGUE, Shop, Street

NOBODY = "tcp://127.0.0.1:1"
"""Where no printer is."""


@pytest.fixture
def till(tmp_path: Path) -> Shop:
    """A till with a catalogue, a data directory and a printer in its configuration."""
    shop = Street(None).open()
    shop.do("import-catalogue", products=CATALOGUE)
    with_directory(shop, tmp_path)
    return shop


def jobs(till: Shop) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = till.do("print-status")["jobs"]
    return listed


def wait(till: Shop) -> None:
    till.pass_time(1 + LONGEST_WAIT_MS[PRINT] // 1_000)


def test_a_receipt_is_printed_when_it_is_sold_and_once(till: Shop) -> None:
    with printer() as device:
        job = printing(till, device.address)
        sold = till.sell("milk")
        settle(job)
        settle(printing(till, device.address))
        (paper,) = device.taken(1)
    assert sold["receipt"] in words_on(paper)
    assert "COPY" not in words_on(paper)
    (line,) = jobs(till)
    assert (line["what"], line["state"], line["attempts"]) == (sold["receipt"], "done", 1)


def test_what_was_sold_before_there_was_a_printer_is_not_printed(till: Shop) -> None:
    till.sell("milk")
    with printer() as device:
        settle(printing(till, device.address))
        assert device.taken(0) == []


def test_what_was_sold_long_ago_is_not_printed_by_itself(till: Shop) -> None:
    with printer() as device:
        settle(printing(till, device.address))
        till.sell("milk")
        till.pass_time(LATE_MS // 1_000 + 1)
        sold = till.sell("bread")
        settle(printing(till, device.address))
        (paper,) = device.taken(1)
    assert sold["receipt"] in words_on(paper)


def test_a_receipt_printed_again_says_which_copy_it_is_at_every_till(
    till: Shop, tmp_path: Path
) -> None:
    other = Street(None).open("B1T2")
    (tmp_path / "other").mkdir()
    with_directory(other, tmp_path / "other")
    with printer() as device:
        job = printing(till, device.address)
        receipt = till.sell("milk")["receipt"]
        settle(job)
        assert till.do("receipt-print", receipt=receipt)["job"]["copy"] == 1
        settle(job)
        other.hear(till)
        assert other.do("receipt-print", receipt=receipt)["job"]["copy"] == 2
        till.hear(other)
        assert till.do("receipt-print", receipt=receipt)["job"]["copy"] == 3
        settle(job)
        said = [words_on(paper) for paper in device.taken(3)]
    assert ["COPY" in one for one in said] == [False, True, True]
    assert "COPY 1" in said[1]
    assert "COPY 3" in said[2]


def test_a_print_that_is_asked_for_twice_by_one_command_is_one_paper(till: Shop) -> None:
    receipt = till.sell("milk")["receipt"]
    command = {"id": str(UUID(int=5)), "receipt": receipt}
    first = till.do("receipt-print", **command)
    assert (first["job"]["copy"], first["repeated"]) == (0, False)
    again = till.unchanged("receipt-print", **command)
    assert (again["job"]["job"], again["repeated"]) == (first["job"]["job"], True)
    copy = till.do("receipt-print", id=str(UUID(int=6)), receipt=receipt)["job"]
    assert copy["copy"] == 1
    assert till.unchanged("receipt-print", id=str(UUID(int=6)), receipt=receipt)["repeated"]


def test_an_absent_printer_keeps_the_paper_and_says_so(till: Shop) -> None:
    job = printing(till, NOBODY)
    till.sell("milk")
    settle(job)
    (line,) = jobs(till)
    assert (line["state"], line["doubtful"], line["attempts"]) == ("waiting", False, 1)
    assert "cannot be reached" in line["trouble"]
    (alert,) = job.notes()["alerts"]
    assert alert.startswith("1 paper waits for the printer: The printer tcp://127.0.0.1:1 cannot")
    with printer() as device:
        wait(till)
        job = printing(till, device.address)
        settle(job)
        (paper,) = device.taken(1)
    assert "COPY" not in words_on(paper), "nothing of it had come out"
    assert job.notes()["alerts"] == []


def test_a_printer_without_paper_is_waited_for_and_gets_nothing(till: Shop) -> None:
    with printer() as device:
        device.status = bytes([0x12 | 0x20])
        job = printing(till, device.address)
        till.sell("milk")
        settle(job)
        assert "out of paper" in jobs(till)[0]["trouble"]
        assert device.taken(1) == [b""]
        device.status = bytes([0x12])
        till.do("print-retry")
        settle(job)
        assert "COPY" not in words_on(device.taken(2)[1])


def test_a_killed_process_loses_no_paper_and_the_next_says_copy(till: Shop) -> None:
    settle(printing(till, NOBODY))
    till.sell("milk")
    assert till.till.directory is not None
    outbox = Outbox(till.till.directory)
    with printer() as device:
        job = printing(till, device.address)
        job._note_new()
        waiting = outbox.next_due(PRINT, till.log.now_ms())
        assert waiting is not None
        outbox.begin(waiting)  # and here the process is killed, with some bytes sent or none
        job = printing(till, device.address)
        assert jobs(till)[0]["trouble"] == KILLED
        settle(job)
        said = words_on(device.taken(1)[0])
    assert "COPY\n" in said
    assert "may have\nbeen printed" in said


def test_a_waiting_paper_can_be_taken_back(till: Shop) -> None:
    job = printing(till, NOBODY)
    receipt = till.sell("milk")["receipt"]
    settle(job)
    number = jobs(till)[0]["job"]
    assert till.do("print-cancel", job=number) == {"jobs": 1}
    assert f"No job {number} waits" in till.refused("print-cancel", job=number)
    assert f"No job {number} waits" in till.refused("print-retry", job=number)
    assert till.do("receipt-print", receipt=receipt)["job"]["copy"] == 1, "it was attempted"


def test_a_report_is_printed_with_its_hashes(till: Shop) -> None:
    till.do("shift-open", business_date="2023-11-14")
    with printer() as device:
        job = printing(till, device.address)
        till.do("report-print", x=True)
        settle(job)
        till.do("cash-count", coins=[])
        digest = till.do("shift-close")["digest"]
        assert till.do("report-print")["job"]["what"] == "Z B1T1 1"
        settle(job)
        assert digest[:16] in words_on(device.taken(2)[1])


def test_the_drawer_opens_for_cash_and_for_no_sale(till: Shop) -> None:
    till.do("shift-open", business_date="2023-11-14")
    with printer() as device:
        job = printing(till, device.address)
        till.sell("milk")
        settle(job)
        till.sell("milk", tenders=[{"kind": "card", "amount_minor": 129}])
        settle(job)
        till.do("no-sale", reason="change")
        settle(job)
        papers = device.taken(3)
    assert [b"\x1bp" in paper for paper in papers] == [True, False, True]
    assert words_on(papers[2]) == ""


def test_a_node_without_a_printer_says_what_to_do(shop: Shop) -> None:
    receipt = shop.sell("milk")["receipt"]
    assert "[printer]" in shop.refused("receipt-print", receipt=receipt)
    assert "[mail]" in shop.refused("receipt-mail", receipt=receipt, address="ann@example.org")
