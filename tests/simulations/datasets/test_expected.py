"""The independent sums agree with the loader, with the manifest, and with small truths."""

from __future__ import annotations

import ast
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

import simulations.datasets.expected as module
from simulations.datasets.baskets import BUNDLED_WEEK, Basket, busiest_stores, read_baskets
from simulations.datasets.errors import DatasetError
from simulations.datasets.expected import ExpectedSums, Sums, expected_sums

HEADING = "basket_id,coupon_cents,product_id,qty_milli,sales_cents,store_id"


def _from_baskets(baskets: list[Basket], stores: list[str], limit: int | None) -> ExpectedSums:
    chosen = {
        store: list(islice((it for it in baskets if it.store_id == store), limit))
        for store in stores
    }
    sold: Counter[tuple[str, str]] = Counter()
    for store, picked in chosen.items():
        for line in (line for basket in picked for line in basket.lines):
            sold[store, line.product_id] += line.quantity_milli
    everything = [basket for picked in chosen.values() for basket in picked]
    sums = {store: _sums(picked) for store, picked in chosen.items()}
    return ExpectedSums(sums, _sums(everything), dict(sold))


def _sums(baskets: list[Basket]) -> Sums:
    lines = [line for basket in baskets for line in basket.lines]
    sales = sum(line.sales_minor for line in lines)
    coupon = sum(_coupons(basket) for basket in baskets)
    quantity = sum(line.quantity_milli for line in lines)
    return Sums(len(baskets), len(lines), sales, quantity, coupon, sales - coupon)


def _coupons(basket: Basket) -> int:
    """What coupons take off: no more than the basket came to."""
    sales = sum(line.sales_minor for line in basket.lines)
    return min(sales, sum(line.coupon_minor for line in basket.lines))


@pytest.mark.parametrize("limit", [None, 0, 1, 20])
def test_both_ways_of_reading_agree_on_the_week(limit: int | None) -> None:
    """Every store, every product, with and without a limit."""
    baskets = list(read_baskets(BUNDLED_WEEK))
    stores = busiest_stores(baskets, 134)
    assert expected_sums(BUNDLED_WEEK, stores, limit) == _from_baskets(baskets, stores, limit)


def test_both_ways_of_reading_agree_on_parquet(tmp_path: Path) -> None:
    """The week as parquet comes to the same sums as the week as csv."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "week.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{BUNDLED_WEEK}')) TO '{path}' (FORMAT parquet)")
    baskets = list(read_baskets(path))
    stores = busiest_stores(baskets, 12)
    assert expected_sums(path, stores, 30) == _from_baskets(baskets, stores, 30)
    assert expected_sums(path, stores, 30) == expected_sums(BUNDLED_WEEK, stores, 30)


def test_both_ways_of_reading_agree_on_the_year(shared_data: Path) -> None:
    """And both with the sums made when the data was cut."""
    name = "baskets-cj-year-top10.csv.gz"
    stated = json.loads((shared_data / "MANIFEST.json").read_text(encoding="utf-8"))[name]
    baskets = list(read_baskets(shared_data / name))
    stores = busiest_stores(baskets, 10)
    expected = expected_sums(shared_data / name, stores, None)
    assert expected == _from_baskets(baskets, stores, None)
    coupons = [sum(line.coupon_minor for line in basket.lines) for basket in baskets]
    assert sum(coupons) == stated["sum_coupon_cents"]
    beyond = sum(coupons) - sum(map(_coupons, baskets))
    assert beyond == 576, "of six baskets whose coupons are more than their goods"
    assert expected.total == Sums(
        stated["baskets"],
        stated["lines"],
        stated["sum_sales_cents"],
        stated["sum_qty_milli"],
        stated["sum_coupon_cents"] - beyond,
        stated["sum_sales_cents"] - stated["sum_coupon_cents"] + beyond,
    )


def test_the_limit_counts_baskets_by_their_first_row(tmp_path: Path) -> None:
    """Later rows of a basket that counts still count, other stores do not."""
    path = tmp_path / "small.csv"
    rows = ["1,5,p,1000,100,A", "2,0,p,1000,200,A", "1,0,q,500,300,A", "1,0,p,9,9,B"]
    path.write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    store = Sums(1, 2, 400, 1500, 5, 395)
    sold = {("A", "p"): 1000, ("A", "q"): 500}
    assert expected_sums(path, ["A"], 1) == ExpectedSums({"A": store}, store, sold)


def test_quoted_cells_are_cut_by_hand(tmp_path: Path) -> None:
    """Commas, doubled marks and line ends between quotation marks belong to the cell."""
    path = tmp_path / "quoted.csv"
    path.write_bytes(f'\ufeff{HEADING}\r\n1,"0","a ""b"", c\n",1000,100,"A"\r\n'.encode())
    assert expected_sums(path, ["A"], None).sold_milli == {("A", 'a "b", c\n'): 1000}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", f"{HEADING}\n1,5,p,1000,100,B\n", "there is no line of store 'A'"),
        ("a.csv", f"{HEADING}\n1,5,p,1.5,100,A\n", "row 1 holds a number that is none"),
        ("a.csv", f"{HEADING}\n1,5,p\n", "not all as long as the heading"),
        ("a.csv", f'{HEADING}\n1,5,"p\n', "never closed"),
        ("a.csv", "", "the heading is not one of"),
        ("a.csv.gz", HEADING, "no readable text"),
        ("a.txt", HEADING, "neither .csv, .csv.gz nor .parquet"),
    ],
)
def test_a_file_that_cannot_be_added_up_is_refused(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    """One sentence, as from the loader."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=words):
        expected_sums(path, ["A"], None)


def test_a_negative_limit_is_refused() -> None:
    """There are no fewer than no baskets."""
    with pytest.raises(ValueError, match="negative"):
        expected_sums(BUNDLED_WEEK, [], -1)


def test_nothing_is_shared_with_what_is_checked() -> None:
    """Of the project only the error type is imported, so one mistake cannot be on both sides."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    imported = {
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    ours = ("core", "node", "replication", "simulations")
    assert {name for name in imported if name.split(".")[0] in ours} == {
        "simulations.datasets.errors"
    }
