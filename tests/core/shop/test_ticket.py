"""Tickets: lines come and go, tenders add up, and a completed ticket is closed for good."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.limits import LINES_MAX, TENDERS_MAX
from core.shop.ticket import Ticket
from tests.strategies import kind_of

NOW = moment(1_700_000_000_000)


def open_ticket() -> Ticket:
    return Ticket.open(id=UUID(int=1), timestamp=NOW, location="north", till="n1")


def test_a_ticket_opens_with_nothing_on_it() -> None:
    ticket = open_ticket()
    assert (ticket.location, ticket.till) == ("north", "n1")
    assert (ticket.to_pay_minor, ticket.tendered_minor) == (0, 0)


def test_every_keystroke_is_one_event() -> None:
    ticket = open_ticket()
    line = ticket.add_line(NOW, "milk", 1000, 100)
    ticket.add_line(NOW, "bread", 500, 33)
    ticket.remove_line(NOW, line)
    ticket.tender(NOW, "cash", 33)
    ticket.complete(NOW, UUID(int=9))
    assert [kind_of(event) for event in ticket.collect_events()] == [
        kinds.TICKET_OPENED,
        kinds.TICKET_LINE_ADDED,
        kinds.TICKET_LINE_ADDED,
        kinds.TICKET_LINE_REMOVED,
        kinds.TICKET_TENDERED,
        kinds.TICKET_COMPLETED,
    ]
    assert (ticket.to_pay_minor, ticket.tendered_minor) == (33, 33)
    assert ticket.sale == UUID(int=9).bytes


def test_the_number_of_a_removed_line_is_not_used_again() -> None:
    ticket = open_ticket()
    ticket.remove_line(NOW, ticket.add_line(NOW, "milk", 1000, 100))
    assert ticket.add_line(NOW, "milk", 1000, 100) == 2
    with pytest.raises(RefusedError, match=r"^Line 1 is not on this ticket\.$"):
        ticket.remove_line(NOW, 1)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5_000)), max_size=20))
def test_a_ticket_comes_to_the_sum_of_the_lines_left_on_it(
    steps: list[tuple[bool, int]],
) -> None:
    ticket, left = open_ticket(), dict[int, int]()
    for remove, amount in steps:
        if remove and left:
            line = sorted(left)[amount % len(left)]
            ticket.remove_line(NOW, line)
            del left[line]
        else:
            left[ticket.add_line(NOW, "milk", 1000, amount)] = amount
    assert ticket.to_pay_minor == sum(left.values())
    rebuilt: Ticket | None = None
    for event in ticket.collect_events():
        rebuilt = event.mutate(rebuilt)
    assert rebuilt is not None
    assert (rebuilt.lines, rebuilt.lines_added) == (ticket.lines, ticket.lines_added)


@pytest.mark.parametrize(
    "act",
    [
        lambda ticket: ticket.add_line(NOW, "milk", 1000, 100),
        lambda ticket: ticket.remove_line(NOW, 1),
        lambda ticket: ticket.tender(NOW, "cash", 1),
        lambda ticket: ticket.complete(NOW, UUID(int=8)),
    ],
)
def test_a_completed_ticket_takes_nothing_more(act: Callable[[Ticket], object]) -> None:
    ticket = open_ticket()
    ticket.add_line(NOW, "milk", 1000, 100)
    ticket.complete(NOW, UUID(int=9))
    with pytest.raises(RefusedError, match=r"^This ticket is completed; open a new one\.$"):
        act(ticket)
    assert ticket.sale == UUID(int=9).bytes


@pytest.mark.parametrize(
    ("sku", "quantity", "amount", "said"),
    [
        ("", 1000, 1, "An SKU has 1 to 48 characters, not 0."),
        ("m" * 49, 1000, 1, "An SKU has 1 to 48 characters, not 49."),
        ("m\0", 1000, 1, "An SKU holds a character that cannot be written down."),
        ("milk", 0, 1, "A quantity must be more than nothing and within reason."),
        ("milk", QUANTITY_MILLI_MAX + 1, 1, "A quantity must be more than nothing and"),
        ("milk", 1000, -1, "The amount of a line must not be negative or absurdly large."),
        ("milk", 1000, AMOUNT_MINOR_MAX + 1, "The amount of a line must not be negative or"),
    ],
)
def test_a_line_no_sale_could_hold_is_refused(
    sku: str, quantity: int, amount: int, said: str
) -> None:
    ticket = open_ticket()
    with pytest.raises(RefusedError) as refused:
        ticket.add_line(NOW, sku, quantity, amount)
    assert str(refused.value).startswith(said)
    assert not ticket.lines


@pytest.mark.parametrize(
    ("kind", "amount"), [("", 1), ("c" * 33, 1), ("cash", 0), ("cash", AMOUNT_MINOR_MAX + 1)]
)
def test_a_tender_no_sale_could_hold_is_refused(kind: str, amount: int) -> None:
    ticket = open_ticket()
    with pytest.raises(RefusedError, match=r"^A tender"):
        ticket.tender(NOW, kind, amount)
    assert not ticket.tenders


@pytest.mark.parametrize(("location", "till"), [("", "n1"), ("north", ""), ("n" * 49, "n1")])
def test_a_ticket_without_a_proper_place_is_refused(location: str, till: str) -> None:
    with pytest.raises(RefusedError, match=r"characters, not \d+\.$"):
        Ticket.open(id=UUID(int=1), timestamp=NOW, location=location, till=till)


def test_a_ticket_takes_one_tender_less_than_a_sale_so_that_change_fits() -> None:
    ticket = open_ticket()
    for _ in range(TENDERS_MAX - 1):
        ticket.tender(NOW, "voucher", 1)
    with pytest.raises(RefusedError, match=f"at most {TENDERS_MAX - 1} tenders"):
        ticket.tender(NOW, "voucher", 1)


def test_a_ticket_takes_as_many_lines_as_a_sale() -> None:
    ticket = open_ticket()
    for _ in range(LINES_MAX):
        ticket.add_line(NOW, "milk", 1000, 1)
    with pytest.raises(RefusedError, match=f"at most {LINES_MAX} lines"):
        ticket.add_line(NOW, "milk", 1000, 1)
