"""Archiving: the records of a log as Parquet files, to be kept for years and judged anywhere.

A file holds a run of one stream: sequence, time, stamp, kind, the exact bytes of each record, and
the seal over it where one was kept. So the verifier that judges a log judges an archive.
"""

from __future__ import annotations

import csv
import json
import struct
from itertools import islice
from pathlib import Path

from core.errors import MalformedError, RefusedError, StorageError
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from node.auditing.archive_view import ARCHIVE, MANIFEST, ArchivedStream
from node.auditing.parquet import duckdb_or_refusal, from_csv
from node.company.files import COMPANY_FILE
from node.whole_file import write_whole

RECORDS_MAX = 500_000
"""Records of one file: about a hundred megabytes before they are compressed."""

_COLUMNS = {
    "sequence": "BIGINT",
    "at_ms": "BIGINT",
    "hlc": "UBIGINT",
    "kind": "VARCHAR",
    "record": "VARCHAR",
    "seal": "VARCHAR",
}
_SELECTED = (
    "sequence, at_ms, hlc, kind, unhex(record) AS record, "
    "CASE WHEN seal = '-' THEN NULL ELSE unhex(seal) END AS seal"
)


def archive(view: LogView, source: Path, to: Path) -> int:
    """Write a log's records into a new directory; returns how many there are.

    The company's file goes along, since certificates are judged by its key. Raises
    :class:`RefusedError` or :class:`StorageError`.
    """
    duckdb_or_refusal()
    try:
        to.mkdir(parents=True)
        streams, count = [], 0
        for number, (stream, head) in enumerate(view.heads().items(), 1):
            files = _write_stream(view, stream, to, f"{number:05d}")
            key = view.public_key(stream.author) or b""
            streams.append(ArchivedStream(stream, key, head, tuple(files)).to_plain())
            count += head.sequence + 1 - stream.start
        if (source / COMPANY_FILE).is_file():
            (to / COMPANY_FILE).write_bytes((source / COMPANY_FILE).read_bytes())
        # Last of all: a directory without it is no archive.
        write_whole(to / MANIFEST, json.dumps({"archive": ARCHIVE, "streams": streams}) + "\n")
    except FileExistsError:
        raise RefusedError(f"{to} exists already; give a new directory.") from None
    except OSError as error:
        raise StorageError(f"Cannot write into {to}: {error.strerror}.") from error
    except (MalformedError, struct.error, ValueError) as error:
        said = f"{source} holds a record nobody can read; run 'tillmesh audit verify': {error}."
        raise RefusedError(said) from None
    return count


def _write_stream(view: LogView, stream: StreamId, to: Path, name: str) -> list[str]:
    seals = dict(view.seals_from(stream, stream.start))
    records, files = iter(view.all_records(stream)), []
    while run := list(islice(records, RECORDS_MAX)):
        first = entry_of(run[0]).sequence
        source = to / f"{name}-{first:012d}.csv"
        with source.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            for record in run:
                entry = entry_of(record)
                seal = seals.get(entry.sequence)
                sealed = "-" if seal is None else seal.to_bytes().hex()
                at_ms = milliseconds_of(entry.hlc)
                row = (entry.sequence, at_ms, entry.hlc, entry.kind, record.hex(), sealed)
                writer.writerow(row)
        target = source.with_suffix(".parquet")
        from_csv(source, target, _COLUMNS, _SELECTED)
        files.append(target.name)
    return files
