"""Reviews: the same on every till, named, resolved by a person, open again when more happens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.log.entry import Draft
from core.shop.aggregate import moment
from core.shop.lines import Tender, item_line
from core.shop.sale import Sale
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, NOW_MS, Shop, Street
from tests.strategies import body_of

A_TICKET = UUID(int=77).bytes


@pytest.fixture
def pair(street: Street) -> tuple[Shop, Shop]:
    """Two tills of one branch that know one another's catalogue and one piece of milk."""
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    first.do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
    meet(first, second)
    return first, second


def only_review(shop: Shop, **asked: Any) -> dict[str, Any]:
    (found,) = shop.do("reviews", **asked)["reviews"]
    return dict(found)


def write_sale(shop: Shop, identifier: UUID, *, paid_minor: int, ticket: bytes = b"") -> None:
    """Let a till write a sale as ours would not."""
    sale = Sale.complete(
        id=identifier,
        timestamp=moment(NOW_MS),
        location="B1",
        series=shop.till.series,
        number=900,
        currency="USD",
        lines=[item_line("bread", 1000, 250)],
        tenders=[Tender("cash", 250)],
        ticket=ticket,
    )
    (event,) = sale.collect_events()
    vars(event)["tenders"] = (("cash", paid_minor),)
    shop.log.append([Draft("sale.completed", "branch:B1", identifier, 1, body_of(event))])


def test_a_new_shop_has_nothing_to_review(shop: Shop) -> None:
    assert shop.unchanged("reviews") == {"reviews": (), "open": 0}
    assert shop.figures("open_reviews") == (0,)


def test_a_last_piece_sold_twice_is_one_review_that_names_both_sales(
    pair: tuple[Shop, Shop],
) -> None:
    first, second = pair
    sold = {first.sell("milk")["receipt"], second.sell("milk")["receipt"]}
    assert first.do("reviews")["open"] == 0
    meet(first, second)
    found = only_review(first)
    assert found == only_review(second)
    assert (found["kind"], found["subject"], found["location"]) == (
        "oversold",
        ("B1", "milk"),
        "B1",
    )
    assert (found["amount"], found["state"]) == (1000, "open")
    shown = first.unchanged("review-show", review=found["id"][:8])
    assert shown == second.do("review-show", review=found["id"])
    assert {each["what"] for each in shown["involved"]} == sold
    assert [each["amount"] for each in shown["involved"]] == [1000, 1000]
    assert first.figures("open_reviews") == second.figures("open_reviews") == (1,)


def test_sales_before_the_last_pieces_or_the_last_delivery_are_not_involved(shop: Shop) -> None:
    shop.do("receive", lines=[{"code": "milk", "quantity_milli": 4000}])
    receipts = [shop.sell(*["milk"] * count)["receipt"] for count in (2, 2, 2)]
    shown = shop.do("review-show", review=only_review(shop)["id"])
    assert [each["what"] for each in shown["involved"]] == receipts[1:]
    shop.do("receive", lines=[{"code": "milk", "quantity_milli": 2000}])
    receipts = [shop.sell("milk", "milk", "milk")["receipt"]]
    shown = shop.do("review-show", review=only_review(shop)["id"])
    assert [each["what"] for each in shown["involved"]] == receipts


def test_what_nobody_ever_booked_in_is_no_review(shop: Shop) -> None:
    shop.sell("bread", "bread")
    assert shop.do("reviews")["reviews"] == ()


def test_a_branch_is_judged_only_where_its_books_are_held(street: Street) -> None:
    north, south = street.open("B1T1"), street.open("B2T1", "B2")
    north.do("import-catalogue", products=CATALOGUE)
    sent = {"to": "B2", "lines": [{"code": "milk", "quantity_milli": 1000}]}
    north.do("receive", lines=[{"code": "milk", "quantity_milli": 9000}])
    north.do("transfer-send", **sent)
    back = north.do("transfer-send", **sent)["id"]
    north.do("transfer-cancel", transfer=back)
    south.hear(north, scope="company")
    assert south.do("reviews")["reviews"] == (), "of B1 it knows what was sent, not what came in"
    south.hear(north)
    north.sell(*["milk"] * 9)
    south.hear(north)
    assert [one["kind"] for one in south.do("reviews")["reviews"]] == ["oversold"]


def test_goods_that_come_in_end_the_review(pair: tuple[Shop, Shop]) -> None:
    first, _ = pair
    first.sell("milk", "milk")
    assert only_review(first)["amount"] == 1000
    first.do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
    assert first.do("reviews")["open"] == 0
    assert "right by now" in first.refused("review-show", review="00000000")


def test_a_resolution_is_heard_everywhere_and_a_further_sale_opens_the_review_again(
    pair: tuple[Shop, Shop],
) -> None:
    first, second = pair
    first.sell("milk", "milk")
    identifier = only_review(first)["id"]
    event = first.do("receive", lines=[{"code": "bread", "quantity_milli": 1000}])["id"]
    command = {
        "id": str(UUID(int=5)),
        "review": identifier,
        "way": "backorder",
        "note": "Mrs. Novak waits until Friday.",
        "by": "Ann",
        "events": [event],
    }
    assert first.do("review-resolve", **command)["repeated"] is False
    assert first.unchanged("review-resolve", **command)["repeated"] is True
    assert first.do("reviews") == {"reviews": (), "open": 0}
    assert only_review(first, resolved=True)["state"] == "resolved"
    assert "resolved already" in first.refused("review-resolve", review=identifier, way="accept")
    second.sell("milk")
    meet(first, second)
    for shop in pair:
        assert only_review(shop)["state"] == "reopened"
        (decision,) = shop.do("review-show", review=identifier)["decisions"]
        assert (decision["by"], decision["way"], decision["events"]) == (
            "Ann",
            "backorder",
            (event,),
        )
    second.do("review-resolve", review=identifier, way="accept")
    meet(first, second)
    assert first.do("reviews")["open"] == 0


def test_a_sale_the_resolver_had_not_heard_of_is_not_covered(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    second.sell("milk")
    first.sell("milk", "milk")
    first.do("review-resolve", review=only_review(first)["id"], way="accept")
    meet(first, second)
    found = only_review(second)
    assert (found["state"], found["amount"]) == ("reopened", 2000)


def test_a_remark_changes_no_state(pair: tuple[Shop, Shop]) -> None:
    first, _ = pair
    first.sell("milk", "milk")
    identifier = only_review(first)["id"]
    command = {"id": str(UUID(int=6)), "review": identifier, "note": "Looked on every shelf."}
    assert first.do("review-note", **command)["repeated"] is False
    assert first.do("review-note", **command)["repeated"] is True
    assert only_review(first)["state"] == "open"
    (said,) = first.do("review-show", review=identifier)["decisions"]
    assert (said["by"], said["way"], said["note"]) == ("B1T1", "", "Looked on every shelf.")


def test_a_line_refunded_in_two_places_names_both_refunds(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    receipt = first.sell("milk", "bread")["receipt"]
    meet(first, second)
    line = [{"item": 2, "quantity_milli": 1000}]
    back = [shop.do("refund", receipt=receipt, lines=line)["receipt"] for shop in pair]
    assert first.do("reviews")["open"] == 0
    meet(first, second)
    found = only_review(first)
    assert found == only_review(second)
    assert (found["kind"], found["amount"]) == ("refunded-twice", 1000)
    shown = first.do("review-show", review=found["id"])
    assert shown == second.do("review-show", review=found["id"])
    assert next(each["what"] for each in shown["involved"]) == receipt
    assert {each["what"] for each in shown["involved"]} == {receipt, *back}


def test_parts_of_a_line_may_come_back_one_by_one(shop: Shop) -> None:
    line = {"code": "bread", "quantity_milli": 2000}
    receipt = shop.do("sell", lines=[line])["receipt"]
    for _ in range(2):
        shop.do("refund", receipt=receipt, lines=[{"item": 1, "quantity_milli": 1000}])
    assert shop.do("reviews")["open"] == 0


def test_a_peers_sale_that_does_not_add_up_is_taken_and_reviewed(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    write_sale(second, UUID(int=9), paid_minor=200)
    first.hear(second)
    found = only_review(first)
    assert (found["kind"], found["amount"]) == ("unbalanced", -50)
    assert "B1T2-000900" in found["said"]
    assert first.figures("sales") == (1,)


def test_one_ticket_closed_twice_names_both_sales_and_drops_no_money(
    pair: tuple[Shop, Shop],
) -> None:
    first, second = pair
    write_sale(first, UUID(int=8), paid_minor=250, ticket=A_TICKET)
    write_sale(second, UUID(int=9), paid_minor=250, ticket=A_TICKET)
    assert first.do("reviews")["open"] == 0
    meet(first, second)
    found = only_review(first)
    assert found == only_review(second)
    assert found["kind"] == "closed-twice"
    shown = first.do("review-show", review=found["id"])
    assert {each["what"] for each in shown["involved"]} == {"B1T1-000900", "B1T2-000900"}
    assert first.figures("sales", "paid_minor") == (2, 500)


def test_one_command_done_on_two_tills_names_both_sales(street: Street) -> None:
    first, second, third = (street.open(name) for name in ("B1T1", "B1T2", "B1T3"))
    first.do("import-catalogue", products=CATALOGUE)
    meet(first, second)
    sold = {shop.sell("bread", id=str(UUID(int=4)))["receipt"] for shop in (first, second)}
    meet(first, second)
    third.hear(second)
    for shop in (first, second, third):
        found = only_review(shop)
        assert found == only_review(first)
        assert (found["kind"], found["amount"]) == ("id-used-twice", 2)
        shown = shop.do("review-show", review=found["id"])
        assert {each["what"] for each in shown["involved"]} == sold
        assert shop.figures("sales") == (2,)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"way": "pray"}, "no way out"),
        ({"review": "ffff"}, "no review ffff"),
        ({"review": "FFFF"}, "review"),
        ({"events": [str(UUID(int=123))]}, "no event"),
        ({"note": "n" * 401}, "note"),
        ({"note": "\0"}, "A note"),
    ],
)
def test_a_resolution_that_makes_no_sense_is_refused(
    pair: tuple[Shop, Shop], changed: dict[str, Any], said: str
) -> None:
    first, _ = pair
    first.sell("milk", "milk")
    good = {"review": only_review(first)["id"], "way": "accept"}
    assert said in first.refused("review-resolve", **(good | changed))
