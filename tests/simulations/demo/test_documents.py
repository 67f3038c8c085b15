"""A merchant's sales and refunds, replayed on a till: every sum is the file's, to the cent."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.errors import RefusedError
from simulations.demo.documents import is_documents, replay

HEADING = (
    "kind,invoice_no,line_no,ts_local,customer_id,country,stock_code,quantity,price_milli,"
    "refund_of_invoice,refund_of_line_no,refund_match"
)
ROWS = """
sale,1,1,2011-03-01T08:30,7,UK,mug,3,3333,,,
sale,1,2,2011-03-01T08:30,7,UK,pen,1,1255,,,
free_line,1,3,2011-03-01T08:30,7,UK,bag,2,0,,,
stock_adj,2,1,2011-03-01T09:00,,UK,pen,-4,0,,,
sale,3,1,2011-03-01T09:30,8,UK,mug,1,3330,,,
refund,C1,1,2011-03-02T08:30,7,UK,mug,-2,3333,1,1,partial_line
refund,C2,1,2011-03-02T08:40,7,UK,mug,-1,3000,1,1,partial_line_price_differs
refund,C2,2,2011-03-02T08:40,7,UK,mug,-1,3333,1,1,full_line
refund,C3,1,2011-03-02T08:50,9,UK,cup,-2,1005,,,unmatched
"""


def written(path: Path) -> Path:
    path.write_bytes(gzip.compress(f"{HEADING}{ROWS}".encode()))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "documents.csv.gz")


def test_partial_over_refunded_and_unknown_documents_come_to_the_file_s_sums(
    file: Path, tmp_path: Path
) -> None:
    found = replay(file, tmp_path / "till")
    assert found["findings"] == []
    assert (found["sales"], found["sales_minor"]) == (2, 1000 + 126 + 333)
    assert (found["refunds"], found["unproven"]) == (4, 2)
    assert found["refunded_minor"] == 333 + 667 + 333 + 201
    assert (found["products"], found["verdict"]) == (4, "pass")


def test_only_the_first_documents_are_replayed_when_that_is_asked_for(
    file: Path, tmp_path: Path
) -> None:
    assert replay(file, tmp_path / "till", documents_max=1)["sales"] == 1


def test_a_till_that_pays_out_otherwise_is_found(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.shop.refund.divide_rounded", lambda above, below: above // below)
    with pytest.raises(RefusedError, match="and the file comes to"):
        replay(file, tmp_path / "till")


def test_a_file_of_baskets_is_none_of_documents(file: Path, tmp_path: Path) -> None:
    assert is_documents(file)
    (tmp_path / "baskets.csv").write_text("store_id,basket_id\n")
    assert not is_documents(tmp_path / "baskets.csv")
    assert not is_documents(tmp_path / "nothing.csv")
