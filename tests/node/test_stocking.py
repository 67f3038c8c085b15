"""Stock and the catalogue: deliveries, corrections, imports that are whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from core.hlc import milliseconds_of
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.limits import LINES_MAX
from tests.node.tills import CATALOGUE, Shop, Street


def line(code: str, quantity_milli: int) -> dict[str, Any]:
    return {"code": code, "quantity_milli": quantity_milli}


def test_a_delivery_and_a_correction_move_stock(shop: Shop) -> None:
    answer = shop.do("receive", lines=[line("milk", 5000), line("4013", 1500)], reference="N 7")
    assert (answer["lines"], answer["repeated"]) == (2, False)
    shop.do("adjust", lines=[line("milk", -1000), line("bread", 1000)], reason="breakage")
    shop.sell("milk")
    assert [shop.stock_of(code) for code in ("milk", "cheese", "bread")] == [3000, 1500, 1000]


def test_stock_below_zero_is_shown_and_marked_oversold(shop: Shop) -> None:
    shop.do("receive", lines=[line("milk", 1000)])
    shop.do("adjust", lines=[line("milk", -3000)], reason="theft")
    (found,) = shop.do("stock", code="milk")["lines"]
    assert (found["quantity_milli"], found["oversold"]) == (-2000, True)
    shop.sell("milk")
    assert shop.stock_of("milk") == -3000


@pytest.mark.parametrize("verb", ["receive", "adjust"])
@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("chalk", 1000)],
        [line("milk", 1000), line("chalk", 1000)],
        [line("4099", 1000)],
        [line("milk", 0)],
        [line("milk", QUANTITY_MILLI_MAX + 1)],
        [{"code": "milk"}],
        [line("milk", 1.0)],  # type: ignore[arg-type]
        [line("milk", 1)] * (LINES_MAX + 1),
    ],
    ids=lambda lines: str(lines)[:50],
)
def test_a_wrong_line_is_refused(shop: Shop, verb: str, lines: list[dict[str, Any]]) -> None:
    shop.refused(verb, lines=lines, **({"reason": "found"} if verb == "adjust" else {}))


def test_a_negative_delivery_is_refused(shop: Shop) -> None:
    shop.refused("receive", lines=[line("milk", 1000), line("bread", -1000)])


@pytest.mark.parametrize("reason", ["", "r" * 65, "\0", "\ud800", None, 5])
def test_a_correction_needs_a_reason_in_words(shop: Shop, reason: Any) -> None:
    shop.refused("adjust", lines=[line("milk", 1000)], reason=reason)


@pytest.mark.parametrize("reference", ["r" * 65, "\0", "\ud800", 5])
def test_a_reference_is_a_word(shop: Shop, reference: Any) -> None:
    shop.refused("receive", lines=[line("milk", 1000)], reference=reference)


def test_stock_can_be_asked_by_code_and_by_location(street: Street) -> None:
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    south.hear(north)
    for shop in (north, south):
        shop.do("receive", lines=[line("milk", 2000), line("bread", 1000)])
    north.hear(south)
    where = [(at["sku"], at["location"]) for at in north.do("stock")["lines"]]
    assert where == [(sku, at) for sku in ("bread", "milk") for at in ("north", "south")]
    (found,) = north.do("stock", code="4011", location="south")["lines"]
    assert found == {
        "sku": "milk",
        "name": "Milk 1 l",
        "location": "south",
        "quantity_milli": 2000,
        "oversold": False,
        "low": False,
        "exact": False,
        "as_of_ms": found["as_of_ms"],
        "age_s": 0,
    }
    with south.log.read() as view:
        last = max(head.hlc for head in view.heads().values())
    assert found["as_of_ms"] == milliseconds_of(last)
    (own,) = north.do("stock", code="4011", location="north")["lines"]
    assert (own["exact"], own["age_s"]) == (True, 0)
    assert north.do("stock", location="east")["lines"] == ()
    assert "'chalk'" in north.refused("stock", code="chalk")


def test_the_age_of_another_branch_grows_and_is_never_negative(street: Street) -> None:
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    south.hear(north)
    south.do("receive", lines=[line("milk", 2000)])
    north.hear(south)

    def age_s() -> int:
        (found,) = north.do("stock", location="south")["lines"]
        return int(found["age_s"])

    assert age_s() == 0
    north.pass_time(180)
    assert age_s() == 180
    north.pass_time(-900)
    assert age_s() == 0, "their clock is ahead of ours"


def test_asking_writes_nothing(shop: Shop) -> None:
    shop.sell("milk")
    for verb in ("stock", "status", "tickets"):
        shop.unchanged(verb)


def test_importing_what_is_there_already_registers_nothing(shop: Shop) -> None:
    count = len(CATALOGUE)
    answer = shop.unchanged("import-catalogue", products=CATALOGUE)
    assert answer == {"registered": 0, "unchanged": count}


def test_only_what_changed_is_registered(shop: Shop) -> None:
    events = shop.figures("events")[0]
    changed = [{**CATALOGUE[0], "price_minor": 139}, *CATALOGUE[1:], {"sku": "plum"}]
    answer = shop.do("import-catalogue", products=changed)
    assert answer == {"registered": 2, "unchanged": len(CATALOGUE) - 1}
    assert shop.figures("events", "products") == (events + 2, len(CATALOGUE) + 1)
    assert shop.sell("4011")["total_minor"] == 139


def test_a_barcode_that_moved_means_the_new_product_only(shop: Shop) -> None:
    products = [{"sku": "milk", "barcode": ""}, {"sku": "oat", "barcode": "4011"}]
    shop.do("import-catalogue", products=products)
    assert shop.do("sell", lines=[{"code": "4011", "amount_minor": 9}])["total_minor"] == 9
    assert [shop.stock_of(code) for code in ("oat", "milk")] == [-1000, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": ""},
        {"sku": "s" * 49},
        {"sku": "s\0"},
        {"sku": "s\ud800"},
        {"sku": "s", "name": "n" * 201},
        {"sku": "s", "name": "n\0"},
        {"sku": "s", "name": "n\ud800"},
        {"sku": "s", "department": "d" * 65},
        {"sku": "s", "department": "d\0"},
        {"sku": "s", "barcode": "b" * 65},
        {"sku": "s", "barcode": "b\0"},
        {"sku": "s", "price_minor": -1},
        {"sku": "s", "price_minor": 10**12 + 1},
        {"sku": "s", "price_minor": 1.5},
        {"sku": "s", "price_minor": "1"},
        {"sku": "s", "colour": "red"},
        {"name": "without"},
        "s",
    ],
    ids=str,
)
def test_one_wrong_product_keeps_the_whole_import_out(shop: Shop, wrong: Any) -> None:
    many = [{"sku": f"n{number}", "price_minor": number} for number in range(300)]
    shop.refused("import-catalogue", products=[*many, wrong])
    shop.refused("import-catalogue", products=[wrong, *many])


def test_an_import_of_nothing_is_refused(shop: Shop) -> None:
    shop.refused("import-catalogue", products=[])


def test_thousands_of_products_go_into_one_commit(shop: Shop) -> None:
    commits = []
    stop = shop.store.on_commit(lambda: commits.append(1))
    many = [{"sku": f"{number:05d}", "price_minor": number} for number in range(3_000)]
    assert shop.do("import-catalogue", products=many)["registered"] == 3_000
    stop()
    assert len(commits) == 1
    assert shop.figures("products") == (3_000 + len(CATALOGUE),)
