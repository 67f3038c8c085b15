"""Reading the list of products."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulations.datasets.baskets import BUNDLED_PRODUCTS
from simulations.datasets.errors import DatasetError
from simulations.datasets.products import Product, read_products

HEADING = "product_id,instore_ean13,department,product_category,product_type,median_shelf_cents"


def _written(folder: Path, *lines: str) -> Path:
    path = folder / "products.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    return path


def test_a_row_becomes_a_product(tmp_path: Path) -> None:
    """The name is the product type, else the category, else the number."""
    path = _written(
        tmp_path,
        "007,2000000256719,GROCERY,FRZN ICE,ICE - CRUSHED/CUBED,349",
        "8,2000000260938,PASTRY,BREAD,,159",
        "9,2000000266367,,,,",
    )
    assert list(read_products(path)) == [
        Product("007", "2000000256719", "Ice - Crushed/Cubed", "GROCERY", 349),
        Product("8", "2000000260938", "Bread", "PASTRY", 159),
        Product("9", "2000000266367", "Product 9", "", None),
    ]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("BREAD:ITALIAN/FRENCH", "Bread: Italian/French"),
        ("HAND AND BODY LOTIONS", "Hand and Body Lotions"),
        ("SOFT DRINKS 12/18&15PK CAN CAR", "Soft Drinks 12/18&15pk Can Car"),
        ("BREADINGS  COATINGS CRUMBS", "Breadings Coatings Crumbs"),
        ("BBQ SAUCE", "BBQ Sauce"),
        ("WOMEN'S HATS", "Women's Hats"),
        ("\u00c4PFEL", "\u00c4pfel"),
        ("Already nice", "Already nice"),
    ],
)
def test_a_label_is_made_fit_to_read(tmp_path: Path, label: str, name: str) -> None:
    """Shouting is turned down, spaces are put right, what is already nice stays."""
    (product,) = read_products(_written(tmp_path, f"1,2000000256719,D,C,{label},1"))
    assert product.name == name


def test_every_bundled_product_has_a_name_and_its_own_barcode() -> None:
    """So each can be scanned and printed."""
    products = list(read_products(BUNDLED_PRODUCTS))
    assert all(product.name.strip() == product.name != "" for product in products)
    assert len({product.barcode for product in products}) == len(products)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",2000000256719,D,C,T,1", "product_id", "it is empty"),
        ("1,2000000256719,D,C,T,1", "product_id", "'1' is there a second time"),
        ("2,200000025671X,D,C,T,1", "instore_ean13", "not a barcode of 8 to 14 digits"),
        ("2,,D,C,T,1", "instore_ean13", "not a barcode of 8 to 14 digits"),
        ("2,2000000256719,D,C,T,1.99", "median_shelf_cents", "'1.99' is not a whole number"),
        ("2,2000000256719,D,C,T,-1", "median_shelf_cents", "the price '-1' is negative"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(
    tmp_path: Path, row: str, column: str, words: str
) -> None:
    """One sentence, straight to the cell."""
    path = _written(tmp_path, "1,2000000256719,D,C,T,1", row)
    with pytest.raises(DatasetError) as caught:
        list(read_products(path))
    assert str(caught.value).startswith(f"{path}, line 3, column {column}: ")
    assert words in str(caught.value)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """A basket file is no product file."""
    path = tmp_path / "products.csv"
    path.write_text("product_id,name\n1,x\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="column instore_ean13: the column is missing"):
        list(read_products(path))
