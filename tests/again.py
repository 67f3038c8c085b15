"""Run what failed once more, alone: `python -m tests.again` after a run of the suite.

A machine that stands still for seconds can fail a test of real processes; a fault fails again.
Each test that passes only now is named, for it holds a race that somebody has to mend.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LAST_FAILED = Path(__file__).parents[1] / ".pytest_cache" / "v" / "cache" / "lastfailed"

MOST_AGAIN = 3
"""More tests than this do not fail together by a pause of the machine."""


def failed_tests(cache: Path) -> list[str]:
    """Return the ids of the tests that failed in the last run; empty where none is on record."""
    return sorted(json.loads(cache.read_text())) if cache.exists() else []


def run_again(cache: Path) -> int:
    """Return 0 only when few tests failed and each of them passes alone."""
    failed = failed_tests(cache)
    if not 0 < len(failed) <= MOST_AGAIN:
        print(f"again: {len(failed)} tests are on record as failed; none is run again")
        return 1
    command = [sys.executable, "-m", "pytest", "-n", "0", *failed]
    if code := subprocess.run(command, check=False).returncode:
        return code
    print("again: RACES TO MEND, each failed beside the others and passed alone:")
    print(*failed, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(run_again(LAST_FAILED))
