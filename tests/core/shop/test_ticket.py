"""Tickets: steps in any order come to one thing, and nothing on a ticket vanishes unseen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.identity import StreamId
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.aggregate import ShopAggregate, moment
from core.shop.limits import LINES_MAX
from core.shop.product_edit import FieldEdit
from core.shop.ticket import Ticket, TicketClosing, TicketCompletion
from core.shop.ticket_fields import HOLDER, PRICES, line_field
from core.shop.ticket_state import CLOSED, COMPLETED, HELD, LEFT, OPEN, Step, TicketState, ticket_of
from core.shop.ticket_steps import (
    TicketEdit,
    TicketLineRemoval,
    TicketScan,
    TicketTender,
    TicketTenderReturn,
)
from core.views.shop import SHOP_READERS
from tests.strategies import body_of, kind_of

NOW = moment(1_700_000_000_000)
CART = UUID(int=1)
TILLS = [bytes([till]) * 16 + bytes(4) + b"branch:north" for till in (1, 2)]


class Branch:
    """Two tills that write steps of one ticket; each of them knows what it was told."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._sequence = count(1)
        self.do(0, Ticket.open, id=CART, location="north", till="n0")

    def do(self, by: int, decide: Callable[..., ShopAggregate], **said: Any) -> Step:
        said = {"id": UUID(int=99), "timestamp": NOW} | said
        if decide != Ticket.open:
            said["ticket"] = CART
        (event,) = decide(**said).collect_events()
        sequence = next(self._sequence)
        fact = SHOP_READERS[kind_of(event)](body_of(event))
        step = Step(1_000 + sequence, TILLS[by], sequence, kind_of(event), fact)
        self.steps.append(step)
        return step

    def scan(self, till: int, line: int, quantity: int = 1000, amount: int = 100) -> Step:
        said = {"line": line, "quantity_milli": quantity, "amount_minor": amount}
        return self.do(till, TicketScan.scan, till=f"n{till}", sku="milk", **said)

    @property
    def ticket(self) -> TicketState:
        found = ticket_of(CART, self.steps)
        assert found is not None
        return found


def test_a_ticket_opens_with_nothing_on_it_at_the_till_that_opened_it() -> None:
    ticket = Branch().ticket
    assert (ticket.state, ticket.holder, ticket.lines, ticket.to_pay_minor) == (OPEN, "n0", (), 0)


def test_a_ticket_whose_opening_was_not_heard_of_is_none_yet() -> None:
    branch = Branch()
    branch.scan(0, 1)
    assert ticket_of(CART, branch.steps[1:]) is None


def test_two_tills_that_each_add_to_one_line_add_both() -> None:
    branch = Branch()
    branch.scan(0, 1)
    for till in (0, 1):
        owner = TILLS[0] if till else b""
        said = {"line": 1, "owner": owner, "till": f"n{till}", "sku": "milk"}
        branch.do(till, TicketScan.scan, **said, quantity_milli=1000, amount_minor=100)
    (line,) = branch.ticket.lines
    assert (line.quantity_milli, line.amount_minor, line.till) == (3000, 300, "n0")


def test_two_tills_that_give_one_number_have_two_lines() -> None:
    branch = Branch()
    branch.scan(0, 1)
    branch.scan(1, 1, amount=7)
    assert [(line.line, line.till) for line in branch.ticket.lines] == [(1, "n0"), (1, "n1")]
    assert branch.ticket.to_pay_minor == 107


def test_a_removed_line_keeps_what_another_till_scanned_meanwhile() -> None:
    branch = Branch()
    seen = branch.scan(0, 1)
    said = {"line": 1, "owner": TILLS[0], "till": "n1", "sku": "milk"}
    branch.do(1, TicketScan.scan, **said, quantity_milli=2000, amount_minor=200)
    branch.do(0, TicketLineRemoval.remove, line=1, cut=(seen.place,))
    branch.do(0, TicketLineRemoval.remove, line=1, cut=(seen.place,))
    (line,) = branch.ticket.lines
    assert (line.quantity_milli, line.amount_minor) == (2000, 200)


def test_a_line_with_nothing_left_of_it_is_not_on_the_ticket() -> None:
    branch = Branch()
    branch.scan(0, 1)
    said = {"line": 1, "till": "n0", "sku": "milk", "quantity_milli": -1000, "amount_minor": -100}
    branch.do(0, TicketScan.scan, **said)
    assert branch.ticket.lines == ()
    assert branch.ticket.lines_added == 1


def test_a_price_of_its_own_holds_for_the_whole_line() -> None:
    branch = Branch()
    branch.scan(0, 1, 2500, 250)
    name = line_field(PRICES, 1, TILLS[0])
    branch.do(1, TicketEdit.edit, fields=[FieldEdit(name, 1, 80)])
    assert branch.ticket.lines[0].amount_minor == 200
    branch.do(0, TicketEdit.edit, fields=[FieldEdit(name, 2, -1)])
    assert branch.ticket.lines[0].amount_minor == 250


def test_money_given_back_is_not_on_the_ticket() -> None:
    branch = Branch()
    taken = branch.do(0, TicketTender.take, till="n0", kind="cash", amount_minor=50)
    branch.do(0, TicketTender.take, till="n0", kind="cash", amount_minor=70)
    branch.do(0, TicketTenderReturn.give_back, sequence=taken.sequence)
    assert branch.ticket.tendered_minor == 70


def test_a_till_gives_back_only_its_own_money() -> None:
    branch = Branch()
    taken = branch.do(0, TicketTender.take, till="n0", kind="cash", amount_minor=50)
    branch.do(1, TicketTenderReturn.give_back, sequence=taken.sequence)
    assert branch.ticket.tendered_minor == 50


def test_a_ticket_is_on_hold_open_completed_or_closed() -> None:
    branch = Branch()
    branch.do(0, TicketEdit.edit, fields=[FieldEdit(HOLDER, 1, "")])
    assert branch.ticket.state == HELD
    branch.do(1, TicketEdit.edit, fields=[FieldEdit(HOLDER, 2, "n1")])
    assert (branch.ticket.state, branch.ticket.holder) == (OPEN, "n1")
    branch.do(1, TicketClosing.close, cut=branch.ticket.cut)
    assert branch.ticket.state == CLOSED
    branch.do(0, TicketCompletion.complete, sale=UUID(int=5), cut=())
    assert branch.ticket.state == COMPLETED


def test_what_came_too_late_for_the_end_is_left_on_the_ticket() -> None:
    branch = Branch()
    branch.scan(0, 1)
    cut = branch.ticket.cut
    branch.scan(1, 2, amount=30)
    branch.do(1, TicketTender.take, till="n1", kind="cash", amount_minor=30)
    branch.do(0, TicketCompletion.complete, sale=UUID(int=5), cut=cut)
    left = branch.ticket
    assert (left.state, left.to_pay_minor, left.tendered_minor) == (LEFT, 30, 30)
    branch.do(1, TicketCompletion.complete, sale=UUID(int=6), cut=left.cut)
    assert branch.ticket.state == COMPLETED


@settings(max_examples=60)
@given(st.data())
def test_the_order_steps_are_heard_in_does_not_matter(data: st.DataObject) -> None:
    branch = Branch()
    for _ in range(data.draw(st.integers(1, 8))):
        till, what = data.draw(st.integers(0, 1)), data.draw(st.integers(0, 4))
        ticket = branch.ticket
        if what == 0 and ticket.lines:
            line = data.draw(st.sampled_from(ticket.lines))
            said = {"line": line.line, "owner": line.owner, "cut": line.cut}
            branch.do(till, TicketLineRemoval.remove, **said)
        elif what == 1:
            branch.do(till, TicketTender.take, till=f"n{till}", kind="cash", amount_minor=1)
        elif what == 2:
            branch.do(till, TicketEdit.edit, fields=[FieldEdit(HOLDER, 1, f"n{till}")])
        elif what == 3:
            branch.do(till, TicketClosing.close, cut=ticket.cut[: data.draw(st.integers(0, 2))])
        else:
            branch.scan(till, ticket.lines_added + 1)
    shuffled = data.draw(st.permutations(branch.steps))
    assert ticket_of(CART, shuffled) == branch.ticket


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"sku": ""}, "An SKU has 1 to 48 characters, not 0."),
        ({"sku": "m\0"}, "An SKU holds a character that cannot be written down."),
        ({"quantity_milli": 0}, "A quantity must be more than nothing and within reason."),
        ({"quantity_milli": QUANTITY_MILLI_MAX + 1}, "A quantity must be more than nothing"),
        ({"amount_minor": -1}, "The amount of a line must not be negative or absurdly large."),
        ({"amount_minor": AMOUNT_MINOR_MAX + 1}, "The amount of a line must not be negative"),
        ({"quantity_milli": -1, "amount_minor": 1}, "The amount of a line must not be negative"),
        ({"line": LINES_MAX + 1}, f"A ticket takes at most {LINES_MAX} lines"),
    ],
)
def test_a_scan_no_sale_could_hold_is_refused(said: dict[str, Any], sentence: str) -> None:
    plain: dict[str, Any] = {"line": 1, "till": "n0", "sku": "milk"}
    plain |= {"quantity_milli": 1000, "amount_minor": 100}
    with pytest.raises(RefusedError) as refused:
        TicketScan.scan(id=CART, timestamp=NOW, ticket=CART, **plain | said)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("kind", "amount"), [("", 1), ("c" * 33, 1), ("cash", 0), ("cash", AMOUNT_MINOR_MAX + 1)]
)
def test_a_tender_no_sale_could_hold_is_refused(kind: str, amount: int) -> None:
    said: dict[str, Any] = {"ticket": CART, "till": "n0", "kind": kind, "amount_minor": amount}
    with pytest.raises(RefusedError, match=r"^A tender"):
        TicketTender.take(id=CART, timestamp=NOW, **said)


@pytest.mark.parametrize(
    ("name", "value"), [("colour", "red"), (HOLDER, 1), (HOLDER, "n" * 65), (HOLDER, "\ud800")]
)
def test_a_field_no_ticket_has_is_refused(name: str, value: Any) -> None:
    with pytest.raises(RefusedError, match=r"ticket"):
        TicketEdit.edit(id=CART, timestamp=NOW, ticket=CART, fields=[FieldEdit(name, 1, value)])


@pytest.mark.parametrize(("location", "till"), [("", "n1"), ("north", ""), ("n" * 49, "n1")])
def test_a_ticket_without_a_proper_place_is_refused(location: str, till: str) -> None:
    with pytest.raises(RefusedError, match=r"characters, not \d+\.$"):
        Ticket.open(id=CART, timestamp=NOW, location=location, till=till)


def test_a_ticket_sold_in_one_history_of_a_copied_till_keeps_what_its_copy_scanned() -> None:
    branch = Branch()
    scanned = branch.scan(0, 1)
    end = branch.do(0, TicketCompletion.complete, sale=UUID(int=7), cut=branch.ticket.cut)
    lane = StreamId.from_bytes(TILLS[0]).lane(scanned.sequence, bytes(32)).to_bytes()
    of_copy = scanned._replace(hlc=scanned.hlc + 50, fact=scanned.fact._replace(sku="bread"))
    histories = ([scanned, end], [of_copy])
    for main, other in (histories, histories[::-1]):
        steps = [*main, *(step._replace(stream=lane) for step in other), branch.steps[0]]
        ticket = ticket_of(CART, steps)
        assert ticket is not None
        assert [line.sku for line in ticket.lines] == ["bread"]
        assert (ticket.state, len(ticket.sales)) == (LEFT, 1)
