"""Catalogue files with GTINs: real ones by the ten thousand, wrong ones named line by line."""

from __future__ import annotations

import csv
import gzip
import time
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from node.catalogue_file import WrongBarcodesError, read_catalogue
from tests.node.tills import Shop

WRONG = 519
"""Codes of the real file that are no GTINs, as its collectors marked them."""


def test_every_wrong_check_digit_is_named_by_its_line_and_nothing_is_used(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "gtin,name\n4006381333931,Pen\n4006381333932,Ink\n123,Odd\n036000291452,Tissue\n"
    )
    with pytest.raises(WrongBarcodesError) as refused:
        read_catalogue(path)
    assert [fault.split(":")[0] for fault in refused.value.faults] == ["Line 3", "Line 4"]
    assert str(refused.value).startswith("2 lines of ")
    assert [row.sku for row in read_catalogue(path, plain=True)][1] == "4006381333932"


def test_what_an_export_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "sku,more_barcodes,unit,minimum_age,attributes\n"
        'gin,4006381333931 036000291452,piece,18,"{""size"": ""1 l""}"\n'
        "ham,,weighed,,\n"
    )
    gin, ham = read_catalogue(path)
    assert gin.more_barcodes == ("4006381333931", "036000291452")
    assert (gin.minimum_age, gin.attributes) == (18, {"size": "1 l"})
    assert (ham.unit, "minimum_age" in ham.model_fields_set) == ("weighed", False)
    path.write_text("sku,attributes\ngin,no JSON\n")
    with pytest.raises(RefusedError, match="line 2: the attributes are no JSON object"):
        read_catalogue(path)


def test_the_real_list_is_judged_line_by_line(shared_data: Path) -> None:
    path = shared_data / "products-gtin-off.csv.gz"
    with pytest.raises(WrongBarcodesError) as refused:
        read_catalogue(path)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        wrong = [f"Line {rows.line_num}" for row in rows if row["valid"] == "0"]
    assert [fault.split(":")[0] for fault in refused.value.faults] == wrong
    assert len(wrong) == WRONG


def test_the_real_list_is_searched_as_somebody_types(shared_data: Path) -> None:
    shop = Shop(MemoryStore())
    rows = read_catalogue(shared_data / "products-gtin-off.csv.gz", plain=True)
    products = [row.model_dump(exclude_unset=True) for row in rows[::30]]
    assert shop.do("import-catalogue", products=products)["registered"] == len(products)
    took_s = []
    for row in rows[:1200:30]:
        words = row.name.split()
        for text in (row.name[:1], row.name[:3], " ".join(word[:4] for word in words[:3])):
            started = time.process_time()
            found = shop.do("product-search", text=text or "a", limit=100)["products"]
            took_s.append(time.process_time() - started)
        assert row.sku in {line["sku"] for line in found} or len(found) == 100 or not words
    assert sorted(took_s)[len(took_s) * 95 // 100] < 0.075
