"""Exports: every table of an audit as CSV or Parquet files, with the same columns each time."""

from __future__ import annotations

import csv
from pathlib import Path

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.tables import TABLES
from core.audit.tables.table import Kind, Table
from core.errors import RefusedError, StorageError
from node.auditing.parquet import duckdb_or_refusal, from_csv

CSV, PARQUET = "csv", "parquet"
"""The formats."""

_SQL_KINDS = {Kind.TEXT: "VARCHAR", Kind.INTEGER: "BIGINT"}


def export(story: Story, period: Period, to: Path, form: str) -> dict[str, int]:
    """Write a file for each table into a new directory; returns how many rows each has.

    Raises :class:`RefusedError` when the directory is there already or the format is none, and
    :class:`StorageError` when it cannot be written.
    """
    if form not in (CSV, PARQUET):
        raise RefusedError(f"There is no format '{form}'; there are {CSV} and {PARQUET}.")
    if form == PARQUET:
        duckdb_or_refusal()
    try:
        to.mkdir(parents=True)
        rows = {table.name: _write_csv(table, story, period, to) for table in TABLES}
        if form == PARQUET:
            for table in TABLES:
                columns = {column.name: _SQL_KINDS[column.kind] for column in table.columns}
                from_csv(_file(table, to, CSV), _file(table, to, PARQUET), columns)
    except FileExistsError:
        raise RefusedError(f"{to} exists already; give a new directory with --to.") from None
    except OSError as error:
        raise StorageError(f"Cannot write into {to}: {error.strerror}.") from error
    return rows


def _file(table: Table, to: Path, form: str) -> Path:
    return to / f"{table.name}.{form}"


def _write_csv(table: Table, story: Story, period: Period, to: Path) -> int:
    count = 0
    with _file(table, to, CSV).open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in table.columns)
        for row in table.rows(story, period):
            writer.writerow(row)
            count += 1
    return count
