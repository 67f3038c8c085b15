"""Credit in an audit: what was given is what was spent and is left, in every till together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from core.audit.credit_books import (
    NO_CREDIT,
    SETTLED_HLC,
    Balances,
    CreditBooks,
    Due,
    balance_findings,
    receipt_findings,
)
from core.audit.finding import CREDIT
from core.identity import StreamId
from core.shop.credit import GIFT_CARD, CreditSpent
from core.shop.lines import Tender, item_line
from core.shop.sale import Sale
from tests.node.auditing.chain import audited
from tests.node.shop.meetings import meet
from tests.node.shop.test_credit import CARD, issue, meet_and_answer, paid, spend
from tests.node.tills import CATALOGUE, Shop, Street

SALE = bytes(16)
COMPANY, BRANCH = StreamId(b"a" * 16, 1, "company"), StreamId(b"a" * 16, 1, "branch:B1")


@pytest.fixture
def shops(tmp_path: Path) -> tuple[Shop, Shop]:
    street = Street(tmp_path)
    here, there = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    here.do("import-catalogue", products=CATALOGUE)
    issue(here, 1_000)
    meet(here, there)
    return here, there


def forged(shop: Shop, spent_minor: int) -> None:
    """Sell for a card what nobody took off it, or not all of it."""
    sale = Sale.complete(
        id=shop.log.mint_id(),
        timestamp=shop.till.now(),
        location="B1",
        series="B1T1",
        number=2,
        currency="EUR",
        lines=[item_line("bread", 1_000, 250)],
        tenders=[Tender(GIFT_CARD, 250)],
    )
    shop.till.application.record(sale)
    if spent_minor:
        shop.till.application.record(_spent(shop, sale.id, spent_minor))


def _spent(shop: Shop, cause: UUID, amount: int) -> CreditSpent:
    return CreditSpent.spend(
        id=shop.log.mint_id(),
        timestamp=shop.till.now(),
        ledger=GIFT_CARD,
        account=CARD,
        amount=amount,
        cause=cause,
    )


def test_a_card_that_travels_and_comes_back_is_sound(
    shops: tuple[Shop, Shop], tmp_path: Path
) -> None:
    here, there = shops
    issue(here, 500)
    meet(here, there)
    there.do("credit-fetch", ledger=GIFT_CARD, account=CARD, amount=250)
    meet_and_answer(here, there)
    spend(there)
    spend(here)
    meet(here, there)
    sale = here.sell("bread", "milk", tenders=[paid("cash", 379)])
    here.do("refund", receipt=sale["receipt"], tender=GIFT_CARD, reference=CARD)
    for shop in shops:
        shop.store.close()
    assert audited(tmp_path / "B1T1", tmp_path / "B2T1", scratch=tmp_path / "s").findings == ()


@pytest.mark.parametrize("spent_minor", [0, 200])
def test_a_receipt_paid_by_a_card_that_was_not_charged_is_named(
    spent_minor: int, shops: tuple[Shop, Shop], tmp_path: Path
) -> None:
    here, _ = shops
    forged(here, spent_minor)
    here.pass_time(120)
    issue(here, 100, "OTHER")
    here.store.close()
    found = audited(tmp_path / "B1T1", scratch=tmp_path / "s").findings
    (credit,) = [finding for _, finding in found if finding.kind == CREDIT]
    assert (credit.sequence, credit.field) == (2, GIFT_CARD)
    assert f"moves -250 of gift-card, but {-spent_minor} were" in credit.message


@pytest.mark.parametrize(
    ("company", "accused"),
    [
        (None, False),
        (NO_CREDIT._replace(reach=SETTLED_HLC), False),
        (NO_CREDIT._replace(reach=SETTLED_HLC + 8), True),
        (CreditBooks(Balances(), Counter({(SALE, GIFT_CARD): -5}), (), 0), False),
        (CreditBooks(Balances(), Counter({(SALE, GIFT_CARD): -4}), (), 0), True),
    ],
)
def test_what_may_not_have_come_yet_accuses_nobody(
    company: CreditBooks | None, accused: bool
) -> None:
    branch = NO_CREDIT._replace(due=(Due(1, 7, SALE, GIFT_CARD, -5),))
    books = {BRANCH: branch} if company is None else {BRANCH: branch, COMPANY: company}
    assert bool(list(receipt_findings(books))) is accused
    lane = COMPANY.lane(1, bytes(32))
    assert not list(receipt_findings({**books, lane: NO_CREDIT}))


def test_an_account_that_the_events_do_not_bear_out_is_named() -> None:
    kept = Balances({(GIFT_CARD, "A"): 5, (GIFT_CARD, "B"): 7})
    assert not list(balance_findings(kept, dict(kept)))
    (found,) = balance_findings(kept, {(GIFT_CARD, "A"): 5, (GIFT_CARD, "B"): 9})
    assert (found.kind, found.message) == (CREDIT, "The gift-card B says 9, expected 7.")
