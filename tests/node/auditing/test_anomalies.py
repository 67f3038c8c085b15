"""Patterns of fraud and fault: each rule finds what it is for, and leaves an honest day alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from core.audit.anomalies import RULES, anomalies
from core.audit.anomalies.anomaly import Anomaly
from core.audit.ledger import whole
from core.audit.story import story_of
from core.shop.approval import ActApproved
from core.shop.epoch import Epoch
from core.shop.lines import Tender, item_line
from core.shop.roles import Permission
from core.shop.sale import Sale
from node.auditing.periods import period_of
from node.auditing.telling import found_in
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.shop.test_shifts import opened
from tests.node.tills import CATALOGUE, NOW_MS, Shop, Street

CARD = [{"kind": "card", "amount_minor": 129}]


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A till in memory, with a catalogue, people and a cashier."""
    street = Street(None)
    shop = street.open()
    shop.do("import-catalogue", products=CATALOGUE)
    hire(shop)
    sign_in(shop, "sam")
    yield shop
    street.close()


def found(shop: Shop) -> list[Anomaly]:
    with shop.log.read() as view:
        return list(anomalies(story_of(view, whole(view))))


def rules(shop: Shop) -> list[str]:
    return [one.rule for one in found(shop)]


def later(shop: Shop) -> None:
    """Let an hour pass: whoever comes back then has been home."""
    shop.pass_time(3_600)


def test_an_honest_day_follows_no_rule(shop: Shop) -> None:
    opened(shop)
    sold = [shop.sell("milk", "bread")["receipt"] for _ in range(4)]
    later(shop)
    shop.do("refund", receipt=sold[0])
    shop.do("refund", receipt=sold[1], tender="card")
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    shop.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 129})
    shop.do("ticket-complete", ticket=ticket)
    assert found(shop) == []


def test_every_rule_has_a_name_and_an_explanation_that_leaves_a_way_out() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.explains.endswith(".")
        assert len(rule.explains) > 80


def test_refunds_to_a_card_by_the_person_who_sold(shop: Shop) -> None:
    sold = [shop.sell("milk", tenders=CARD)["receipt"] for _ in range(3)]
    for receipt in sold[:2]:
        shop.do("refund", receipt=receipt, tender="card")
    assert rules(shop) == []
    shop.do("refund", receipt=sold[2], tender="card")
    (one,) = found(shop)
    assert (one.rule, one.person) == ("refunds-in-own-hands", "sam")
    assert "B1T1-000004, B1T1-000005, B1T1-000006" in one.said


def test_refunds_of_what_somebody_else_sold_are_any_shops(shop: Shop) -> None:
    sign_in(shop, "carl")
    sold = [shop.sell("milk", tenders=CARD)["receipt"] for _ in range(3)]
    sign_in(shop, "sam")
    for receipt in sold:
        shop.do("refund", receipt=receipt, tender="card")
    assert rules(shop) == []


def test_refunds_to_one_card_by_one_person(shop: Shop) -> None:
    paid = [{"kind": "card", "amount_minor": 129, "reference": "ends 1111"}]
    sold = [shop.sell("milk", tenders=paid)["receipt"] for _ in range(3)]
    shop.do("refund", receipt=sold[0], tender="card", reference="ends 9999")
    shop.do("refund", receipt=sold[1], tender="card", reference="ends 1111")
    assert rules(shop) == []
    shop.pass_time(29 * 86_400)
    shop.do("refund", receipt=sold[2], tender="card", reference="ends 9999")
    (one,) = found(shop)
    assert (one.rule, one.person) == ("refunds-to-one-card", "sam")
    assert "2 times to card ends 9999: B1T1-000004, B1T1-000006; paid with ends 1111" in one.said


def test_a_cash_sale_refunded_within_minutes(shop: Shop) -> None:
    sold = shop.sell("milk")["receipt"]
    shop.pass_time(60)
    shop.do("refund", receipt=sold)
    (one,) = found(shop)
    assert (one.rule, one.person) == ("taken-off-after-cash", "sam")
    assert one.said == "B1T1-000001 was paid in cash and refunded 60 s later."


def test_a_line_taken_off_a_ticket_that_was_paid_on(shop: Shop) -> None:
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    shop.do("ticket-add", ticket=ticket, line={"code": "bread"})
    shop.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 129})
    shop.do("ticket-remove", ticket=ticket, line=2)
    assert rules(shop) == ["cut-off", "taken-off-after-cash"]
    shop.do("ticket-complete", ticket=ticket)
    assert rules(shop) == ["taken-off-after-cash"]


def test_the_drawer_opened_without_a_sale_is_counted_by_shift_and_person(shop: Shop) -> None:
    opened(shop)
    for reason in ("change", "look", "change"):
        shop.do("no-sale", reason=reason)
    (one,) = found(shop)
    assert (one.rule, one.person) == ("drawer-without-sale", "sam")
    assert one.said == "The drawer was opened 3 times without a sale in one shift: change, look."


def forged_sale(shop: Shop, number: int, **changed: Any) -> None:
    fields = {
        "id": shop.log.mint_id(),
        "timestamp": shop.till.now(),
        "location": "B1",
        "series": "B1T1",
        "number": number,
        "currency": "USD",
        "lines": [item_line("milk", 1_000, 129)],
        "tenders": [Tender("cash", 129)],
        "cashier": "sam",
    }
    shop.till.application.record(Sale.complete(**{**fields, **changed}))


def test_numbers_missing_in_a_series(shop: Shop) -> None:
    shop.sell("milk")
    forged_sale(shop, 5)
    (one,) = found(shop)
    assert one.rule == "receipts-missing"
    assert one.said == "B1T1-000002 to B1T1-000004 missing before B1T1-000005."


def test_a_clock_that_was_set_back_is_told_once(shop: Shop) -> None:
    shop.sell("milk")
    shop.pass_time(-86_400)
    shop.sell("milk")
    shop.sell("milk")
    (one,) = found(shop)
    assert one.rule == "clock-set-back"
    assert one.said == "The time of B1T1 is 1439 minutes behind what its log had reached."
    assert one.happened.receipt == "B1T1-000002"


def epoch(shop: Shop, number: int, reason: str = "a copy was put back") -> None:
    previous = shop.log.epoch
    shop.log.open_epoch(number, reason)
    shop.till.application.record(
        Epoch.open(
            id=shop.log.mint_id(),
            timestamp=shop.till.now(),
            node="B1T1",
            previous=previous,
            reason=reason,
        )
    )


def test_an_epoch_is_told_and_too_many_of_them_are(shop: Shop) -> None:
    epoch(shop, 7)
    assert [one.said for one in found(shop)] == ["B1T1 began epoch 7: a copy was put back."]
    epoch(shop, 8)
    epoch(shop, 9)
    assert rules(shop) == ["cut-off", "cut-off", "cut-off", "late-epoch"]


def test_an_old_epoch_that_is_written_on(shop: Shop) -> None:
    other = Street(None).open("B1T1", "B1")
    epoch(other, 7)
    shop.pass_time(60)
    shop.sell("milk")
    copy = Street(None).open("HUB", "HQ", "hub")
    copy.hear(shop)
    copy.hear(other)
    late = [one for one in found(copy) if one.rule == "late-epoch"]
    assert [one.said for one in late] == ["B1T1 wrote in epoch 1 after it had begun 7."]


def test_somebody_who_needs_leave_again_and_again(shop: Shop) -> None:
    sign_in(shop, "carl")
    for _ in range(5):
        sold = shop.sell("milk", tenders=CARD)["receipt"]
        shop.do("refund", receipt=sold, tender="cash", approval=leave_of("sam"))
    (one,) = found(shop)
    assert (one.rule, one.person) == ("many-overrides", "carl")
    assert one.said == "carl did refund 5 times in a day, let by sam."


def test_an_act_that_somebody_approved_for_themselves(shop: Shop) -> None:
    sam = UUID(shop.do("who")["user"]).bytes
    shop.till.application.record(
        ActApproved.state(
            id=shop.log.mint_id(),
            timestamp=shop.till.now(),
            location="B1",
            till="B1T1",
            permission=Permission.REFUND,
            about="",
            measure=1,
            user=sam,
            approver=sam,
            request=b"",
            act=shop.log.mint_id(),
        )
    )
    assert [(one.rule, one.said) for one in found(shop)] == [
        ("own-approval", "sam approved their own refund.")
    ]


def test_a_sale_that_was_mostly_given_away(shop: Shop) -> None:
    sign_in(shop, "mia")
    shop.sell("bread", discounts=[{"amount_minor": 125}])
    assert rules(shop) == []
    shop.sell("bread", discounts=[{"amount_minor": 126}])
    assert [(one.rule, one.said) for one in found(shop)] == [
        ("steep-discount", "1.26 of 2.50 was taken off B1T1-000002.")
    ]


def test_a_till_cut_short_after_others_saw_more_of_it() -> None:
    street = Street(None)
    first, second = street.open("B1T1", "B1"), street.open("B1T2", "B1")
    first.do("import-catalogue", products=CATALOGUE)
    first.sell("milk")
    second.hear(first)
    first.sell("milk")
    second.hear(first)
    second.sell("milk")
    shorter = Street(None).open("B1T1", "B1")
    shorter.do("import-catalogue", products=CATALOGUE)
    shorter.sell("milk")
    hub = Street(None).open("HUB", "HQ", "hub")
    hub.hear(shorter)
    with second.log.read() as view:
        segment = view.segment(second.log.stream("branch:B1"), 0)
    assert segment is not None
    hub.log.ingest(segment.stream, 1, segment.data, segment.seal, segment.public_key)
    (one,) = found(hub)
    assert (one.rule, one.said) == ("cut-off", "Record 2 of B1T1, which was seen here, is gone.")


def test_a_period_holds_what_shows_in_it_and_what_led_to_it_may_be_earlier(shop: Shop) -> None:
    sold = shop.sell("milk")["receipt"]
    shop.pass_time(60)
    shop.do("refund", receipt=sold)
    with shop.log.read() as view:
        story = story_of(view, whole(view))
        assert NOW_MS == 1_700_000_000_000
        assert len(found_in(story, period_of("2023-11-14T22:14", "2023-11-14"))) == 1
        assert found_in(story, period_of("2023-11-15", "")) == []
        assert found_in(story, period_of("", "", branch="B2")) == []
        assert found_in(story, period_of("", "", till="B1T2")) == []
        assert len(found_in(story, period_of("", "", "B1", "B1T1"))) == 1
