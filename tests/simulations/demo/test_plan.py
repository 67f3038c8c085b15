"""The plan: every basket of the file once, at one till, for exactly what was paid."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from core.errors import RefusedError
from node.verbs import parse
from simulations.datasets.baskets import BUNDLED_WEEK, read_baskets
from simulations.datasets.expected import expected_sums
from simulations.demo.plan import HUB_NAME, Plan, make_plan
from tests.node.tills import one_sentence
from tests.simulations.demo.shops import HEADING, write_baskets


def plan(dataset: Path = BUNDLED_WEEK, **options: int | None) -> Plan:
    chosen: dict[str, int | None] = {"branches": 2, "tills": 2, "baskets_max": 20, **options}
    branches, tills, most = chosen["branches"], chosen["tills"], chosen["baskets_max"]
    assert branches is not None
    assert tills is not None
    return make_plan(dataset, branches=branches, tills=tills, baskets_max=most)


def refused(dataset: Path, **options: int) -> str:
    with pytest.raises(RefusedError) as raised:
        plan(dataset, **options)
    return one_sentence(str(raised.value))


def test_every_branch_has_its_tills_and_there_is_one_hub() -> None:
    made = plan(branches=3, tills=2)
    assert list(made.nodes) == ["B1T1", "B1T2", "B2T1", "B2T2", "B3T1", "B3T2", HUB_NAME]
    assert len(set(made.stores.values())) == 3


def test_the_sales_are_the_file_s_baskets_each_once_in_order() -> None:
    made = plan(branches=2, tills=3, baskets_max=None)
    stores = set(made.stores.values())
    baskets = [basket for basket in read_baskets(BUNDLED_WEEK) if basket.store_id in stores]
    assert len(made.sales) == len(baskets)
    ids = [UUID(sale.arguments["id"]) for sale in made.sales]
    assert len(set(ids)) == len(ids)
    times = [sale.arguments["at_ms"] for sale in made.sales]
    assert times == sorted(times)
    assert {sale.node for sale in made.sales} == set(made.nodes) - {HUB_NAME}


def test_every_sale_is_a_command_and_pays_what_the_file_says() -> None:
    made = plan(baskets_max=None)
    for sale in made.sales:
        parse("sell", sale.arguments)
    paid = sum(
        tender["amount_minor"] for sale in made.sales for tender in sale.arguments["tenders"]
    )
    total = expected_sums(BUNDLED_WEEK, list(made.stores.values())).total
    assert paid == total.paid_minor
    assert sum(len(sale.arguments["lines"]) for sale in made.sales) == total.lines


def test_stages_are_the_whole_without_a_gap() -> None:
    made = plan()
    assert [sale for number in range(3) for sale in made.stage(number, 3)] == list(made.sales)


def test_a_plan_made_twice_is_the_same() -> None:
    assert plan() == plan()


def test_everything_sold_is_registered_and_delivered_where_it_is_sold() -> None:
    made = plan()
    registered = {str(product["sku"]) for product in made.products}
    assert len(registered) == len(made.products)
    parse("import-catalogue", {"products": made.products})
    for sale in made.sales:
        sold = {line["code"] for line in sale.arguments["lines"]}
        assert sold <= registered & set(made.deliveries[sale.node[:2]])


def test_products_nobody_describes_get_a_plain_name(tmp_path: Path) -> None:
    file = write_baskets(tmp_path / "b.csv", ["1,7,1,2017-10-09T04:01:45Z,1,zzz,1000,148,0,0,0"])
    assert plan(file, branches=1).products == ({"sku": "zzz", "name": "Product zzz"},)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("1,7,1,2017-10-09T04:01:45Z,1,8,1000,-1,0,0,0", "negative"),
        ("1,7,1,2017-10-09T04:01:45Z,1,8,1000,1,0,-1,0", "negative"),
        ("1,7,1,2017-10-09T04:01:45Z,1,8,-1000,1,0,0,0", "negative"),
        ("1,7,1,2017-10-09T04:01:45Z,1,8,x,1,0,0,0", "qty_milli"),
        ("1,7,1,noon,1,8,1000,1,0,0,0", "ts_utc"),
    ],
)
def test_a_file_that_cannot_be_sold_is_refused(tmp_path: Path, row: str, named: str) -> None:
    assert named in refused(write_baskets(tmp_path / "b.csv", [row]), branches=1)


def test_too_few_stores_and_no_file_are_refused(tmp_path: Path) -> None:
    file = write_baskets(tmp_path / "b.csv", ["1,7,1,2017-10-09T04:01:45Z,1,8,1000,1,0,0,0"])
    assert "1 stores; 2 branches" in refused(file)
    assert "no such file" in refused(tmp_path / "none.csv")
    file.write_text(HEADING + "\n")
    assert "no rows" in refused(file)
