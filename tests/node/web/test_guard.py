"""The guard: requests by another name, from another page or without the csrf do nothing."""

from __future__ import annotations

import pytest

from node.web.addresses import WebAddress
from node.web.guard import BODY_BYTES_MAX, SECURITY_HEADERS
from tests.node.tills import Shop
from tests.node.web.browser import VERBS, Browser, Door, refusal

SALE = {"lines": [{"code": "milk"}]}
PATH = f"{VERBS}/sell"


def refused_sale(browser: Browser, shop: Shop, status: int, **headers: str) -> str:
    before = shop.dump()
    changed = {name.replace("_", "-"): text.encode() for name, text in headers.items()}
    own = {name: text.encode() for name, text in browser.headers.items()}
    sent = [(name.encode(), text) for name, text in {**own, **changed}.items()]
    said = refusal(browser.client.post(PATH, json=SALE, headers=sent), status)
    assert shop.dump() == before
    return said


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8701", "127.0.0.1:8700.evil"]
)
def test_a_name_that_is_not_ours_is_turned_away(browser: Browser, shop: Shop, host: str) -> None:
    assert "http://127.0.0.1:8700" in refused_sale(browser, shop, 421, host=host)
    refusal(browser.client.get("/", headers={"host": host}), 421)


def test_both_names_of_this_machine_are_ours(browser: Browser) -> None:
    for host in ("127.0.0.1:8700", "localhost:8700"):
        assert browser.client.get("/api/v1/session", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8700", "http://127.0.0.1:8701", ""]
)
def test_a_page_that_is_not_ours_changes_nothing(browser: Browser, shop: Shop, origin: str) -> None:
    refused_sale(browser, shop, 403, origin=origin)


def test_a_browser_that_says_another_site_asks_is_believed(browser: Browser, shop: Shop) -> None:
    refused_sale(browser, shop, 403, sec_fetch_site="cross-site")
    refused_sale(browser, shop, 403, sec_fetch_site="same-site")


def test_our_own_page_may(browser: Browser) -> None:
    own = {"origin": "http://localhost:8700", "sec-fetch-site": "same-origin"}
    headers = {**browser.headers, **own}
    assert browser.client.post(PATH, json=SALE, headers=headers).status_code == 200


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ü"])
def test_a_wrong_csrf_changes_nothing(browser: Browser, shop: Shop, csrf: str) -> None:
    refused_sale(browser, shop, 403, x_tillmesh_csrf=csrf)


def test_the_csrf_of_another_browser_is_worth_nothing(door: Door, shop: Shop) -> None:
    one, other = door.browser(), door.browser()
    refused_sale(one, shop, 403, x_tillmesh_csrf=other.session["csrf"])


@pytest.mark.parametrize("token", ["", "x", "a.b.c.d", "..", "." * 300])
def test_a_cookie_that_is_none_of_ours_is_worth_nothing(
    browser: Browser, shop: Shop, token: str
) -> None:
    browser.client.cookies.clear()
    refused_sale(browser, shop, 403, cookie=f"tillmesh-8700={token}")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_form_can_send_changes_nothing(browser: Browser, shop: Shop, kind: str) -> None:
    refused_sale(browser, shop, 415, content_type=kind)


def test_a_body_too_large_or_of_unknown_length_is_turned_away(browser: Browser, shop: Shop) -> None:
    assert "MiB" in refused_sale(browser, shop, 413, content_length=str(BODY_BYTES_MAX + 1))
    headers = {**browser.headers, "content-type": "application/json"}
    answer = browser.client.post(PATH, content=iter([b"{}"]), headers=headers)
    refusal(answer, 411)


@pytest.mark.parametrize("path", ["/", "/api/v1/session", "/api/v1/nothing", "/openapi.json"])
def test_every_answer_says_how_a_browser_is_to_treat_it(browser: Browser, path: str) -> None:
    for host in ("127.0.0.1:8700", "evil.example"):
        answer = browser.client.get(path, headers={"host": host})
        assert SECURITY_HEADERS.items() <= dict(answer.headers).items()
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("localhost", True),
        ("127.0.0.1.evil.example", False),
        ("127", False),
        ("0.0.0.0", False),
        ("192.168.7.5", False),
    ],
)
def test_only_this_machine_is_this_machine(host: str, loopback: bool) -> None:
    assert WebAddress(host, 8700).is_loopback is loopback


def test_only_a_hub_has_names_on_the_network() -> None:
    there = WebAddress.parse("http://192.168.7.5:8700")
    assert not there.is_loopback
    assert there.hosts == {"192.168.7.5:8700"}
    assert there.origins == {"http://192.168.7.5:8700"}
