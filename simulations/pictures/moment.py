"""The moment at which all pictures are taken: the same whenever they are taken again.

The pictures' own process and all nodes that it starts have a clock of the day that is off by as
much as it takes; what only goes forward, by which everything waits, is the machine's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from node import system_clock

ZONE = ZoneInfo("America/New_York")
"""Where the shops of the bundled week are."""

TAKEN = datetime(2026, 10, 17, 17, 40, tzinfo=ZONE)
"""A Saturday, late in the afternoon."""

OFF = "TILLMESH_PICTURES_OFF_MS"
"""How far the clock of a process is off."""

_CLOCK = f'''"""Python reads this before anything else: the clock of the day is off by so much."""

import os
import time

_off_ns = int(os.environ["{OFF}"]) * 1_000_000
_right_ns = time.time_ns
time.time_ns = lambda: _right_ns() + _off_ns
time.time = lambda: time.time_ns() / 1e9
'''


def off_ms() -> int | None:
    """Return how far the clock of this process is off; None when it is right."""
    said = os.environ.get(OFF)
    return None if said is None else int(said)


def midnight_ms() -> int:
    """Return when the day of the pictures began."""
    return _ms(TAKEN.replace(hour=0, minute=0))


def taken_ms() -> int:
    """Return when the pictures are taken."""
    return _ms(TAKEN)


def _ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp()) * 1_000


def run_then(room: Path, module: str, words: Sequence[str]) -> int:
    """Run a module in a process whose clock says that moment; returns its exit status."""
    (room / "sitecustomize.py").write_text(_CLOCK, encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(room), str(Path.cwd()), os.environ.get("PYTHONPATH")]))
    off = str(taken_ms() - system_clock.now_ms())
    environment = {**os.environ, "PYTHONPATH": path, OFF: off, "TZ": ZONE.key}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, env=environment, check=False).returncode
