"""Signing in and out at a screen: the till decides who is there, and a cookie only says whose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.log.memory_store import MemoryStore
from node.till_config import HUB
from node.web.addresses import WebAddress
from node.web.sessions import KEY_FILE, NOBODY, Tokens, Visitor
from tests.node.tills import Shop
from tests.node.web.browser import CASHIER, MANAGER, SESSION, Browser, Door, refusal

MILK = [{"code": "milk"}]


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """A till with a manager and a cashier, and nobody signed in."""
    shop.do("user-add", **MANAGER)
    shop.do("sign-in", login="mia", pin=MANAGER["pin"])
    shop.do("user-add", **CASHIER)
    shop.do("sign-out")
    return shop


def test_without_people_anybody_here_may_do_anything(browser: Browser) -> None:
    assert (browser.session["has_people"], browser.session["person"]) == (False, None)
    assert "sell" in browser.session["may"]
    browser.do("sell", lines=MILK)


def test_with_people_nothing_is_done_or_told_before_somebody_signs_in(
    staffed: Shop, door: Door
) -> None:
    browser = door.browser()
    assert (browser.session["has_people"], browser.session["may"]) == (True, [])
    before = staffed.dump()
    for verb, arguments in (("sell", {"lines": MILK}), ("stock", {}), ("status", {})):
        assert "Sign in" in browser.refused(401, verb, **arguments)
    for path in ("/api/v1/live", "/api/v1/catalogue"):
        refusal(browser.client.get(path), 401)
    assert staffed.dump() == before


def test_whoever_signs_in_is_known_and_may_what_the_role_may(staffed: Shop, door: Door) -> None:
    browser = door.browser()
    told = browser.sign_in(CASHIER).json()
    assert (told["person"]["login"], told["person"]["role"]) == ("cem", "cashier")
    assert told["may"] == told["person"]["may"]
    assert "refund" not in told["may"]
    assert {one["login"] for one in told["people"]} == {"mia", "cem"}
    sold = browser.do("sell", lines=MILK)
    before = staffed.dump()
    assert "cem may not refund" in browser.refused(403, "refund", receipt=sold["receipt"])
    needs = browser.post("refund", receipt=sold["receipt"]).json()["needs"]
    assert needs == {"permission": "refund", "about": sold["receipt"], "measure": 129}
    assert "look after users" in browser.refused(
        403, "user-add", login="x", name="X", role="cashier", pin="1234"
    )
    assert staffed.dump() == before


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("invite", {"branch": "B2", "open_ms": 1000}),
        ("invites", {}),
        ("withdraw", {"id": "0abc"}),
        ("revoke", {"name": "B2T1", "reason": "stolen"}),
    ],
)
def test_only_who_may_change_settings_lets_nodes_in_and_out(
    staffed: Shop, door: Door, verb: str, arguments: dict[str, Any]
) -> None:
    browser = door.browser()
    browser.sign_in(CASHIER)
    assert "change settings" in browser.refused(403, verb, **arguments)
    browser.sign_in(MANAGER)
    assert "belongs to no company" in browser.refused(409, verb, **arguments)


def test_a_manager_may_vouch_for_a_cashier_without_signing_in(staffed: Shop, door: Door) -> None:
    browser = door.browser()
    browser.sign_in(CASHIER)
    sold = browser.do("sell", lines=MILK)
    leave = {"login": "mia", "pin": MANAGER["pin"]}
    browser.do("refund", receipt=sold["receipt"], approval=leave)
    assert browser.look()["person"]["login"] == "cem"


def test_a_wrong_pin_signs_nobody_in_and_is_counted(staffed: Shop, door: Door) -> None:
    browser = door.browser()
    for _ in range(2):
        said = refusal(browser.sign_in({**CASHIER, "pin": "9999"}), 401)
        assert "not the PIN" in said
    while "must wait" not in said:
        said = refusal(browser.sign_in({**CASHIER, "pin": "9999"}), 401)
    assert browser.look()["person"] is None
    refusal(browser.sign_in(CASHIER), 401)


def test_whoever_signs_in_elsewhere_ends_the_stay_here(staffed: Shop, door: Door) -> None:
    one, other = door.browser(), door.browser()
    one.sign_in(CASHIER)
    other.sign_in(MANAGER)
    assert "signed out" in one.refused(401, "sell", lines=MILK)
    assert one.look()["person"] is None
    # The same person again is another stay.
    one.sign_in(CASHIER)
    one.do("sell", lines=MILK)
    other.refused(401, "stock")


def test_signing_out_makes_the_cookie_worthless_even_to_who_kept_it(
    staffed: Shop, door: Door
) -> None:
    browser = door.browser()
    browser.sign_in(CASHIER)
    kept, headers = dict(browser.client.cookies), browser.headers
    browser.sign_out()
    assert staffed.do("who")["login"] == ""
    thief = door.client()
    thief.cookies.update(kept)
    answer = thief.post("/api/v1/verbs/sell", json={"lines": MILK}, headers=headers)
    refusal(answer, 401)


def test_a_stale_screen_that_signs_out_leaves_who_is_there_alone(staffed: Shop, door: Door) -> None:
    one, other = door.browser(), door.browser()
    one.sign_in(CASHIER)
    other.sign_in(MANAGER)
    one.sign_out()
    assert other.look()["person"]["login"] == "mia"


def test_whoever_was_deactivated_is_out_at_once(staffed: Shop, door: Door) -> None:
    browser = door.browser()
    browser.sign_in(CASHIER)
    elsewhere = door.browser()
    elsewhere.sign_in(MANAGER)
    elsewhere.do("user-edit", login="cem", active=False)
    refusal(browser.sign_in(CASHIER), 401)
    browser.refused(401, "sell", lines=MILK)


def test_the_cookie_is_for_this_site_and_for_no_script(browser: Browser, door: Door) -> None:
    said = door.client().get(SESSION).headers["set-cookie"]
    assert said.startswith("tillmesh-8700=")
    for word in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert word in said


def test_a_hub_on_the_network_shows_nothing_before_there_are_people() -> None:
    hub = Shop(MemoryStore(), name="HUB", branch="HQ", role=HUB)
    with Door(hub.till, WebAddress("192.168.7.5", 8700)) as door:
        browser = door.browser()
        for path in ("/api/v1/live", "/api/v1/catalogue"):
            assert "tillmesh user add" in refusal(browser.client.get(path), 403)
        assert "tillmesh user add" in browser.refused(403, "stock")
        refusal(browser.sign_in(MANAGER), 403)
        hub.do("user-add", **MANAGER)
        assert (browser.session["has_people"], browser.session["may"]) == (False, [])
        # Who works here is not told to the network.
        assert browser.look()["people"] == []
        refusal(browser.client.get("/api/v1/catalogue"), 401)
        assert browser.sign_in(MANAGER).status_code == 200
        assert browser.client.get("/api/v1/catalogue").status_code == 200


def test_a_token_survives_a_restart_and_no_change(tmp_path: Path) -> None:
    visitor = Visitor("00000000-0000-0000-0000-000000000001", 7)
    token = Tokens.kept_in(tmp_path).make(visitor)
    again = Tokens.kept_in(tmp_path)
    assert again.read(token) == visitor
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
    for at in range(len(token)):
        other = "x" if token[at] != "x" else "y"
        assert again.read(token[:at] + other + token[at + 1 :]) is None
    assert again.make(NOBODY) != again.make(NOBODY)
    (tmp_path / KEY_FILE).write_text("torn")
    assert Tokens.kept_in(tmp_path).read(token) is None
