"""The words and the money of a language, as a screen gets them."""

from __future__ import annotations

from node.language.languages import LANGUAGES, NAMES, PLURALS
from node.language.words import words
from tests.node.web.browser import Browser, refusal


def test_a_screen_gets_every_sentence_and_how_plurals_go(browser: Browser) -> None:
    for language in LANGUAGES:
        told = browser.client.get(f"/api/v1/messages/{language}").json()
        assert told["languages"] == NAMES
        assert tuple(told["plurals"]) == PLURALS[language]
        assert told["messages"].keys() == words(language).texts.keys()


def test_words_that_a_browser_has_are_not_sent_again(browser: Browser) -> None:
    first = browser.client.get("/api/v1/messages/uk")
    again = browser.client.get(
        "/api/v1/messages/uk", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_money_is_in_the_currency_of_the_node_unless_another_is_asked_for(browser: Browser) -> None:
    path = "/api/v1/money/de"
    assert browser.client.get(path).json()["currency"] == "USD"
    told = browser.client.get(path, params={"currency": "EUR"}).json()
    assert (told["after"], told["decimal"], told["exponent"]) == ("\N{NO-BREAK SPACE}€", ",", 2)
    refusal(browser.client.get(path, params={"currency": "euro"}), 422)


def test_a_language_there_is_not_is_refused(browser: Browser) -> None:
    for path in ("messages", "money"):
        assert "language" in refusal(browser.client.get(f"/api/v1/{path}/fr"), 422)
