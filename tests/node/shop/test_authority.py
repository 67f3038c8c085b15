"""Authority: which verbs ask whom, once a company has a manager."""

from __future__ import annotations

from typing import Any

import pytest

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


@pytest.mark.parametrize("verb", [*ACTS, "receive", "user-add", "setting-set"])
def test_an_auditor_changes_nothing(staffed: Shop, verb: str) -> None:
    sign_in(staffed, "mia")
    staffed.do("user-add", login="aud", name="Aud", role="auditor", pin="1618")
    sign_in(staffed, "aud", "1618")
    user = {"login": "x", "name": "X", "role": "cashier", "pin": "1618"}
    others: dict[str, dict[str, Any]] = {
        "receive": {"lines": MILK},
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
