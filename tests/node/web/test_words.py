"""The words and the money of a language, as a screen gets them."""

from __future__ import annotations

from core.log.memory_store import MemoryStore
from node.language.languages import LANGUAGES, NAMES, PLURALS
from node.language.words import words_of
from node.web.words import TOLD
from tests.node.tills import Shop
from tests.node.web.browser import Browser, refusal


def test_a_screen_gets_every_sentence_and_how_plurals_go(browser: Browser) -> None:
    for language in LANGUAGES:
        told = browser.client.get(f"/api/v1/messages/{language}").json()
        assert told["languages"] == NAMES
        assert tuple(told["plurals"]) == PLURALS[language]
        subjects = [words_of(language, name).texts for name in TOLD] if language != "en" else []
        assert told["messages"].keys() == {key for texts in subjects for key in texts}


def test_a_review_is_told_in_the_language_a_browser_asks_for(browser: Browser, shop: Shop) -> None:
    other = Shop(MemoryStore(), name="B1T2")
    other.do("import-catalogue", products=[{"sku": "tea", "name": "Tea", "barcode": "4011"}])
    shop.hear(other)
    (english,) = browser.do("reviews")["reviews"]
    assert english["said"] == "Barcode 4011 stands for 2 products."
    browser.client.headers["accept-language"] = "de-DE,de;q=0.9"
    (german,) = browser.do("reviews")["reviews"]
    assert german == {**english, "said": "Strichcode 4011 steht für 2 Produkte."}
    shown = browser.do("review-show", review=english["id"])["review"]
    assert shown["said"] == german["said"]
    told = browser.client.get("/api/v1/messages/de").json()["messages"]
    # Its ways out are typed in English, and shown in words.
    assert {told[way] for way in shown["ways"]} >= {"Produkt ändern"}


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
