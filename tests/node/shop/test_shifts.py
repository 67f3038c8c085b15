"""Shifts: the drawer's cash is what the tenders say, and a Z follows from the log on every node."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.identity import StreamId
from core.log.entry import Draft
from core.log.event_codec import codec_of
from core.shop.refund import Refund
from core.shop.sale import Sale
from core.shop.shift import Shift
from core.views import shifts
from node.till_config import HUB
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import Shop, Street

TODAY = "2023-11-14"
"""What the clock of these tests says."""


def opened(shop: Shop, **arguments: Any) -> dict[str, Any]:
    return shop.do("shift-open", **{"business_date": TODAY, "float_minor": 5_000, **arguments})


def counted(shop: Shop, amount_minor: int) -> dict[str, Any]:
    return shop.do("cash-count", coins=[{"value_minor": 1, "pieces": amount_minor}])


def closed(shop: Shop, amount_minor: int, **arguments: Any) -> dict[str, Any]:
    counted(shop, amount_minor)
    return shop.do("shift-close", **arguments)


def paid(kind: str, amount_minor: int) -> dict[str, Any]:
    return {"kind": kind, "amount_minor": amount_minor}


def test_a_till_that_never_opened_a_shift_sells_on(shop: Shop) -> None:
    sale = shop.till.application.load(Sale, UUID(shop.sell("milk")["id"]))
    assert sale.shift == b""


def test_what_is_sold_and_refunded_names_the_shift_and_the_cashier(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "sam")
    shift = UUID(opened(shop)["id"]).bytes
    sold = shop.sell("milk")
    back = shop.do("refund", receipt=sold["receipt"])
    load = shop.till.application.load
    sale, refund = load(Sale, UUID(sold["id"])), load(Refund, UUID(back["id"]))
    assert (sale.shift, sale.cashier) == (refund.shift, refund.cashier) == (shift, "sam")
    closed(shop, 5_000)
    sale = load(Sale, UUID(shop.sell("milk")["id"]))
    assert sale.shift == b""


def test_the_drawer_holds_what_an_independent_sum_says(shop: Shop) -> None:
    """Cash in hand, counted here from what each customer did, with no fold of ours."""
    shop.sell("milk")  # before the shift: not in it
    opened(shop)
    drawer = 5_000
    shop.sell("milk")
    drawer += 129
    shop.sell("bread", tenders=[paid("cash", 1_000)])
    drawer += 1_000 - 750
    receipt = shop.sell("bread", tenders=[paid("card", 200), paid("cash", 50)])["receipt"]
    drawer += 50
    shop.sell("cheese", tenders=[paid("card", 1_999)])
    shop.do("refund", receipt=receipt, tender="cash")
    drawer -= 250
    shop.do(
        "refund", receipt=shop.sell("milk", tenders=[paid("card", 129)])["receipt"], tender="card"
    )
    shop.do("cash-in", amount_minor=2_000, reason="coins from the bank")
    drawer += 2_000
    shop.do("cash-out", amount_minor=300, reason="window cleaner")
    drawer -= 300
    shop.do("no-sale", reason="a banknote changed")
    report = closed(shop, drawer)["report"]
    assert report["expected_minor"] == report["counted_minor"] == drawer
    assert report["difference_minor"] == 0
    assert (report["sales"], report["refunds"], report["no_sales"]) == (5, 2, 1)
    tenders = {kind: amount for kind, _, amount in report["tenders"]}
    assert tenders == {"cash": 129 + 1_000 + 50 - 250, "change": -750, "card": 200 + 1_999}
    moved = report["paid_in_minor"] - report["paid_out_minor"]
    in_drawer = report["float_minor"] + tenders["cash"] + tenders["change"] + moved
    assert in_drawer == drawer
    assert report["paid_minor"] - report["refunded_minor"] == sum(tenders.values())
    assert report["receipts"] == (("B1T1", 2, 8, 7),)


def test_a_z_recomputes_on_every_node_that_holds_the_stream(street: Street) -> None:
    here, there = street.open("B1T1"), street.open("B1T2")
    here.do("import-catalogue", products=[{"sku": "milk", "price_minor": 129}])
    opened(here)
    here.sell("milk")
    answer = closed(here, 5_129)
    here.sell("milk")
    assert answer["recomputes"]
    there.hear(here)
    for shop in (here, there):
        again = shop.unchanged("shift-z", series="B1T1", number=1)
        assert again == answer


def test_z_numbers_have_no_gaps(shop: Shop) -> None:
    for number in (1, 2, 3):
        opened(shop)
        assert closed(shop, 5_000)["number"] == number
    assert [line["number"] for line in shop.do("shifts")["shifts"]] == [1, 2, 3]
    assert shop.do("shift-z")["number"] == 3


def test_a_z_that_states_other_sums_does_not_follow_from_the_log(shop: Shop) -> None:
    """What a dishonest till would write: a closing whose report leaves a sale out."""
    opened(shop)
    honest = closed(shop, 5_000)
    opened(shop)
    shop.sell("milk")
    shift = shop.till.application.load(Shift, UUID(bytes=shop.till.shift))
    with shop.log.read() as view:
        (closing,) = shifts.closings(view.table("shifts"))
        last = view.head(shop.till.branch_stream).sequence
    shift.close(
        shop.till.now(),
        number=2,
        first=last - 1,
        last=last,
        report=closing.said.report,
        digest=closing.said.digest,
    )
    shop.till.application.record(shift)
    assert shop.do("shift-z", number=1)["recomputes"]
    assert not shop.do("shift-z", number=2)["recomputes"]
    assert honest["recomputes"]


def test_a_shift_without_a_sale_closes(shop: Shop) -> None:
    opened(shop, float_minor=0)
    assert shop.do("shift-close")["report"]["sales"] == 0
    opened(shop)
    assert "Count the drawer" in shop.refused("shift-close")
    assert closed(shop, 5_000)["number"] == 2


def test_open_tickets_carry_over(shop: Shop) -> None:
    opened(shop)
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    closed(shop, 5_000)
    second = UUID(opened(shop)["id"]).bytes
    shop.do("ticket-tender", ticket=ticket, tender=paid("cash", 129))
    sold = shop.do("ticket-complete", ticket=ticket)
    sale = shop.till.application.load(Sale, UUID(sold["id"]))
    assert sale.shift == second
    assert closed(shop, 5_129)["report"]["sales"] == 1


def test_a_difference_beyond_ones_limit_needs_leave_and_the_count_stays(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    opened(shop)
    counted(shop, 4_000)
    assert "close with a difference (10.00), only up to 2.00" in shop.refused("shift-close")
    answer = shop.do("shift-close", approval=leave_of("mia"))
    assert answer["report"]["difference_minor"] == -1_000
    (act,) = shop.do("approvals")["acts"]
    assert (act["login"], act["approver"], act["measure"]) == ("carl", "mia", 1_000)
    assert answer["recomputes"], "leave stands after the Z and changes nothing in it"
    opened(shop)
    assert closed(shop, 5_200)["report"]["difference_minor"] == 200


def test_a_recount_shows(shop: Shop) -> None:
    opened(shop)
    counted(shop, 4_000)
    shop.sell("milk")
    report = closed(shop, 5_129)["report"]
    assert (report["counts"], report["difference_minor"]) == (2, 0)


def test_a_sale_after_the_count_is_no_difference(shop: Shop) -> None:
    opened(shop)
    counted(shop, 5_000)
    shop.sell("milk")
    report = shop.do("shift-close")["report"]
    assert (report["difference_minor"], report["expected_minor"]) == (0, 5_129)


def test_whoever_counts_is_told_nothing_but_what_they_counted(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    opened(shop)
    assert counted(shop, 4_711)["amount_minor"] == 4_711
    assert "may not see reports" in shop.refused("shift-x")
    assert shop.do("shift-x", approval=leave_of("sam"))["report"]["expected_minor"] == 5_000


def test_an_x_changes_nothing_and_shows_what_there_is(shop: Shop) -> None:
    opened(shop)
    shop.sell("milk")
    answer = shop.unchanged("shift-x")
    assert (answer["number"], answer["report"]["paid_minor"]) == (0, 129)


def test_one_shift_at_a_time_and_none_at_a_hub(street: Street) -> None:
    shop = street.open()
    assert "No shift is open" in shop.refused("shift-close")
    opened(shop)
    again = shop.refused("shift-open", business_date=TODAY)
    assert "A shift is open" in again
    hub = street.open("H", role=HUB)
    assert "hub" in hub.refused("shift-open", business_date=TODAY)


def test_cash_that_is_not_there_is_not_paid_out(shop: Shop) -> None:
    opened(shop)
    assert "Only 50.00" in shop.refused("cash-out", amount_minor=5_001, reason="rent")
    shop.do("cash-out", amount_minor=5_000, reason="rent")


def test_a_company_may_sell_in_open_shifts_only(shop: Shop) -> None:
    shop.do("setting-set", name="shift.required", value=1)
    milk = [{"code": "milk"}]
    assert "Open a shift first" in shop.refused("sell", lines=milk)
    opened(shop)
    shop.do("sell", lines=milk)


@pytest.mark.parametrize("date", ["2023-11-12", "2023-11-16", "1970-01-01", "9999-12-31"])
def test_an_odd_business_date_is_confirmed_by_a_person(shop: Shop, date: str) -> None:
    assert "confirm that today is" in shop.refused("shift-open", business_date=date)
    answer = shop.do("shift-open", business_date=date, confirmed=True)
    assert answer["business_date"] == date


def test_a_shift_sent_twice_is_opened_once(shop: Shop) -> None:
    identifier = "01890000-0000-7000-8000-000000000009"
    first = opened(shop, id=identifier)
    assert opened(shop, id=identifier) == {**first, "repeated": True}


def test_a_shift_outlives_a_restart(street: Street) -> None:
    shop = street.open()
    opened(shop)
    again = street.open()
    assert closed(again, 5_000)["recomputes"]


def test_a_shift_of_an_older_epoch_is_left_behind_and_the_till_goes_on(shop: Shop) -> None:
    opened(shop)
    shop.log.open_epoch(2, "restored")
    opened(shop)
    assert closed(shop, 5_000)["number"] == 1
    states = {line["series"]: line["state"] for line in shop.do("shifts")["shifts"]}
    assert states == {"B1T1": "left behind", "B1T1~2": "closed"}


def test_a_peer_whose_z_is_nonsense_stops_nobody(shop: Shop) -> None:
    shift = Shift.open(
        id=shop.log.mint_id(),
        timestamp=shop.till.now(),
        location="B1",
        till="X",
        series="X",
        currency="USD",
        business_day=1,
        float_minor=0,
    )
    shift.close(
        shop.till.now(), number=1, first=1, last=2**63, report=b"\x91\xc0", digest=bytes(32)
    )
    stream = StreamId(shop.log.author, shop.log.epoch, "branch:raw")
    drafts = [
        Draft(
            codec_of(type(event)).topic,
            stream.scope,
            shift.id,
            event.originator_version,
            codec_of(type(event)).encode(event),
        )
        for event in shift.collect_events()
    ]
    shop.log.append(drafts)
    answer = shop.do("shift-z", series="X")
    assert (answer["recomputes"], answer["report"]) == (False, {})
    assert shop.do("shifts")["shifts"] == ()
