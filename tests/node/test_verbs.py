"""What holds for every verb: the words of a refusal, plain answers, ids that are used once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from node import verbs
from node.till_config import HUB
from node.wording import to_json
from tests.node.every_verb import (
    MILK,
    OF_A_COMPANY,
    OF_A_FORK,
    OF_A_PRINTER,
    OF_A_SCALE,
    OF_ANOTHER_TILL,
    answers_of_every_verb,
)
from tests.node.tills import CATALOGUE, Shop, Street, one_sentence

ID = "01890000-0000-7000-8000-000000000001"


def test_an_unknown_verb_is_refused_and_the_known_ones_are_named(shop: Shop) -> None:
    said = shop.refused("steal")
    assert "'steal'" in said
    assert all(verb in said for verb in verbs.VERBS)


@pytest.mark.parametrize("verb", sorted(verbs.VERBS))
def test_every_verb_refuses_what_it_does_not_know(shop: Shop, verb: str) -> None:
    assert shop.refused(verb, surprise=1).startswith(f"{verb}: ")


@pytest.mark.parametrize("verb", sorted(verbs.VERBS))
@pytest.mark.parametrize("arguments", [[], None, 5, "text", [["lines", []]]])
def test_arguments_that_are_no_object_are_refused(shop: Shop, verb: str, arguments: Any) -> None:
    before = shop.dump()
    with pytest.raises(RefusedError) as raised:
        verbs.perform(shop.till, verb, arguments)
    one_sentence(str(raised.value))
    assert shop.dump() == before


def test_every_answer_is_one_line_of_json(shop: Shop, tmp_path: Path) -> None:
    answers = answers_of_every_verb(shop, tmp_path / "stick")
    elsewhere = OF_A_COMPANY.keys() | OF_A_FORK | OF_ANOTHER_TILL | OF_A_SCALE | OF_A_PRINTER.keys()
    assert set(answers) == set(verbs.VERBS) - elsewhere
    for answer in answers.values():
        text = to_json(answer)
        assert "\n" not in text
        assert json.loads(text) == json.loads(json.dumps(answer))


def test_a_lone_till_has_nobody_to_ask_about(shop: Shop) -> None:
    for verb, arguments in OF_A_COMPANY.items():
        if verb == "admit":  # its answer is what the one who asks is told
            continue
        assert "belongs to no company" in shop.refused(verb, **arguments)


def test_a_till_without_a_printer_keeps_no_paper(shop: Shop) -> None:
    for verb, arguments in OF_A_PRINTER.items():
        assert re.search("has no (printer|mail|data directory)", shop.refused(verb, **arguments))


def commands_with_an_id(receipt: str) -> dict[str, dict[str, Any]]:
    return {
        "sell": {"lines": MILK},
        "refund": {"receipt": receipt},
        "receive": {"lines": MILK},
        "adjust": {"lines": MILK, "reason": "found"},
    }


@pytest.mark.parametrize("verb", ["sell", "refund", "receive", "adjust"])
def test_a_repeated_id_does_nothing_twice(shop: Shop, verb: str) -> None:
    sold = shop.sell("milk")
    arguments = commands_with_an_id(sold["receipt"])[verb]
    first = shop.do(verb, id=ID, **arguments)
    assert (first["id"], first["repeated"]) == (ID, False)
    for _ in range(3):
        assert shop.unchanged(verb, id=ID, **arguments) == {**first, "repeated": True}
    assert shop.do(verb, id=None, **commands_with_an_id(shop.sell("milk")["receipt"])[verb])


@pytest.mark.parametrize("verb", ["receive", "adjust"])
def test_a_repeat_is_answered_with_what_was_done_not_with_what_is_said_now(
    shop: Shop, verb: str
) -> None:
    shop.do(verb, id=ID, lines=MILK * 3, **({"reason": "found"} if verb == "adjust" else {}))
    again = shop.unchanged(
        verb, id=ID, lines=MILK, **({"reason": "lost"} if verb == "adjust" else {})
    )
    assert again == {"id": ID, "lines": 3, "repeated": True}


@pytest.mark.parametrize("verb", ["sell", "refund", "receive", "adjust"])
@pytest.mark.parametrize("before", ["sell", "refund", "receive", "adjust", "ticket-open"])
def test_an_id_that_another_kind_of_command_used_is_refused(
    shop: Shop, verb: str, before: str
) -> None:
    if verb == before:
        return
    receipt = shop.sell("milk")["receipt"]
    used = ID
    if before == "ticket-open":
        used = shop.do("ticket-open")["id"]
    else:
        shop.do(before, id=used, **commands_with_an_id(receipt)[before])
    said = shop.refused(verb, id=used, **commands_with_an_id(receipt)[verb])
    assert used in said


def test_an_id_done_on_another_till_is_known_once_it_has_replicated(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    sold = first.do("sell", id=ID, lines=MILK)
    second.hear(first)
    assert second.unchanged("sell", id=ID, lines=MILK) == {**sold, "repeated": True}


codes = st.sampled_from(["milk", "bread", "4013", "cheese", "4099", "chalk", ""])
quantities = st.integers(-1_000, 3_000)
ids = st.none() | st.integers(1, 4).map(lambda number: f"{number:032x}")
moved = st.fixed_dictionaries({"code": codes, "quantity_milli": quantities})
tender = st.fixed_dictionaries(
    {"kind": st.sampled_from(["cash", "card"]), "amount_minor": st.integers(-100, 1_000)}
)
numbers = st.integers(0, 6).map(lambda number: f"B1T1-{number:06d}")
requests = st.one_of(
    st.tuples(
        st.just("sell"),
        st.fixed_dictionaries(
            {
                "id": ids,
                "lines": st.lists(moved, max_size=3),
                "tenders": st.none() | st.lists(tender, max_size=2),
            }
        ),
    ),
    st.tuples(st.just("refund"), st.fixed_dictionaries({"id": ids, "receipt": numbers})),
    st.tuples(
        st.just("refund"),
        st.fixed_dictionaries({"receipt": numbers, "lines": st.lists(moved, max_size=2)}),
    ),
    st.tuples(
        st.just("receive"),
        st.fixed_dictionaries({"id": ids, "lines": st.lists(moved, max_size=3)}),
    ),
    st.tuples(
        st.just("adjust"),
        st.fixed_dictionaries(
            {"id": ids, "lines": st.lists(moved, max_size=2), "reason": st.just("found")}
        ),
    ),
)


@given(st.lists(requests, max_size=20))
def test_any_commands_leave_books_that_add_up(asked: list[tuple[str, dict[str, Any]]]) -> None:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    taken = paid_back = 0
    receipts: list[str] = []
    for verb, arguments in asked:
        before = shop.dump()
        try:
            answer = shop.do(verb, **arguments)
        except RefusedError as error:
            one_sentence(str(error))
            assert shop.dump() == before
            continue
        if answer["repeated"]:
            assert shop.dump() == before
        elif verb == "sell":
            taken += answer["total_minor"]
            receipts.append(answer["receipt"])
        elif verb == "refund":
            paid_back -= answer["total_minor"]
            receipts.append(answer["receipt"])
    assert shop.figures("paid_minor", "refunded_minor") == (taken, paid_back)
    assert receipts == [f"B1T1-{number:06d}" for number in range(1, len(receipts) + 1)]
    held = shop.dump()
    shop.log.rebuild()
    assert shop.dump() == held


def test_a_hub_keeps_stock_and_catalogue_but_no_till(street: Street) -> None:
    hub = street.open("HUB", "HQ", HUB)
    hub.do("import-catalogue", products=CATALOGUE)
    assert hub.do("receive", lines=MILK)["lines"] == 1
    assert "hub" in hub.refused("sell", lines=MILK)
    assert "hub" in hub.refused("refund", receipt="B1T1-000001")
    assert "hub" in hub.refused("ticket-open")
    assert "hub" in hub.refused("ticket-complete", ticket=ID)
