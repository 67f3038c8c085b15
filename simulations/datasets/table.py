"""
Named columns out of a csv, csv.gz or parquet file, one row at a time, as text.

The order of the columns is free, columns nobody asked for are skipped and a byte order mark is
tolerated.  Whatever is wrong with a file is told as a `DatasetError`.
"""

from __future__ import annotations

import csv
import glob
import gzip
import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from simulations.datasets.errors import DatasetError

Row = tuple[int, Sequence[str]]
"""A line number, counted from 1 (in parquet: a row number), and the cells asked for, in order."""

_UNREADABLE = (OSError, EOFError, zlib.error)
_FETCH_ROWS = 10_000
_READ_BYTES = 1 << 20


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """
    Yield every row of a file.

    Args:
        path: A file whose name ends in .csv, .csv.gz or .parquet.
        columns: The columns wanted, at least two.  An empty cell (parquet: NULL) is "".

    Raises:
        DatasetError: The file is missing, empty, cut, of another kind, or lacks a column.
    """
    name = path.name.lower()
    if not name.endswith((".csv", ".csv.gz", ".parquet")):
        raise DatasetError.at(path, "the name must end in .csv, .csv.gz or .parquet")
    if not _is_file(path):
        raise DatasetError.at(path, "there is no such file")
    if not path.stat().st_size:
        raise DatasetError.at(path, "the file is empty")
    rows = _parquet_rows if name.endswith(".parquet") else _csv_rows
    count = 0
    for row in rows(path, columns):
        count += 1
        yield row
    if not count:
        raise DatasetError.at(path, "the file has a heading and no rows")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _csv_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    line = 0
    try:
        with _opened(path) as binary:
            reader = csv.reader(_decoded(binary), strict=True)
            heading = next(reader, None)
            if heading is None:
                raise DatasetError.at(path, "the file is empty")
            pick = itemgetter(*_positions(path, heading, columns))
            for cells in reader:
                line = reader.line_num
                if len(cells) == len(heading):
                    yield line, pick(cells)
                elif cells:
                    words = f"{len(cells)} cells where the heading has {len(heading)}"
                    raise DatasetError.at(path, words, line=line)
    except _UNREADABLE as error:
        raise DatasetError.at(path, _reason(error)) from error
    except UnicodeDecodeError as error:
        raise DatasetError.at(path, "the text is not UTF-8", line=line + 1) from error
    except csv.Error as error:
        raise DatasetError.at(path, f"this is not valid csv ({error})", line=line + 1) from error


@contextmanager
def _opened(path: Path) -> Generator[Iterable[bytes], None, None]:
    if path.name.lower().endswith(".gz"):
        with gzip.open(path, "rb") as unpacked:
            # The checksum stands at the end.  Read up to it first, or a damaged file would be
            # blamed on whichever cell the damage happens to spoil.
            while unpacked.read(_READ_BYTES):
                pass
            unpacked.seek(0)
            yield unpacked
    else:
        with path.open("rb") as plain:
            yield plain


def _decoded(binary: Iterable[bytes]) -> Iterator[str]:
    # Line by line, so that a byte that is not UTF-8 is reported with its own line.
    encoding = "utf-8-sig"
    for line in binary:
        yield line.decode(encoding)
        encoding = "utf-8"


def _positions(path: Path, heading: Sequence[str], columns: Sequence[str]) -> list[int]:
    names = [name.strip() for name in heading]
    for column in columns:
        if names.count(column) != 1:
            words = "is missing" if column not in names else "is there more than once"
            raise DatasetError.at(path, f"the column {words}", column=column)
    return [names.index(column) for column in columns]


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the compressed file is cut short"
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return "the compressed file is damaged or not gzip at all"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"the file cannot be read ({reason or type(error).__name__})"


def _parquet_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    try:
        import duckdb  # optional, so not at the top: only a parquet file needs it
    except ImportError as error:
        words = "reading parquet needs DuckDB, so please run `pip install tillmesh[parquet]`"
        raise DatasetError.at(path, words) from error
    pattern = glob.escape(str(path))  # DuckDB takes a name for a pattern.
    wanted = ", ".join(f"coalesce(CAST(\"{column}\" AS VARCHAR), '')" for column in columns)
    source = "FROM read_parquet(?, file_row_number = true, binary_as_string = true)"
    try:
        with duckdb.connect(":memory:") as database:
            database.execute("SET TimeZone = 'UTC'")
            described = database.execute(f"DESCRIBE SELECT * {source}", [pattern]).fetchall()
            _positions(path, [str(name) for name, *_ in described], columns)
            rows = database.execute(
                f"SELECT file_row_number + 1, {wanted} {source} ORDER BY file_row_number",
                [pattern],
            )
            while block := rows.fetchmany(_FETCH_ROWS):
                for number, *cells in block:
                    yield number, cells
    except duckdb.Error as error:
        raise DatasetError.at(path, "the file is not readable parquet") from error
