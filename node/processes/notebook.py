"""The worker's notebook: where its jobs were, and what they found, beside the log.

A file and not a table, so that no sale ever waits for a worker to write.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

NOTEBOOK_FILE = "worker.json"
"""The name of the file. Whoever deletes it makes the jobs begin anew, and loses nothing else."""

Notes = dict[str, Any]


def read_notes(directory: Path) -> Notes:
    """Return what was noted of each job, nothing where nothing readable was."""
    try:
        notes = json.loads((directory / NOTEBOOK_FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return notes if isinstance(notes, dict) else {}


def write_notes(directory: Path, notes: Notes) -> None:
    """Note it whole or not at all; a disk without room keeps what was noted before."""
    target = directory / NOTEBOOK_FILE
    draft = target.with_suffix(".new")
    try:
        draft.write_text(json.dumps(notes), encoding="utf-8")
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink()


def read_alerts(directory: Path) -> tuple[str, ...]:
    """Return what the jobs found that a person must know."""
    found: list[str] = []
    for noted in read_notes(directory).values():
        alerts = noted.get("alerts", ()) if isinstance(noted, dict) else ()
        found += [alert for alert in alerts if isinstance(alert, str)]
    return tuple(found)
