"""Leave: at this till by PIN, or from another till of the branch; once, for one thing."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import NotAllowedError
from node.shop.authority import REQUEST_MS
from node.verbs import perform
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import Shop, Street

Pair = tuple[Shop, Shop]


@pytest.fixture
def pair(street: Street) -> Pair:
    """A till with a cashier at it, and another of the branch with the manager."""
    here, there = street.open("B1T1"), street.open("B1T2")
    hire(here)
    there.hear(here)
    sign_in(here, "carl")
    sign_in(there, "mia")
    return here, there


WANTED: dict[str, Any] = {"login": "sam", "name": "Samuel"}
"""An edit that a cashier may not do."""


def ask(pair: Pair, about: str = "sam", **arguments: Any) -> str:
    here, there = pair
    request = here.do("approval-ask", permission="users", about=about, **arguments)
    assert request["state"] == "waiting"
    there.hear(here)
    return str(request["id"])


def answer(pair: Pair, request: str, **arguments: Any) -> dict[str, Any]:
    here, there = pair
    answered = there.do("approve", request=request, **arguments)
    here.hear(there)
    return answered


def test_a_manager_at_this_till_lets_a_cashier_do_it_and_both_are_named(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    done = shop.do("user-edit", **WANTED, approval=leave_of("mia"))
    assert done["user"]["name"] == "Samuel"
    (act,) = shop.do("approvals")["acts"]
    assert (act["login"], act["approver"], act["permission"]) == ("carl", "mia", "users")
    assert act["about"] == "sam"
    assert shop.do("who")["login"] == "carl", "the manager has not taken the till over"


def test_nobody_approves_their_own_act_nor_beyond_their_role(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    assert "cannot approve" in shop.refused("user-edit", **WANTED, approval=leave_of("carl"))
    assert "either" in shop.refused("user-edit", **WANTED, approval=leave_of("sam"))


@pytest.mark.parametrize(
    "approval",
    [{}, {"login": "mia"}, {"pin": "1"}, {"request": "0" * 32, "login": "mia", "pin": "1"}],
)
def test_half_an_approval_is_refused(shop: Shop, approval: dict[str, Any]) -> None:
    hire(shop)
    sign_in(shop, "carl")
    assert "approval is a login with a PIN" in shop.refused(
        "user-edit", **WANTED, approval=approval
    )


def test_a_manager_at_another_till_lets_it_be_done_once(pair: Pair) -> None:
    here, _ = pair
    request = ask(pair)
    assert answer(pair, request)["state"] == "granted"
    here.do("user-edit", **WANTED, approval={"request": request})
    (act,) = here.do("approvals")["acts"]
    assert (act["till"], act["login"], act["approver"]) == ("B1T1", "carl", "mia")
    assert here.do("approvals")["requests"][0]["state"] == "used"
    again = here.refused("user-edit", login="sam", name="S", approval={"request": request})
    assert "used already" in again


def test_an_act_that_needs_two_leaves_takes_two_requests_of_another_till(pair: Pair) -> None:
    here, there = pair
    there.do("product-add", sku="milk", price_minor=100)
    here.hear(there)
    sale: dict[str, Any] = {
        "lines": [{"code": "milk", "amount_minor": 50}],
        "discounts": [{"amount_minor": 40}],
    }
    granted: list[str] = []
    given: dict[str, Any] = {}
    for permission in ("price-override", "discount"):
        with pytest.raises(NotAllowedError, match=f"approval ask {permission}") as refusal:
            perform(here.till, "sell", sale | given)
        assert refusal.value.needs is not None
        granted.append(str(here.do("approval-ask", **refusal.value.needs._asdict())["id"]))
        there.hear(here)
        answer(pair, granted[-1])
        given = {"approval": {"request": granted}}
    here.do("sell", **sale, **given)
    acts = here.do("approvals")["acts"]
    assert sorted(act["permission"] for act in acts) == ["discount", "price-override"]
    assert len({act["act"] for act in acts}) == 1, "one sale, two leaves"


def test_only_what_nobody_has_answered_yet_waits(pair: Pair) -> None:
    _, there = pair
    first, second = ask(pair), ask(pair, "carl")
    assert {one["id"] for one in there.do("approvals", waiting=True)["requests"]} == {first, second}
    answer(pair, first, granted=False)
    for shop in pair:
        assert [one["id"] for one in shop.do("approvals", waiting=True)["requests"]] == [second]
    there.pass_time(REQUEST_MS // 1_000 + 1)
    assert there.unchanged("approvals", waiting=True) == {"requests": (), "acts": ()}


def test_a_request_nobody_answered_or_somebody_denied_is_no_leave(pair: Pair) -> None:
    here, _ = pair
    request = ask(pair)
    approval = {"request": request}
    assert "Nobody has answered" in here.refused("user-edit", **WANTED, approval=approval)
    assert answer(pair, request, granted=False)["state"] == "denied"
    assert "denied" in here.refused("user-edit", **WANTED, approval=approval)


def test_leave_is_for_what_was_asked_and_by_whom(pair: Pair) -> None:
    here, there = pair
    request = ask(pair)
    answer(pair, request)
    approval = {"request": request}
    other = here.refused("user-edit", login="mia", name="M", approval=approval)
    assert "something else" in other
    sign_in(here, "sam")
    assert "something else" in here.refused("user-edit", **WANTED, approval=approval)
    sign_in(there, "carl")
    assert "did not ask" in there.refused("user-edit", **WANTED, approval=approval)


def test_leave_grows_stale(pair: Pair) -> None:
    here, _ = pair
    request = ask(pair)
    answer(pair, request)
    here.pass_time(REQUEST_MS // 1_000 + 1)
    assert here.do("approvals")["requests"][0]["state"] == "stale"
    said = here.refused("user-edit", **WANTED, approval={"request": request})
    assert "too old" in said


def test_only_somebody_else_whose_role_allows_it_answers_and_once(pair: Pair) -> None:
    here, there = pair
    request = ask(pair)
    sign_in(there, "sam")
    assert "role does not allow" in there.refused("approve", request=request)
    assert "asked for it" in here.refused("approve", request=request)
    assert there.do("approve", request=request, **leave_of("mia"))["answered_by"] == "mia"
    assert "already" in there.refused("approve", request=request)
    assert there.do("who")["login"] == "sam", "a manager answers without taking the till over"


def test_a_request_of_another_branch_is_answered_there(street: Street) -> None:
    here, far = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    hire(here)
    sign_in(here, "carl")
    request = here.do("approval-ask", permission="users")["id"]
    far.hear(here)
    sign_in(far, "mia")
    assert "asked in B1" in far.refused("approve", request=request)


def test_an_approver_deactivated_meanwhile_vouches_for_nobody(pair: Pair) -> None:
    here, there = pair
    there.do("user-edit", login="sam", role="manager")
    sign_in(there, "sam")
    request = ask(pair)
    answer(pair, request)
    sign_in(there, "mia")
    there.do("user-edit", login="sam", active=False)
    here.hear(there)
    said = here.refused("user-edit", login="sam", name="S", approval={"request": request})
    assert "Nobody has answered" in said


def test_a_limit_that_the_company_set_holds_everywhere(pair: Pair) -> None:
    here, there = pair
    assert "carl may not" in here.refused("user-edit", **WANTED)
    there.do("setting-set", name="limit.users.cashier", value=-1)
    here.hear(there)
    assert here.do("user-edit", **WANTED)["user"]["name"] == "Samuel"
    listed = {line["name"]: line["value"] for line in here.do("settings")["settings"]}
    assert listed["limit.users.cashier"] == -1


def test_a_setting_is_known_and_within_its_bounds(shop: Shop) -> None:
    assert "no setting" in shop.refused("setting-set", name="colour", value=1)
    assert "0 to 1" in shop.refused("setting-set", name="shift.required", value=2)
