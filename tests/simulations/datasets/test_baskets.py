"""Reading baskets: every file that makes sense is read, every other is refused in one sentence."""

from __future__ import annotations

import builtins
import gzip
import re
import time
from pathlib import Path
from typing import Any

import pytest

from simulations.datasets.baskets import (
    BUNDLED_WEEK,
    Basket,
    BasketLine,
    busiest_stores,
    read_baskets,
)
from simulations.datasets.errors import DatasetError

HEADING = (
    "store_id,household_id,basket_id,ts_utc,line_no,product_id,"
    "qty_milli,sales_cents,loyalty_disc_cents,coupon_cents,coupon_match_cents"
)
GOOD = "7,55,900,2017-10-09T04:01:45Z,1,0042,1500,148,17,5,2"


def _written(folder: Path, *lines: str, name: str = "baskets.csv") -> Path:
    path = folder / name
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def _refused(path: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        list(read_baskets(path))
    words = str(caught.value)
    assert words.startswith(str(path))
    assert words.endswith(".")
    assert "\n" not in words
    return words.removeprefix(str(path))


@pytest.mark.parametrize("name", ["baskets.csv", "baskets.csv.gz", "BASKETS.CSV"])
def test_a_line_becomes_a_basket_line(tmp_path: Path, name: str) -> None:
    """Every column arrives, ids keep their text, the time is epoch milliseconds."""
    line = BasketLine("0042", 1500, 148, 17, 5, 2)
    basket = Basket("7", "55", 900, 1_507_521_705_000, (line,))
    assert list(read_baskets(_written(tmp_path, HEADING, GOOD, name=name))) == [basket]


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path) -> None:
    """Columns are found by their names; a byte order mark and blank lines do not matter."""
    heading = "\ufeff" + ",".join(["note", *reversed(HEADING.split(","))])
    line = ",".join(['"a, b"', *reversed(GOOD.split(","))])
    path = _written(tmp_path, heading, "", line, "")
    plain = _written(tmp_path, HEADING, GOOD, name="plain.csv")
    assert list(read_baskets(path)) == list(read_baskets(plain))


def test_lines_may_end_as_windows_ends_them(tmp_path: Path) -> None:
    """A carriage return is no part of the last column."""
    path = tmp_path / "windows.csv"
    path.write_bytes(f"{HEADING}\r\n{GOOD}\r\n".encode())
    assert [basket.lines[0].coupon_match_minor for basket in read_baskets(path)] == [2]


def test_a_basket_whose_rows_lie_apart_is_one_basket(tmp_path: Path) -> None:
    """Rows are gathered per store and basket id, in line order; baskets by first appearance."""
    path = _written(
        tmp_path,
        HEADING,
        "B,1,9,2017-10-09T04:00:00Z,2,second,1000,1,0,0,0",
        "A,1,9,2017-10-09T04:00:00Z,1,other store,1000,1,0,0,0",
        "B,1,9,2017-10-09T04:00:01Z,1,first,1000,1,0,0,0",
    )
    baskets = list(read_baskets(path))
    assert [basket.store_id for basket in baskets] == ["B", "A"]
    assert [line.product_id for line in baskets[0].lines] == ["first", "second"]
    assert baskets[0].sold_at_ms == 1_507_521_600_000


@pytest.mark.parametrize(
    ("text", "basket_id", "number"),
    [
        ("900", 900, 900),
        ("-3", -3, -3),
        ("0900", "0900", 55_246_845),
        ("A-17", "A-17", 1_285_134_154),
        ("9" * 19, "9" * 19, 3_791_881_527),
    ],
)
def test_a_basket_id_always_gives_a_number(
    tmp_path: Path, text: str, basket_id: int | str, number: int
) -> None:
    """Plain integers are themselves, any other id is text with the same CRC-32 everywhere."""
    (basket,) = read_baskets(_written(tmp_path, HEADING, GOOD.replace("900", text)))
    assert (basket.basket_id, basket.number) == (basket_id, number)


@pytest.mark.parametrize(
    "text",
    [
        "2017-10-09T04:01:45Z",
        "2017-10-09 04:01:45",
        "2017-10-09T04:01:45.000999+00:00",
        "2017-10-09T00:01:45-04:00",
    ],
)
def test_a_time_is_read_in_every_iso_spelling(tmp_path: Path, text: str) -> None:
    """Without a zone it is UTC, with one it is moved to UTC."""
    path = _written(tmp_path, HEADING, GOOD.replace("2017-10-09T04:01:45Z", text))
    assert [basket.sold_at_ms for basket in read_baskets(path)] == [1_507_521_705_000]


def test_an_empty_household_is_a_stranger(tmp_path: Path) -> None:
    """Not every customer shows a card."""
    path = _written(tmp_path, HEADING, GOOD.replace("7,55", "7,"))
    assert [basket.household_id for basket in read_baskets(path)] == [""]


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("148", "1.48", "sales_cents", "'1.48' is not a whole number"),
        ("148", "", "sales_cents", "'' is not a whole number"),
        ("148", "1_000", "sales_cents", "'1_000' is not a whole number"),
        ("148", "\u0661", "sales_cents", "is not a whole number"),
        ("148", "9" * 5000, "sales_cents", "is not a whole number of at most 18 digits"),
        ("1500", "-1500", "qty_milli", "the quantity '-1500' is negative"),
        ("1500", "nan", "qty_milli", "'nan' is not a whole number"),
        (",1,", ",one,", "line_no", "'one' is not a whole number"),
        ("0042", "", "product_id", "the cell is empty"),
        ("900", "", "basket_id", "the cell is empty"),
        ("7,55", ",55", "store_id", "the cell is empty"),
        ("2017-10-09T04:01:45Z", "yesterday", "ts_utc", "'yesterday' is not a time"),
        ("2017-10-09T04:01:45Z", "0001-01-01T00:00:00+14:00", "ts_utc", "before 1970"),
        (GOOD, GOOD, "line_no", "basket '900' already has a line 1"),
        ("55,900", "56,900", "household_id", "basket '900' began with household '55'"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(
    tmp_path: Path, old: str, new: str, column: str, words: str
) -> None:
    """The sentence leads straight to the cell."""
    said = _refused(_written(tmp_path, HEADING, GOOD, GOOD.replace(old, new, 1)))
    assert said.startswith(f", line 3, column {column}: ")
    assert words in said


@pytest.mark.parametrize("column", HEADING.split(","))
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    """Each of the eleven columns is needed."""
    said = _refused(_written(tmp_path, HEADING.replace(column, "else", 1), GOOD))
    assert said == f", column {column}: the column is missing."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADING], ": the file has a heading and no rows."),
        ([HEADING + ",store_id", GOOD + ",8"], "column store_id: the column is there more"),
        ([HEADING, GOOD, "7,55,900"], ", line 3: 3 cells where the heading has 11."),
        ([HEADING, GOOD + ",8"], ", line 2: 12 cells where the heading has 11."),
        ([HEADING, GOOD, '7,"55'], ", line 3: this is not valid csv"),
        ([HEADING.replace(",", ";"), GOOD], "column store_id: the column is missing."),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, lines: list[str], words: str) -> None:
    """Too little, too much, or separated by something else."""
    assert words in _refused(_written(tmp_path, *lines))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, empty, cut short, damaged, or not what its name says."""
    whole = BUNDLED_WEEK.read_bytes()
    contents = {
        "empty.csv": (b"", "the file is empty"),
        "empty.csv.gz": (b"", "the file is empty"),
        "empty.parquet": (b"", "the file is empty"),
        "cut.csv.gz": (whole[: len(whole) // 2], "cut short"),
        "damaged.csv.gz": (whole[:90_000] + b"\0" * 50 + whole[90_050:], "damaged"),
        "plain.csv.gz": (HEADING.encode(), "damaged or not gzip"),
        "packed.csv": (whole, "line 1: the text is not UTF-8"),
        "latin.csv": (f"{HEADING}\n{GOOD}\nCaf\xe9".encode("latin-1"), "line 3: the text is not"),
        "baskets.txt": (b"", "the name must end in .csv, .csv.gz or .parquet"),
    }
    for name, (content, words) in contents.items():
        (tmp_path / name).write_bytes(content)
        assert words in _refused(tmp_path / name)
    assert "there is no such file" in _refused(tmp_path / "nowhere.csv")
    assert "there is no such file" in _refused(tmp_path / ("long" * 100 + ".csv"))
    (tmp_path / "folder.csv").mkdir()
    assert "there is no such file" in _refused(tmp_path / "folder.csv")


def test_a_broken_file_gives_no_basket_at_all(tmp_path: Path) -> None:
    """The call itself refuses, so nobody has sold the first half of the file."""
    path = _written(tmp_path, HEADING, GOOD, GOOD.replace("1500", "-1"))
    with pytest.raises(DatasetError):
        read_baskets(path)


def test_busiest_stores_are_counted_in_baskets() -> None:
    """Most baskets first, equals by store id as text, and no more stores than there are."""
    baskets = [Basket(store, "", number, 0, ()) for number, store in enumerate("CABBA9")]
    assert busiest_stores(baskets, 3) == ["A", "B", "9"]
    assert busiest_stores(baskets, 9) == ["A", "B", "9", "C"]
    assert busiest_stores(baskets, 0) == []
    with pytest.raises(ValueError, match="negative"):
        busiest_stores(baskets, -1)


def test_the_busiest_stores_of_the_week() -> None:
    """The five largest stores, as counted when the data was cut."""
    assert busiest_stores(read_baskets(BUNDLED_WEEK), 5) == ["367", "361", "321", "343", "406"]


def test_a_year_is_read_in_seconds(shared_data: Path) -> None:
    """The year of ten stores takes about one second of processor time."""
    began_s = time.process_time()
    baskets = list(read_baskets(shared_data / "baskets-cj-year-top10.csv.gz"))
    assert time.process_time() - began_s < 10
    lines = sum(len(basket.lines) for basket in baskets)
    assert (len(baskets), lines) == (27_108, 240_980)


def test_parquet_gives_the_same_baskets(tmp_path: Path) -> None:
    """Typed columns, a real timestamp and signs in the name that could be a pattern."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "week [1]*?.parquet"
    for kind in ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE"):
        duckdb.sql(
            f"COPY (SELECT * REPLACE (CAST(ts_utc AS {kind}) AS ts_utc) FROM"
            f" read_csv('{BUNDLED_WEEK}', types = {{'ts_utc': 'VARCHAR'}}))"
            f" TO '{path}' (FORMAT parquet)"
        )
        assert list(read_baskets(path)) == list(read_baskets(BUNDLED_WEEK))


def test_bad_parquet_is_refused_like_bad_csv(tmp_path: Path) -> None:
    """Row numbers take the place of line numbers; a NULL is an empty cell."""
    duckdb = pytest.importorskip("duckdb")
    columns = [
        f"'{text}' AS {name}"
        for name, text in zip(HEADING.split(","), GOOD.split(","), strict=True)
    ]
    good = "SELECT " + ", ".join(columns)
    for old, new, words in [
        ("'1500'", "NULL", ", row 1, column qty_milli: '' is not a whole number"),
        ("'148'", "148.0", ", row 1, column sales_cents: '148.0' is not a whole number"),
        ("AS line_no", "AS line", ", column line_no: the column is missing."),
    ]:
        path = tmp_path / "bad.parquet"
        path.unlink(missing_ok=True)
        duckdb.sql(f"COPY ({good.replace(old, new)}) TO '{path}' (FORMAT parquet)")
        assert words in _refused(path)
    path.write_bytes(path.read_bytes()[:-9])
    assert "not readable parquet" in _refused(path)


def test_parquet_without_duckdb_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library is optional, and only a parquet file asks for it."""
    imported = builtins.__import__

    def without_duckdb(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_duckdb)
    path = tmp_path / "week.parquet"
    path.write_bytes(b"PAR1")
    assert re.search(r"`pip install tillmesh\[parquet\]`", _refused(path))
    assert list(read_baskets(_written(tmp_path, HEADING, GOOD)))
