"""A process whose clock of the day is wrong: libfaketime, loaded before everything else.

Only the clock of the day is faked. A clock that jumps or drifts must not stop what waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PLACES = (
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib64/faketime",
    "/usr/lib/faketime",
    "/usr/local/lib/faketime",
)
"""Where packages put it."""

MS_PER_S = 1_000


def library() -> Path | None:
    """Return where libfaketime is on this machine, or None."""
    found = (Path(place) / "libfaketime.so.1" for place in PLACES)
    return next((path for path in found if path.exists()), None)


class FakedClock:
    """The clock of one process, set from outside while it runs."""

    def __init__(self, file: Path, says: str) -> None:
        """Let the clock say ``says``, as faketime reads it; ``file`` is where it looks."""
        self._file = file
        self.say(says)

    def say(self, says: str) -> None:
        """Set the clock: ``@2099-01-01 00:00:00`` is a date, ``+3600`` an hour ahead.

        Whoever looks at this very moment reads the whole of what it said before.
        """
        draft = self._file.with_suffix(".new")
        draft.write_text(says + "\n", encoding="utf-8")
        draft.replace(self._file)

    def set_wrong(self, offset_ms: int) -> None:
        """Set the clock so many milliseconds ahead, or back."""
        self.say(f"{offset_ms / MS_PER_S:+.3f}")

    @property
    def environment(self) -> Mapping[str, str]:
        """What the process needs in its environment."""
        loaded = library()
        assert loaded is not None, "only where the library is"
        return {
            "LD_PRELOAD": str(loaded),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
