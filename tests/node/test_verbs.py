"""What holds for every verb: the words of a refusal, plain answers, ids that are used once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from node import verbs
from node.till import HUB
from tests.node.tills import CATALOGUE, Shop, Street, one_sentence

ID = "01890000-0000-7000-8000-000000000001"
MILK = [{"code": "milk", "quantity_milli": 1000}]


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


def answers_of_every_verb(shop: Shop, stick: Path) -> dict[str, dict[str, Any]]:
    ticket = shop.do("ticket-open")
    one = {"ticket": ticket["id"]}
    return {
        "import-catalogue": shop.do("import-catalogue", products=CATALOGUE),
        "receive": shop.do("receive", lines=MILK),
        "adjust": shop.do("adjust", lines=MILK, reason="found"),
        "sell": (sold := shop.do("sell", lines=MILK)),
        "refund": shop.do("refund", receipt=sold["receipt"]),
        "stock": shop.do("stock"),
        "status": shop.do("status"),
        "history": shop.do("history"),
        "sync": shop.do("sync"),
        "ticket-open": ticket,
        "ticket-add": shop.do("ticket-add", **one, line={"code": "bread"}),
        "ticket-remove": shop.do("ticket-remove", **one, line=1),
        "tickets": shop.do("tickets"),
        "ticket-tender": [
            shop.do("ticket-add", **one, line={"code": "bread"}),
            shop.do("ticket-tender", **one, tender={"kind": "cash", "amount_minor": 250}),
        ][1],
        "ticket-complete": shop.do("ticket-complete", **one),
        "export": shop.do("export", path=str(stick)),
        "import": shop.do("import", path=str(stick)),
        **answers_about_a_review(shop),
        **answers_about_a_shift(shop),
        **answers_about_a_count(shop),
        "alert-set": shop.do("alert-set", code="milk", low_milli=5000),
        **answers_about_transfers(shop),
        **answers_about_people(shop),
    }


def answers_about_a_shift(shop: Shop) -> dict[str, dict[str, Any]]:
    moved = {"amount_minor": 500, "reason": "change"}
    return {
        "shift-open": shop.do("shift-open", business_date="2023-11-14"),
        "cash-in": shop.do("cash-in", **moved),
        "cash-out": shop.do("cash-out", **moved),
        "no-sale": shop.do("no-sale", reason="change"),
        "cash-count": shop.do("cash-count", coins=[]),
        "shift-x": shop.do("shift-x"),
        "shift-close": shop.do("shift-close"),
        "shift-z": shop.do("shift-z"),
        "shifts": shop.do("shifts"),
    }


def answers_about_a_review(shop: Shop) -> dict[str, dict[str, Any]]:
    shop.do("receive", lines=[{"code": "cheese", "quantity_milli": 1}])
    shop.sell("cheese")
    listed = shop.do("reviews")
    named = {"review": listed["reviews"][0]["id"]}
    return {
        "reviews": listed,
        "review-show": shop.do("review-show", **named),
        "review-note": shop.do("review-note", **named, note="looked"),
        "review-resolve": shop.do("review-resolve", **named, way="accept"),
    }


def answers_about_a_count(shop: Shop) -> dict[str, dict[str, Any]]:
    started = shop.do("count-start")
    count = {"count": started["id"]}
    return {
        "count-start": started,
        "count-line": shop.do("count-line", **count, code="milk", quantity_milli=5),
        "counts": shop.do("counts"),
        "count-finish": shop.do("count-finish", **count),
    }


def answers_about_transfers(shop: Shop) -> dict[str, dict[str, Any]]:
    milk = [{"code": "milk", "quantity_milli": 1000}]
    sent = shop.do("transfer-send", to="B2", lines=milk)
    received = shop.do("transfer-receive", transfer="0" * 31 + "3", lines=milk)
    return {
        "transfer-send": sent,
        "transfer-receive": received,
        "transfers": shop.do("transfers", all=True),
        "transfer-cancel": shop.do("transfer-cancel", transfer=sent["id"]),
    }


def answers_about_people(shop: Shop) -> dict[str, dict[str, Any]]:
    """Hire a manager and a supervisor, and let one answer what the other asks."""
    manager = {"login": "mia", "name": "Mia", "role": "manager", "pin": "271828"}
    return {
        "user-add": shop.do("user-add", **manager),
        "sign-in": shop.do("sign-in", login="mia", pin="271828"),
        "user-edit": [
            shop.do("user-add", login="sam", name="Sam", role="supervisor", pin="1618"),
            shop.do("user-edit", login="sam", role="manager"),
        ][1],
        "user-unlock": shop.do("user-unlock", login="sam"),
        "users": shop.do("users"),
        "who": shop.do("who"),
        "setting-set": shop.do("setting-set", name="shift.required", value=0),
        "settings": shop.do("settings"),
        "approval-ask": (asked := shop.do("approval-ask", permission="refund")),
        "approve": shop.do("approve", request=asked["id"], login="sam", pin="1618"),
        "approvals": shop.do("approvals"),
        "sign-out": shop.do("sign-out"),
    }


def test_every_answer_is_one_line_of_json(shop: Shop, tmp_path: Path) -> None:
    answers = answers_of_every_verb(shop, tmp_path / "stick")
    assert set(answers) == set(verbs.VERBS)
    for answer in answers.values():
        text = verbs.to_json(answer)
        assert "\n" not in text
        assert json.loads(text) == json.loads(json.dumps(answer))


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
