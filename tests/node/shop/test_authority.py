"""Authority: which verbs ask whom, once a company has a manager."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.shop.sale import Sale
from node.shop.sale_authority import share_off
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Shop

MILK = [{"code": "milk", "quantity_milli": 1000}]


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """A shop with a cashier at the till and something sold."""
    hire(shop)
    shop.sell("milk")
    sign_in(shop, "carl")
    return shop


ACTS: dict[str, dict[str, Any]] = {
    "sell": {"lines": MILK, "discounts": [{"amount_minor": 13}]},
    "refund": {"receipt": "B1T1-000001"},
    "adjust": {"lines": MILK, "reason": "found"},
    "import-catalogue": {"products": [*CATALOGUE, {"sku": "new", "price_minor": 1}]},
}


@pytest.mark.parametrize("verb", ACTS)
def test_a_cashier_needs_leave(staffed: Shop, verb: str) -> None:
    assert "carl may not" in staffed.refused(verb, **ACTS[verb])
    staffed.do(verb, **ACTS[verb], approval=leave_of("mia"))
    (act,) = staffed.do("approvals")["acts"]
    assert (act["login"], act["approver"]) == ("carl", "mia")


@pytest.mark.parametrize("verb", [*ACTS, "receive", "ticket-open", "user-add", "setting-set"])
def test_an_auditor_changes_nothing(staffed: Shop, verb: str) -> None:
    sign_in(staffed, "mia")
    staffed.do("user-add", login="aud", name="Aud", role="auditor", pin="1618")
    sign_in(staffed, "aud", "1618")
    user = {"login": "x", "name": "X", "role": "cashier", "pin": "1618"}
    others: dict[str, dict[str, Any]] = {
        "receive": {"lines": MILK},
        "ticket-open": {},
        "user-add": user,
        "setting-set": {"name": "shift.required", "value": 1},
    }
    assert "aud may not" in staffed.refused(verb, **(ACTS | others)[verb])


@pytest.mark.parametrize("verb", [*ACTS, "receive"])
def test_nobody_at_the_till_does_nothing(staffed: Shop, verb: str) -> None:
    staffed.do("sign-out")
    arguments = ACTS.get(verb, {"lines": MILK})
    assert "Nobody is signed in" in staffed.refused(verb, **arguments)


def test_a_refund_within_the_limit_that_was_set_needs_no_leave(staffed: Shop) -> None:
    sign_in(staffed, "mia")
    staffed.do("setting-set", name="limit.refund.cashier", value=129)
    sign_in(staffed, "carl")
    staffed.do("refund", receipt="B1T1-000001")
    assert staffed.do("approvals")["acts"] == ()


def test_a_refusal_says_how_to_ask(staffed: Shop) -> None:
    said = staffed.refused("refund", receipt="B1T1-000001")
    assert "(1.29)" in said
    assert "approval ask refund --measure 129 --about 'B1T1-000001'" in said


def test_a_supervisor_is_told_up_to_what(staffed: Shop) -> None:
    sign_in(staffed, "mia")
    staffed.do("setting-set", name="limit.refund.supervisor", value=100)
    sign_in(staffed, "sam")
    assert "only up to 1.00" in staffed.refused("refund", receipt="B1T1-000001")


def test_the_approval_stands_in_the_same_commit_as_the_act(staffed: Shop) -> None:
    with staffed.log.read() as view:
        before = view.last_lsn()
    refunded = staffed.do("refund", receipt="B1T1-000001", approval=leave_of("sam"))
    with staffed.log.read() as view:
        assert view.last_lsn() == before + 2
    (act,) = staffed.do("approvals")["acts"]
    assert act["act"] == refunded["id"].replace("-", "")


def test_a_sale_names_whoever_was_at_the_till(staffed: Shop) -> None:
    sold = staffed.sell("milk")
    sale = staffed.till.application.load(Sale, UUID(sold["id"]))
    assert sale.cashier == "carl"


@pytest.mark.parametrize(
    ("line", "discount", "needs_leave"),
    [
        ({"amount_minor": 129}, 0, False),
        ({"amount_minor": 200}, 0, False),
        ({"amount_minor": 128}, 0, True),
        ({}, 12, False),
        ({}, 13, True),
    ],
)
def test_a_cashier_gives_a_tenth_off_and_never_a_price_of_their_own(
    staffed: Shop, line: dict[str, Any], discount: int, needs_leave: bool
) -> None:
    arguments: dict[str, Any] = {"lines": [{"code": "milk", **line}]}
    if discount:
        arguments["discounts"] = [{"amount_minor": discount}]
    if needs_leave:
        assert "carl may not" in staffed.refused("sell", **arguments)
    else:
        staffed.do("sell", **arguments)


def test_one_pin_gives_every_leave_a_sale_needs(staffed: Shop) -> None:
    lines = [{"code": "milk", "amount_minor": 100}]
    off = [{"amount_minor": 50}]
    staffed.do("sell", lines=lines, discounts=off, approval=leave_of("mia"))
    acts = staffed.do("approvals")["acts"]
    assert {act["permission"]: act["measure"] for act in acts} == {
        "price-override": 225,
        "discount": 500,
    }


def test_a_voided_line_asks_once_its_limit_is_set(staffed: Shop) -> None:
    ticket = staffed.do("ticket-open")["id"]
    for _ in range(2):
        staffed.do("ticket-add", ticket=ticket, line={"code": "milk"})
    staffed.do("ticket-remove", ticket=ticket, line=1)
    sign_in(staffed, "mia")
    staffed.do("setting-set", name="limit.void.cashier", value=0)
    sign_in(staffed, "carl")
    assert "take lines off" in staffed.refused("ticket-remove", ticket=ticket, line=2)
    staffed.do("ticket-remove", ticket=ticket, line=2, approval=leave_of("sam"))


@pytest.mark.parametrize(
    ("off", "price", "share"),
    [(0, 100, 0), (-5, 100, 0), (1, 129, 8), (5, 0, 1_000), (9, 3, 3_000)],
)
def test_a_share_is_rounded_up(off: int, price: int, share: int) -> None:
    assert share_off(off, price) == share
