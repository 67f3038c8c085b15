"""Catalogue files: what their columns may be called, and that a wrong one is used for nothing."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from node import catalogue_file
from node.catalogue_file import COLUMNS, read_catalogue
from node.shop.commands.products import ProductRow
from simulations.datasets.baskets import BUNDLED_PRODUCTS
from tests.node.tills import Shop, one_sentence

FIELDS = {"sku": "s", "name": "n", "department": "d", "barcode": "b"}


def write(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    file = path / "goods.csv"
    file.write_bytes(text.encode(encoding))
    return file


def rows(path: Path, text: str) -> list[ProductRow]:
    return read_catalogue(write(path, text))


def refusal(file: Path) -> str:
    with pytest.raises(RefusedError) as raised:
        read_catalogue(file)
    said = one_sentence(str(raised.value))
    assert str(file) in said
    return said


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in COLUMNS.items() for name in names]
)
def test_every_column_is_known_under_all_its_names(tmp_path: Path, field: str, name: str) -> None:
    values: dict[str, tuple[str, object]] = {
        "price": ("12.5", 1250),
        "price_minor": ("1250", 1250),
        "barcode": ("96385074", "96385074"),
        "more_barcodes": ("96385074 7", ("96385074", "7")),
        "unit": ("weighed", "weighed"),
        "minimum_age": ("18", 18),
        "attributes": ('"{""size"": ""7""}"', {"size": "7"}),
    }
    value, read = values.get(field, ("7", "7"))
    (row,) = rows(tmp_path, f"{name}\n{value}\n" if field == "sku" else f"sku,{name}\n1,{value}\n")
    attribute = "price_minor" if field == "price" else field
    assert getattr(row, attribute) == read


def test_columns_stand_in_any_order_and_others_are_left_alone(tmp_path: Path) -> None:
    text = " Price ,BARCODE,colour,Name,SKU\n1.50, 4011 ,white, Milk ,m1\n,,,,b2\n"
    assert rows(tmp_path, text) == [
        ProductRow(sku="m1", name="Milk", price_minor=150, barcode="4011"),
        ProductRow(sku="b2"),
    ]


def test_a_gzipped_file_reads_the_same(tmp_path: Path) -> None:
    text = "sku,name\n1,Хліб\n"
    packed = tmp_path / "goods.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert read_catalogue(packed) == rows(tmp_path, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_ends_of_other_systems_are_read(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    text = newline.join(["sku,name", "1,Käse", "", "2,Brot"])
    found = read_catalogue(write(tmp_path, text, encoding=encoding))
    assert [(row.sku, row.name) for row in found] == [("1", "Käse"), ("2", "Brot")]


def test_a_name_may_hold_commas_quotes_and_odd_spaces(tmp_path: Path) -> None:
    text = 'sku,name\n1,"Milk, ""fresh"""\n2,half\u2028line\n3,form\x0cfeed\n'
    names = [row.name for row in rows(tmp_path, text)]
    assert names == ['Milk, "fresh"', "half\u2028line", "form\x0cfeed"]


def test_a_quoted_line_break_stays_in_the_name_and_lines_are_counted_right(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, 'sku,name\n1,"two\nlines"\n')
    assert row.name == "two\nlines"
    said = refusal(write(tmp_path, 'sku,name,price\n1,"two\nlines",1\n2,x,no\n'))
    assert "line 4" in said


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("9,x,-1", "price_minor"),
        ("9,x,abc", "'abc'"),
        ("9,x,1.234", "'1.234'"),
        ("9,x,1e3", "'1e3'"),
        ("9,x,99999999999999", "'99999999999999'"),
        (f"9,{'n' * 201},1", "name"),
        (f"{'s' * 49},x,1", "sku"),
        (",x,1", "sku"),
        ("  ,x,1", "sku"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, named: str) -> None:
    said = refusal(write(tmp_path, f"sku,name,price\n1,good,1.00\n\n{line}\n2,good,2.00\n"))
    assert "line 4" in said
    assert named in said


@pytest.mark.parametrize("price", ["-1", "1.5", "abc", "1_000", "٣", "9" * 13, "9" * 5000, "+1"])
def test_a_wrong_price_in_minor_units_is_named(tmp_path: Path, price: str) -> None:
    assert "line 2" in refusal(write(tmp_path, f"sku,price_minor\n1,{price}\n"))


def test_an_sku_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    said = refusal(write(tmp_path, "sku,name\na,1\nb,2\na,3\n"))
    assert "line 4" in said
    assert "line 2" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column 'sku'"),
        (b"\n\n", "no column 'sku'"),
        (b"name,price\nmilk,1\n", "no column 'sku'"),
        (b"sku,name\n", "names no products"),
        (b"sku\n\n\n", "names no products"),
        (b"sku,name\n1,\xff\xfe\n", "cannot be read"),
        (b'sku,name\n1,"' + b"x" * 200_000, "cannot be read"),
    ],
    ids=["empty", "blank", "no sku", "heading", "blank rows", "not utf-8", "endless quote"],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "goods.csv"
    file.write_bytes(content)
    assert said in refusal(file)


def test_a_missing_or_broken_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "none.csv")
    assert "cannot be read" in refusal(tmp_path)
    whole = gzip.compress(b"sku\n" + b"1\n2\n3\n" * 100)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    for number, data in enumerate((b"sku\n1\n", whole[:-9], whole[:5], bytes(flipped))):
        file = tmp_path / f"{number}.csv.gz"
        file.write_bytes(data)
        assert "cannot be read" in refusal(file)


def test_too_many_products_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_file, "PRODUCTS_MAX", 3)
    assert len(rows(tmp_path, "sku\n1\n2\n3\n")) == 3
    assert "more than 3" in refusal(write(tmp_path, "sku\n1\n2\n3\n4\n"))


def test_the_bundled_products_are_a_catalogue() -> None:
    found = read_catalogue(BUNDLED_PRODUCTS)
    assert len(found) == 10_604
    assert found[0] == ProductRow(
        sku="28892",
        name="SNACKS/APPETIZERS",
        department="GROCERY",
        price_minor=271,
        barcode="2000000288925",
    )


def test_nothing_of_a_file_with_one_wrong_line_is_imported(shop: Shop, tmp_path: Path) -> None:
    before = shop.dump()
    good = "".join(f"n{number},1.00\n" for number in range(500))
    refusal(write(tmp_path, f"sku,price\n{good}bad,x\n"))
    assert shop.dump() == before
    found = read_catalogue(write(tmp_path, f"sku,price\n{good}"))
    products: list[dict[str, Any]] = [row.model_dump() for row in found]
    assert shop.do("import-catalogue", products=products) == {"registered": 500, "unchanged": 0}


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: b"sku\n" + text.encode()))
def test_any_bytes_are_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(content)
    try:
        assert read_catalogue(file)
    except RefusedError as error:
        one_sentence(str(error))
