"""People: added and changed at any till, merged field by field, gone where it is heard of."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import RefusedError
from tests.node.shop.staff import PINS, add, hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Shop, Street


def lines(shop: Shop) -> dict[str, dict[str, Any]]:
    return {line["login"]: line for line in shop.do("users")["users"]}


def hear_one_another(*shops: Shop) -> None:
    for one in shops:
        for other in shops:
            if one is not other:
                one.hear(other)


def test_a_company_without_people_asks_nobody_who_they_are(shop: Shop) -> None:
    receipt = shop.sell("milk")["receipt"]
    shop.do("refund", receipt=receipt)
    assert shop.do("who")["login"] == ""


def test_the_first_person_must_be_a_manager(shop: Shop) -> None:
    said = shop.refused("user-add", login="carl", name="Carl", role="cashier", pin="314159")
    assert "manager first" in said


def test_a_person_is_listed_as_they_were_added(shop: Shop) -> None:
    hire(shop)
    assert lines(shop)["carl"] | {"id": ""} == {
        "id": "",
        "login": "carl",
        "name": "Carl",
        "role": "cashier",
        "active": True,
        "signed_in": False,
        "locked": False,
        "shared_login": False,
    }
    assert lines(shop)["mia"]["signed_in"]


def test_a_command_that_is_sent_twice_adds_one_person(shop: Shop) -> None:
    identifier = "01890000-0000-7000-8000-000000000009"
    fields = {"login": "mia", "name": "Mia", "role": "manager", "pin": "271828"}
    first = shop.do("user-add", id=identifier, **fields)
    assert shop.do("user-add", id=identifier, **fields) == {**first, "repeated": True}
    assert len(lines(shop)) == 1


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "١٢٣٤", "7777"])
def test_a_pin_is_digits_enough_and_not_all_the_same(shop: Shop, pin: str) -> None:
    said = shop.refused("user-add", login="mia", name="Mia", role="manager", pin=pin)
    assert "PIN" in said
    assert not pin or pin not in said


def test_only_who_looks_after_users_adds_and_changes_them(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    new = {"login": "dan", "name": "Dan", "role": "cashier", "pin": "135790"}
    assert "carl may not look after users" in shop.refused("user-add", **new)
    assert "carl may not" in shop.refused("user-edit", login="sam", name="Samuel")
    answer = shop.do("user-add", **new, approval=leave_of("mia"))
    assert answer["user"]["login"] == "dan"


def test_anybody_changes_their_own_pin_and_nothing_else_of_theirs(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    shop.do("user-edit", login="carl", pin="8642")
    assert "may not" in shop.refused("user-edit", login="carl", pin="8642", role="manager")
    assert "not the PIN" in refusal(shop, login="carl", pin=PINS["carl"])
    assert sign_in(shop, "carl", "8642")["login"] == "carl"


def refusal(shop: Shop, **arguments: Any) -> str:
    """Return what a refused sign-in says; it counts, so the store changes."""
    with pytest.raises(RefusedError) as raised:
        shop.do("sign-in", **arguments)
    return str(raised.value)


def test_the_last_manager_stays(shop: Shop) -> None:
    hire(shop)
    assert "last manager" in shop.refused("user-edit", login="mia", active=False)
    assert "last manager" in shop.refused("user-edit", login="mia", role="cashier")
    shop.do("user-edit", login="sam", role="manager")
    shop.do("user-edit", login="mia", role="cashier")
    assert "may not" in shop.refused("user-edit", login="sam", active=False)


def test_fields_changed_in_two_branches_apart_both_stand(street: Street) -> None:
    here, there = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    hire(here)
    there.hear(here)
    sign_in(there, "mia")
    here.do("user-edit", login="carl", name="Charles")
    there.do("user-edit", login="carl", role="supervisor", pin="8642")
    hear_one_another(here, there)
    for shop in (here, there):
        assert lines(shop)["carl"]["name"] == "Charles"
        assert lines(shop)["carl"]["role"] == "supervisor"
        assert sign_in(shop, "carl", "8642")["role"] == "supervisor"


def test_of_one_field_changed_twice_the_one_who_knew_of_the_other_wins(street: Street) -> None:
    here, there = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    there.pass_time(86_400)
    hire(there)
    there.do("user-edit", login="carl", name="Of a clock that runs ahead")
    here.hear(there)
    sign_in(here, "mia")
    here.do("user-edit", login="carl", name="Charles")
    there.hear(here)
    assert lines(there)["carl"]["name"] == lines(here)["carl"]["name"] == "Charles"


def test_whoever_is_deactivated_is_out_where_it_is_heard_of(street: Street) -> None:
    here, there = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    here.do("import-catalogue", products=CATALOGUE)
    hire(here)
    there.hear(here)
    sign_in(there, "carl")
    here.do("user-edit", login="carl", active=False)
    there.hear(here)
    lines_moved = [{"code": "milk", "quantity_milli": 1000}]
    assert "deactivated" in there.refused("receive", lines=lines_moved)
    assert "deactivated" in refusal(there, login="carl", pin=PINS["carl"])


def test_a_login_given_twice_apart_is_shown_and_each_pin_still_tells_who(street: Street) -> None:
    here, there = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    hire(here, "sam")
    there.hear(here)
    sign_in(there, "mia")
    first = add(here, "max", name="Max of the north")["user"]["id"]
    there.do("user-add", login="max", name="Max of the south", role="cashier", pin="9753")
    hear_one_another(here, there)
    both = [line for line in here.do("users")["users"] if line["login"] == "max"]
    assert len(both) == 2
    assert all(line["shared_login"] for line in both)
    assert sign_in(here, "max", "9753")["name"] == "Max of the south"
    sign_in(here, "mia")
    assert "say which" in here.refused("user-edit", login="max", active=False)
    here.do("user-edit", login="max", user=first, active=False)
    assert sign_in(here, "max", "9753")["name"] == "Max of the south"


def test_no_pin_stands_in_any_table(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    for table, items in shop.dump().items():
        for key, value in items:
            for pin in PINS.values():
                assert pin.encode() not in key + value, table


def test_a_wrong_field_never_says_the_pin_back(shop: Shop) -> None:
    said = shop.refused("user-add", login="a b", name="A", role="manager", pin="48151623")
    assert "48151623" not in said
    assert "48151623" not in shop.refused("user-add", login="ab", pin=["48151623"])


def test_people_outlive_a_restart(street: Street) -> None:
    hire(street.open())
    assert sign_in(street.open(), "carl")["role"] == "cashier"
