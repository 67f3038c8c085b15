"""The data in the repository is the data that was put there."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from simulations.datasets.baskets import BUNDLED_PRODUCTS, BUNDLED_WEEK, read_baskets
from simulations.datasets.products import read_products

_WEEK_SHA256 = "2721d114643908a40f4c939fa8050d052f5812b9a8eddb462f7bfd4a09f47440"
_PRODUCTS_SHA256 = "397840a584e1daffbb223fabd220e891ed6a013ef05cdabeee9244fec1c5d860"


@pytest.mark.parametrize(
    ("path", "sha256"), [(BUNDLED_WEEK, _WEEK_SHA256), (BUNDLED_PRODUCTS, _PRODUCTS_SHA256)]
)
def test_each_file_is_byte_for_byte_the_one_its_readme_describes(path: Path, sha256: str) -> None:
    """The README beside the data states the digest of every file."""
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"`{path.name}` | {path.stat().st_size:,} | `{sha256}`" in _readme()


def test_the_week_has_its_control_sums() -> None:
    """All counts and sums agree with those made when the data was cut."""
    baskets = list(read_baskets(BUNDLED_WEEK))
    lines = [line for basket in baskets for line in basket.lines]
    counted = {
        "baskets": len(baskets),
        "lines": len(lines),
        "stores": len({basket.store_id for basket in baskets}),
        "households": len({basket.household_id for basket in baskets}),
        "products": len({line.product_id for line in lines}),
        "sum of `qty_milli`": sum(line.quantity_milli for line in lines),
        "sum of `sales_cents`": sum(line.sales_minor for line in lines),
        "sum of `loyalty_disc_cents`": sum(line.loyalty_discount_minor for line in lines),
        "sum of `coupon_cents`": sum(line.coupon_minor for line in lines),
        "sum of `coupon_match_cents`": sum(line.coupon_match_minor for line in lines),
    }
    assert counted == {
        "baskets": 2_586,
        "lines": 23_752,
        "stores": 134,
        "households": 1_223,
        "products": 10_604,
        "sum of `qty_milli`": 33_134_122,
        "sum of `sales_cents`": 7_528_514,
        "sum of `loyalty_disc_cents`": 1_127_224,
        "sum of `coupon_cents`": 37_818,
        "sum of `coupon_match_cents`": 6_740,
    }
    for name, number in counted.items():
        assert f"| {name} | {number:,} |" in _readme()


def test_the_week_begins_and_ends_at_its_stated_times() -> None:
    """Times are UTC: 2017-10-09T04:01:45Z to 2017-10-16T03:48:37Z, in order."""
    times = [basket.sold_at_ms for basket in read_baskets(BUNDLED_WEEK)]
    assert (times[0], times[-1]) == (1_507_521_705_000, 1_508_125_717_000)
    assert times == sorted(times)


def test_the_products_are_exactly_those_of_the_week() -> None:
    """No basket names a product the list lacks, and the list has no other."""
    products = list(read_products(BUNDLED_PRODUCTS))
    sold = {line.product_id for basket in read_baskets(BUNDLED_WEEK) for line in basket.lines}
    assert {product.product_id for product in products} == sold
    assert len(products) == 10_604
    prices = [product.price_minor for product in products]
    assert prices.count(None) == 13
    assert sum(price or 0 for price in prices) == 3_535_628


def test_the_products_are_unchanged_lines_of_the_long_list(shared_data: Path) -> None:
    """The short list is the long one without the products nobody bought in the week."""
    short = gzip.decompress(BUNDLED_PRODUCTS.read_bytes()).splitlines()
    long = gzip.decompress((shared_data / "products-cj.csv.gz").read_bytes()).splitlines()
    kept = set(short)
    assert [line for line in long if line in kept] == short


def _readme() -> str:
    return (BUNDLED_WEEK.parent / "README.md").read_text(encoding="utf-8")
