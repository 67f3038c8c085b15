"""At the till: one person at a time, wrong PINs held up, tickets nobody loses."""

from __future__ import annotations

import pytest

from core.errors import RefusedError
from core.shop.pin_throttle import LOCKED_MS, TRIES_MAX
from tests.node.shop.staff import PINS, hire, leave_of, sign_in
from tests.node.tills import Shop, Street


def wrong(shop: Shop, login: str = "carl") -> str:
    with pytest.raises(RefusedError) as raised:
        shop.do("sign-in", login=login, pin="0000")
    return str(raised.value)


def lock_out(shop: Shop) -> None:
    for _ in range(TRIES_MAX):
        shop.pass_time(600)
        assert "not the PIN" in wrong(shop)


def test_whoever_signs_in_takes_the_place_of_whoever_was_there(shop: Shop) -> None:
    hire(shop)
    assert sign_in(shop, "carl")["name"] == "Carl"
    assert shop.do("who")["login"] == "carl"
    sign_in(shop, "sam")
    assert shop.do("who")["login"] == "sam"
    assert shop.do("sign-out")["login"] == ""
    assert shop.unchanged("sign-out")["login"] == ""


def test_a_restart_does_not_sign_anybody_out(street: Street) -> None:
    shop = street.open()
    hire(shop)
    sign_in(shop, "carl")
    assert street.open().do("who")["login"] == "carl"


def test_a_ticket_survives_a_change_of_people(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    sign_in(shop, "sam")
    (held,) = shop.do("tickets")["tickets"]
    assert (held["id"], held["to_pay_minor"]) == (ticket, 129)


def test_three_wrong_pins_are_free_and_then_everyone_waits_longer(shop: Shop) -> None:
    hire(shop)
    for _ in range(3):
        assert "not the PIN" in wrong(shop)
    assert "must wait 5 s" in wrong(shop)
    assert "must wait" in wrong(shop), "waiting costs no try"
    shop.pass_time(5)
    assert "not the PIN" in wrong(shop)
    assert "must wait 10 s" in wrong(shop)
    shop.pass_time(10)
    assert sign_in(shop, "carl")["login"] == "carl"
    assert "not the PIN" in wrong(shop), "the right PIN begins anew"


def test_the_right_pin_waits_too(shop: Shop) -> None:
    hire(shop)
    for _ in range(3):
        wrong(shop)
    with pytest.raises(RefusedError, match="must wait"):
        sign_in(shop, "carl")


def test_the_wait_outlives_a_restart(street: Street) -> None:
    shop = street.open()
    hire(shop)
    for _ in range(4):
        wrong(shop)
    assert "must wait" in wrong(street.open())


def test_a_clock_set_back_makes_nobody_wait_longer(shop: Shop) -> None:
    hire(shop)
    for _ in range(3):
        wrong(shop)
    shop.pass_time(-86_400)
    assert "must wait 5 s" in wrong(shop)


def test_ten_wrong_pins_lock_out_until_somebody_lifts_it(shop: Shop) -> None:
    hire(shop)
    lock_out(shop)
    shop.pass_time(3_600)
    assert "locked out" in wrong(shop)
    with pytest.raises(RefusedError, match="locked out"):
        sign_in(shop, "carl")
    assert "Nobody" in shop.refused("user-unlock", login="nobody")
    assert shop.do("user-unlock", login="carl")["user"]["locked"] is False
    assert sign_in(shop, "carl")["login"] == "carl"


def test_a_lock_out_ends_by_itself_after_half_a_day_with_one_try(shop: Shop) -> None:
    hire(shop)
    lock_out(shop)
    shop.pass_time(LOCKED_MS // 1_000)
    assert "not the PIN" in wrong(shop)
    assert "locked out" in wrong(shop)


def test_a_lock_out_is_of_one_till_and_one_person(street: Street) -> None:
    here, there = street.open("B1T1"), street.open("B1T2")
    hire(here)
    there.hear(here)
    lock_out(here)
    assert sign_in(here, "sam")["login"] == "sam"
    assert sign_in(there, "carl")["login"] == "carl"


def test_a_wrong_pin_of_an_approver_counts_and_nothing_is_done(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    for _ in range(3):
        with pytest.raises(RefusedError, match="not the PIN of sam"):
            shop.do("user-edit", login="sam", name="S", approval={"login": "sam", "pin": "0000"})
    with pytest.raises(RefusedError, match="must wait"):
        shop.do("user-edit", login="sam", name="S", approval=leave_of("sam"))
    assert {line["name"] for line in shop.do("users")["users"]} == {"Mia", "Sam", "Carl"}


def test_a_guess_is_counted_before_it_is_looked_at(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A till whose plug is pulled while it hashes has counted the try."""
    hire(shop)

    def unplugged(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.pin_hash.PinVerifier.is_made_of", unplugged)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            shop.do("sign-in", login="carl", pin=PINS["carl"])
    monkeypatch.undo()
    assert "must wait" in wrong(shop)
