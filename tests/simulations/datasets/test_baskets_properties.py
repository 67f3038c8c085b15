"""Whatever baskets are written come back, and whatever else is written is refused politely."""

from __future__ import annotations

import csv
import gzip
import io
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from simulations.datasets.baskets import Basket, BasketLine, read_baskets
from simulations.datasets.errors import DatasetError
from simulations.datasets.expected import expected_sums

COLUMNS = (
    "store_id",
    "household_id",
    "basket_id",
    "ts_utc",
    "line_no",
    "product_id",
    "qty_milli",
    "sales_cents",
    "loyalty_disc_cents",
    "coupon_cents",
    "coupon_match_cents",
)
# A lone carriage return between quotation marks is the one sign csv files do not agree about.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)
ids = texts.filter(bool)
amounts = st.integers(-(10**12), 10**12)
lines = st.builds(BasketLine, ids, st.integers(0, 10**9), amounts, amounts, amounts, amounts)
baskets_of_any_shop = st.lists(
    st.builds(
        Basket,
        st.one_of(ids, st.sampled_from(["A", "B"])),
        texts,
        st.one_of(st.integers(-(10**17), 10**17), st.from_regex(r"\A[a-z]{1,5}\Z")),
        st.integers(0, 4_102_444_800_000),
        st.lists(lines, min_size=1, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda basket: (basket.store_id, basket.basket_id),
)


@given(baskets_of_any_shop, st.permutations(COLUMNS), st.booleans(), st.randoms())
def test_baskets_come_back_from_the_file(
    baskets: list[Basket], columns: Sequence[str], packed: bool, chance: random.Random
) -> None:
    """In csv and csv.gz, with columns in any order, also when the rows are shuffled."""
    rows = list(_rows(baskets))
    with _written(_csv(columns, rows), packed=packed) as path:
        assert list(read_baskets(path)) == baskets
    chance.shuffle(rows)
    with _written(_csv(columns, rows), packed=packed) as path:
        by_id = {(basket.store_id, basket.basket_id): basket for basket in baskets}
        assert {(it.store_id, it.basket_id): it for it in read_baskets(path)} == by_id


@given(baskets_of_any_shop, st.booleans())
def test_the_loader_and_the_independent_sums_agree(baskets: list[Basket], packed: bool) -> None:
    """Two ways of reading, one truth, whatever the ids look like."""
    with _written(_csv(COLUMNS, list(_rows(baskets))), packed=packed) as path:
        total = expected_sums(path, {basket.store_id for basket in baskets}, None).total
    found = [line for basket in baskets for line in basket.lines]
    assert (total.baskets, total.lines) == (len(baskets), len(found))
    assert total.sales_minor == sum(line.sales_minor for line in found)
    assert total.quantity_milli == sum(line.quantity_milli for line in found)
    paid = [
        sum(line.sales_minor - line.coupon_minor for line in basket.lines) for basket in baskets
    ]
    assert total.paid_minor == sum(max(one, 0) for one in paid)


@given(baskets_of_any_shop, st.data())
def test_a_damaged_file_is_read_or_refused_in_one_sentence(
    baskets: list[Basket], data: st.DataObject
) -> None:
    """Bytes cut out, changed or put in never lead to another kind of error."""
    packed = data.draw(st.booleans(), label="packed")
    whole = _csv(COLUMNS, list(_rows(baskets)))
    content = gzip.compress(whole, mtime=0) if packed else whole
    begin = data.draw(st.integers(0, len(content)), label="begin")
    end = data.draw(st.integers(begin, min(len(content), begin + 40)), label="end")
    content = content[:begin] + data.draw(st.binary(max_size=12), label="put in") + content[end:]
    with _written(content, packed=packed, raw=True) as path:
        _read_or_refused(path)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), st.booleans())
def test_any_bytes_are_read_or_refused_in_one_sentence(content: bytes, packed: bool) -> None:
    """A file of anything is no basket file, and is told so."""
    with _written(content, packed=packed) as path:
        _read_or_refused(path)


@given(
    st.lists(st.one_of(texts, st.sampled_from(["1", "-1", "1.5", "2017-10-09", ""])), max_size=12),
    st.booleans(),
)
def test_any_cells_are_read_or_refused_in_one_sentence(cells: list[str], good: bool) -> None:
    """A row of anything under the right heading, alone or after a good row, too."""
    first = ["7", "5", "9", "2017-10-09T04:01:45Z", "1", "42", "1000", "1", "0", "0", "0"]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([COLUMNS, *([first] if good else []), cells])
    with _written(buffer.getvalue().encode(), packed=False) as path:
        _read_or_refused(path)


def _read_or_refused(path: Path) -> None:
    refusals = []
    try:
        assert list(read_baskets(path))
    except DatasetError as error:
        refusals.append(str(error))
    try:
        expected_sums(path, [], None)
    except DatasetError as error:
        refusals.append(str(error))
    for words in refusals:
        assert words.startswith(str(path))
        assert words.endswith(".")
        assert len(words.splitlines()) == 1


def _rows(baskets: list[Basket]) -> Iterator[dict[str, str | int]]:
    for basket in baskets:
        moment = datetime.fromtimestamp(basket.sold_at_ms // 1000, tz=UTC)
        moment = moment.replace(microsecond=basket.sold_at_ms % 1000 * 1000)
        for line_no, line in enumerate(basket.lines, start=1):
            yield {
                "store_id": basket.store_id,
                "household_id": basket.household_id,
                "basket_id": basket.basket_id,
                "ts_utc": moment.isoformat(),
                "line_no": line_no,
                "product_id": line.product_id,
                "qty_milli": line.quantity_milli,
                "sales_cents": line.sales_minor,
                "loyalty_disc_cents": line.loyalty_discount_minor,
                "coupon_cents": line.coupon_minor,
                "coupon_match_cents": line.coupon_match_minor,
            }


def _csv(columns: Sequence[str], rows: list[dict[str, str | int]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


@contextmanager
def _written(content: bytes, *, packed: bool, raw: bool = False) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("baskets.csv.gz" if packed else "baskets.csv")
        path.write_bytes(gzip.compress(content) if packed and not raw else content)
        yield path
