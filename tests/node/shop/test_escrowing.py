"""Scarce goods: sold by right only, so that no piece is sold by two tills, whatever is cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from core.shop.escrow import Escrow
from core.shop.limits import REVISION_MAX
from node.duties import do_duties
from tests.node.auditing.chain import audited
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop, Street

MILK = {"code": "milk"}
THERE = 4
"""How many there are when each test begins."""


def pieces(number: int) -> list[dict[str, Any]]:
    return [{"code": "milk", "quantity_milli": 1_000 * number}]


@pytest.fixture
def tills(street: Street) -> tuple[Shop, Shop]:
    """Two tills of a branch that has four of a product under escrow; the first holds all."""
    return begun(street.open("B1T1"), street.open("B1T2"))


def begun(first: Shop, second: Shop) -> tuple[Shop, Shop]:
    first.do("import-catalogue", products=CATALOGUE)
    first.do("receive", lines=pieces(THERE))
    first.do("escrow-set", code="milk")
    second.hear(first)
    return first, second


def here(shop: Shop) -> tuple[int, int]:
    """Return what a till may sell, and what is left in all as far as it knows."""
    (line,) = shop.do("escrows")["lines"]
    return line["here_milli"] // 1_000, line["total_milli"] // 1_000


def know(*shops: Shop) -> None:
    """Let all hear all, and each do what follows from it, until nothing does."""
    for _ in range(3):
        meet(*shops)
        for shop in shops:
            do_duties(shop.till)


def test_what_a_till_holds_no_right_to_it_does_not_sell(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    said = second.refused("sell", lines=pieces(1))
    assert "this till may sell 0 of the 4 left" in said
    assert "credit fetch goods milk" in said
    second.sell("bread")
    first.do("sell", lines=pieces(4))
    assert "0 of it may still be sold" in first.refused("sell", lines=pieces(1))


def test_tills_that_hear_one_another_share_the_rights_by_themselves(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    know(first, second)
    assert here(first) == here(second) == (2, 4)
    second.do("sell", lines=pieces(2))
    know(first, second)
    assert (here(first), here(second)) == ((1, 2), (1, 2))
    second.do("sell", lines=pieces(1))
    know(first, second)
    assert (here(first), here(second)) == ((1, 1), (0, 1)), "the last piece does not wander"
    written = [shop.figures("events") for shop in tills]
    know(first, second)
    assert [shop.figures("events") for shop in tills] == written
    second.do("credit-fetch", ledger="goods", account="milk")
    know(first, second)
    assert (here(first), here(second)) == ((0, 1), (1, 1))


def test_whatever_moves_the_goods_moves_the_rights(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    receipt = first.do("sell", lines=pieces(1))["receipt"]
    first.do("refund", receipt=receipt)
    assert here(first) == (4, 4)
    second.do("receive", lines=pieces(2))
    first.do("adjust", lines=[{"code": "milk", "quantity_milli": -1_000}], reason="broken")
    meet(first, second)
    assert (here(first), here(second)) == ((3, 5), (2, 5))
    count = first.do("count-start")["id"]
    first.do("count-line", count=count, code="milk", quantity_milli=4_000)
    first.do("count-finish", count=count)
    assert here(first) == (2, 4)
    first.do("transfer-send", to="B2", lines=pieces(2))
    assert here(first) == (0, 2)


def test_a_ticket_is_completed_within_the_rights_here(tills: tuple[Shop, Shop]) -> None:
    _, second = tills
    ticket = second.do("ticket-open")["id"]
    second.do("ticket-add", ticket=ticket, line=MILK)
    second.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 129})
    assert "under escrow" in second.refused("ticket-complete", ticket=ticket)


def test_what_is_gone_beyond_the_rights_here_is_owed_and_less_is_sold(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    second.do("adjust", lines=[{"code": "milk", "quantity_milli": -3_000}], reason="stolen")
    assert here(second) == (0, 1)
    first.hear(second)
    assert here(first) == (1, 1)
    first.do("sell", lines=pieces(1))
    assert "under escrow" in first.refused("sell", lines=pieces(1))


def test_an_exchange_sells_what_comes_back_in_it(tills: tuple[Shop, Shop]) -> None:
    first, _ = tills
    receipt = first.do("sell", lines=pieces(4))["receipt"]
    first.do("exchange", receipt=receipt, back=pieces(1), lines=pieces(1))
    back = {"receipt": receipt, "back": pieces(1), "lines": pieces(2)}
    assert "under escrow" in first.refused("exchange", **back)


def test_escrow_is_set_once_and_lifted(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    assert "is under escrow" in second.refused("escrow-set", code="milk")
    assert "bread is not under escrow" in first.refused("escrow-lift", code="bread")
    asked = {"ledger": "goods", "account": "bread"}
    assert "not under escrow" in first.refused("credit-show", **asked)
    identifier = "01890000-0000-7000-8000-00000000000a"
    first.do("escrow-lift", code="milk", id=identifier)
    assert first.do("escrow-lift", code="milk", id=identifier)["repeated"]
    first.do("sell", lines=pieces(5))
    first.do("escrow-set", code="milk", quantity_milli=2_000)
    assert here(first) == (2, 2), "rights are counted anew"


def test_another_branch_sells_its_own_goods_freely(street: Street) -> None:
    first, far = begun(street.open("B1T1"), street.open("B2T1", branch="B2"))
    assert far.do("escrows")["lines"] == ()
    far.do("sell", lines=pieces(1))
    know(first, far)
    assert here(first) == (4, 4)


ACT = st.tuples(st.integers(0, 2), st.sampled_from("sshhf"), st.integers(1, 3))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACT, max_size=25))
def test_no_schedule_of_three_tills_sells_more_than_there_was(
    acts: list[tuple[int, str, int]],
) -> None:
    shops = [Shop(MemoryStore(), name=f"B1T{number}") for number in (1, 2, 3)]
    begun(shops[0], shops[1])
    shops[2].hear(shops[0])
    sold = 0
    for at, act, number in acts:
        shop, other = shops[at], shops[(at + number) % 3]
        try:
            if act == "s":
                shop.do("sell", lines=pieces(number))
                sold += number
            elif act == "f":
                shop.do("credit-fetch", ledger="goods", account="milk")
        except RefusedError:
            pass
        if act == "h":
            shop.hear(other)
            do_duties(shop.till)
    know(*shops)
    meet(*shops)
    assert sold <= THERE
    assert {here(shop)[1] for shop in shops} == {THERE - sold}
    assert sum(here(shop)[0] for shop in shops) == THERE - sold
    assert {shop.stock_of("milk") for shop in shops} == {1_000 * (THERE - sold)}


def test_an_audit_accuses_nobody_of_what_moved_rights(tmp_path: Path) -> None:
    street = Street(tmp_path)
    first, second = begun(street.open("B1T1"), street.open("B1T2"))
    know(first, second)
    first.do("sell", lines=pieces(2))
    second.do("adjust", lines=[{"code": "milk", "quantity_milli": -3_000}], reason="stolen")
    ticket = second.do("ticket-open")["id"]
    second.do("ticket-edit", ticket=ticket, gift_cards=[{"code": "C1", "amount_minor": 500}])
    second.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 500})
    second.do("ticket-complete", ticket=ticket)
    know(first, second)
    street.close()
    (tmp_path / "audit").mkdir()
    verdict = audited(tmp_path / "B1T1", tmp_path / "B1T2", scratch=tmp_path / "audit")
    assert verdict.findings == ()


def test_a_setting_beyond_the_last_revision_is_refused_whoever_wrote_the_last() -> None:
    """A peer may have written any revision: what comes after the last one is no bug of ours."""
    shop = Shop(MemoryStore())
    with pytest.raises(RefusedError, match="was set 65535 times already"):
        Escrow.set(
            id=shop.till.log.mint_id(),
            timestamp=shop.till.now(),
            location="B1",
            sku="milk",
            held=True,
            revision=REVISION_MAX + 1,
        )
