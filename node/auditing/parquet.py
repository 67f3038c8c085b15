"""Parquet files, by DuckDB: the one place that asks for the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import RefusedError


def duckdb_or_refusal() -> Any:
    """Return DuckDB; raises :class:`RefusedError` when it is not installed."""
    try:
        import duckdb  # optional, so not at the top: only a parquet file needs it
    except ImportError:
        raise RefusedError("Parquet files need DuckDB: pip install 'tillmesh[parquet]'.") from None
    return duckdb


def from_csv(source: Path, target: Path, columns: Mapping[str, str], selected: str = "*") -> None:
    """Turn a CSV file into a Parquet file, and remove it; ``columns`` are SQL types by name.

    Everything is said and nothing guessed: a column of digits may be a text.
    """
    with duckdb_or_refusal().connect(":memory:") as database:
        found = database.read_csv(
            str(source),
            header=True,
            columns=dict(columns),
            auto_detect=False,
            delimiter=",",
            quotechar='"',
        )
        found.project(selected).write_parquet(str(target), compression="zstd")
    source.unlink()
