"""Barcodes: check digits as GS1 counts them, one form to find a code by, labels of scales."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.shop.barcode import (
    GTIN_LENGTHS,
    Embedded,
    Layout,
    canonical,
    check_barcode,
    check_digit,
    has_valid_check_digit,
    read_embedded,
    symbology_of,
)

PRINTED = ["96385074", "036000291452", "4006381333931", "10012345678902", "9780201379624"]
"""Codes from GS1's own pages and from goods on a desk."""

digits = st.text("0123456789", min_size=7, max_size=13).filter(
    lambda text: len(text) + 1 in GTIN_LENGTHS
)


@pytest.mark.parametrize("code", PRINTED)
def test_the_check_digits_of_printed_codes_are_right(code: str) -> None:
    assert has_valid_check_digit(code)
    check_barcode(code)


def by_the_book(code: str) -> bool:
    """GS1's own table: from the right, the digits count one and three in turn."""
    total = 0
    for place in range(1, len(code) + 1):
        total += int(code[-place]) * (1 if place % 2 else 3)
    return total % 10 == 0


@given(digits)
def test_a_check_digit_is_the_one_digit_that_makes_the_sum_round(first: str) -> None:
    right = [last for last in "0123456789" if by_the_book(first + last)]
    assert right == [str(check_digit(first))]


@given(digits, st.data())
def test_one_wrong_digit_is_always_noticed(first: str, data: st.DataObject) -> None:
    code = first + str(check_digit(first))
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[at]]))
    assert not has_valid_check_digit(code[:at] + wrong + code[at + 1 :])


def test_a_code_with_a_wrong_check_digit_is_refused_and_said_what_it_would_be() -> None:
    with pytest.raises(RefusedError, match=r"^Barcode 4006381333932 is no EAN-13: .* be 1\.$"):
        check_barcode("4006381333932")
    check_barcode("4006381333932", plain=True)
    check_barcode("A-7 strange code")
    with pytest.raises(RefusedError):
        check_barcode("")


def test_one_product_is_found_by_each_of_its_gtins_and_by_no_other() -> None:
    assert canonical("036000291452") == canonical("0036000291452") == "00036000291452"
    assert canonical("96385074") == "00000096385074"
    assert canonical("4006381333932") == "4006381333932", "a wrong digit makes it a plain code"
    assert canonical("12345") == "12345"
    assert symbology_of("٣٦٠٠٠٢٩١٤٥٢٠") is None, "digits of other scripts are no barcode"


def test_a_scale_prints_the_weight_or_the_price_of_an_item() -> None:
    layouts = (Layout.parse("21IIIIIWWWWWC"), Layout.parse("2IIIIIVPPPPC"))
    item = "2112345000000"
    item = item[:-1] + str(check_digit(item[:-1]))
    weighed = "211234501250"
    assert read_embedded(weighed + str(check_digit(weighed)), layouts) == Embedded(item, 1250, None)
    priced = "21234570499"
    plain = "21234500000"
    assert read_embedded(priced + str(check_digit(priced)), layouts) == Embedded(
        plain + str(check_digit(plain)), None, 499
    )
    assert read_embedded("4006381333931", layouts) is None
    assert read_embedded("2112345012501", layouts) is None, "its check digit is wrong"


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 9))
def test_every_weight_of_every_item_is_read_back(item: int, grams: int, second: int) -> None:
    layout = Layout.parse(f"2{second}IIIIIWWWWWC")
    first = f"2{second}{item:05d}{grams:05d}"
    found = layout.read(first + str(check_digit(first)))
    assert found is not None
    assert found.quantity_milli == grams
    assert found.item[2:7] == f"{item:05d}"
    assert has_valid_check_digit(found.item)


@pytest.mark.parametrize(
    "text",
    ["", "21IIIIIWWWWW", "31IIIIIWWWWWC", "21IIIIIWWPPPC", "21WWWWWIIIIIC", "21iiiiiwwwwwc"],
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="no layout"):
        Layout.parse(text)


def test_sixty_thousand_real_gtins_are_judged_as_their_collectors_did(shared_data: Path) -> None:
    path = shared_data / "products-gtin-off.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60_539
    wrong = [
        row["gtin"]
        for row in rows
        if symbology_of(row["gtin"]) is None or not has_valid_check_digit(row["gtin"])
    ]
    assert wrong == [row["gtin"] for row in rows if row["valid"] == "0"]
    assert len(wrong) == 519
