"""Pain 9: elsewhere a shift's closing breaks with late orders, open ones, or none at all."""

from __future__ import annotations

from core.log.memory_store import MemoryStore
from tests.node.tills import CATALOGUE, Shop

DAY = "2023-11-14"


def two_tills() -> tuple[Shop, Shop]:
    """Two tills of one branch that cannot hear one another, each in a shift."""
    tills = tuple(Shop(MemoryStore(), name=name) for name in ("B1T1", "B1T2"))
    for till in tills:
        till.do("import-catalogue", products=CATALOGUE)
        till.do("shift-open", business_date=DAY)
    return tills[0], tills[1]


def test_what_another_till_sold_and_told_late_changes_no_z() -> None:
    here, there = two_tills()
    here.sell("milk")
    there.sell("bread")
    here.do("cash-count", coins=[{"value_minor": 129, "pieces": 1}])
    closed = here.do("shift-close")
    here.hear(there)
    assert here.do("shift-z") == closed
    assert closed["report"]["sales"] == 1
    there.hear(here)
    there.do("cash-count", coins=[{"value_minor": 250, "pieces": 1}])
    assert there.do("shift-close")["report"]["paid_minor"] == 250


def test_a_shift_closes_without_a_sale_and_with_a_ticket_open() -> None:
    here, _ = two_tills()
    ticket = here.do("ticket-open")["id"]
    here.do("ticket-add", ticket=ticket, line={"code": "milk"})
    assert here.do("shift-close")["recomputes"]
    (held,) = here.do("tickets")["tickets"]
    assert held["id"] == ticket
    here.do("shift-open", business_date=DAY)
    here.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 129})
    here.do("ticket-complete", ticket=ticket)
    here.do("cash-count", coins=[{"value_minor": 129, "pieces": 1}])
    assert here.do("shift-close")["report"]["sales"] == 1


def test_closing_a_shift_moves_no_stock() -> None:
    here, _ = two_tills()
    here.sell("milk")
    assert here.stock_of("milk") == -1_000
    here.do("cash-count", coins=[{"value_minor": 129, "pieces": 1}])
    here.do("shift-close")
    assert here.stock_of("milk") == -1_000
