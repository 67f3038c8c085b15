"""The verbs over HTTP: all of them, with the answers and refusals that the node gives."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import AfterValidator

from core.errors import StorageFullError
from node.commands import ExportBundle, FileName
from node.control import UnknownOutcomeError
from node.verbs import VERBS
from node.web.verb_routes import HTTP_VERBS, NOT_HERE
from tests.node.tills import Shop
from tests.node.web.browser import VERBS as PATH
from tests.node.web.browser import Browser, Door, refusal

PATH_RULES = [rule for rule in get_args(FileName) if isinstance(rule, AfterValidator)]
"""By which a field that is a path is known."""

ID = "01890000-0000-7000-8000-000000000001"
MILK = [{"code": "milk"}]


def test_every_verb_but_the_named_ones_has_a_documented_route(browser: Browser) -> None:
    paths = browser.client.get("/openapi.json").json()["paths"]
    assert {path.removeprefix(f"{PATH}/") for path in paths if path.startswith(PATH)} == set(
        HTTP_VERBS
    )
    assert set(HTTP_VERBS) | NOT_HERE == set(VERBS)
    for verb in HTTP_VERBS:
        said = paths[f"{PATH}/{verb}"]["post"]
        assert said["summary"]
        assert said["description"]
        assert "$ref" in said["requestBody"]["content"]["application/json"]["schema"]
        assert "$ref" in said["responses"]["200"]["content"]["application/json"]["schema"]


def test_no_verb_over_http_names_a_file_of_the_node_s_machine() -> None:
    named = [
        (verb, field)
        for verb, one in HTTP_VERBS.items()
        for field, info in one.command.model_fields.items()
        if any(isinstance(rule, AfterValidator) and rule in PATH_RULES for rule in info.metadata)
    ]
    assert named == []
    assert set(PATH_RULES) <= set(ExportBundle.model_fields["path"].metadata), "paths are known"


@pytest.mark.parametrize("verb", sorted(NOT_HERE))
def test_a_verb_kept_back_is_not_there(browser: Browser, verb: str) -> None:
    refusal(browser.post(verb), 404)


def test_a_sale_is_answered_as_the_node_answers_it(browser: Browser, shop: Shop) -> None:
    sold = browser.do("sell", lines=MILK)
    assert (sold["receipt"], sold["total_minor"]) == ("B1T1-000001", 129)
    assert browser.do("history")["receipts"][0]["receipt"] == sold["receipt"]
    assert shop.figures("sales") == (1,)


def test_a_command_sent_again_is_answered_and_not_done_again(browser: Browser, shop: Shop) -> None:
    first = browser.do("sell", id=ID, lines=MILK)
    before = shop.dump()
    for _ in range(3):
        assert browser.do("sell", id=ID, lines=MILK) == {**first, "repeated": True}
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("status", "verb", "arguments", "said"),
    [
        (409, "sell", {"lines": [{"code": "chalk"}]}, "'chalk'"),
        (409, "refund", {"receipt": "B1T1-000009"}, "B1T1-000009"),
        (422, "sell", {"lines": 7}, "lines is no list"),
        (422, "sell", {"lines": [{"code": 7}]}, "lines.0.code is no text"),
        (422, "sell", {"lines": MILK, "surprise": 1}, "surprise is not known here"),
        (422, "sell", {"lines": MILK, "id": "x"}, "id is no UUID"),
        (422, "user-add", {"login": "mia"}, "name is missing"),
    ],
)
def test_what_is_refused_changes_nothing(
    browser: Browser, shop: Shop, status: int, verb: str, arguments: dict[str, Any], said: str
) -> None:
    before = shop.dump()
    assert said in browser.refused(status, verb, **arguments)
    assert shop.dump() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 50_000])
def test_a_body_that_is_no_command_is_refused(browser: Browser, shop: Shop, body: bytes) -> None:
    before = shop.dump()
    headers = {**browser.headers, "content-type": "application/json"}
    refusal(browser.client.post(f"{PATH}/sell", content=body, headers=headers), 422)
    assert shop.dump() == before


def test_a_till_that_is_away_or_a_full_disk_is_said(door: Door) -> None:
    browser = door.browser()
    door.desk.away = UnknownOutcomeError("The node did not answer.")
    assert "did not answer" in browser.refused(503, "sell", lines=MILK)
    door.desk.away = StorageFullError("No room left.")
    assert "No room" in browser.refused(503, "sell", lines=MILK)
    # What is read off the log is there all the same.
    assert browser.look()["node"] == "B1T1"


def test_a_secret_reaches_the_till_and_stands_in_no_answer(browser: Browser) -> None:
    told = browser.post("user-add", login="mia", name="Mia", role="manager", pin="271828")
    assert told.status_code == 200
    assert "271828" not in told.text
    wrong = browser.post("user-add", login="mia", name="Mia", role="manager", pin="x1")
    assert "x1" not in wrong.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [("de-AT,en;q=0.5", "Kein Produkt"), ("pt-BR", "Nenhum produto"), ("fr", "No product")],
)
def test_a_refusal_is_said_in_the_language_a_browser_asks_for(
    browser: Browser, asked: str, said: str
) -> None:
    headers = {**browser.headers, "accept-language": asked}
    lines = {"lines": [{"code": "nosuch"}]}
    answer = browser.client.post("/api/v1/verbs/sell", json=lines, headers=headers)
    assert (answer.status_code, answer.json()["refused"][: len(said)]) == (409, said)
