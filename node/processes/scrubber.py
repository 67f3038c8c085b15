"""The scrubber: walks the whole log, slowly and for ever, to find what the disk has changed.

A record that nobody reads may rot for years, until the day an auditor asks for it and every
copy is gone. Each piece of the walk is a read of some milliseconds.
"""

from __future__ import annotations

import logging
import struct
from typing import Any

from core.ed25519 import verify_ed25519
from core.errors import TillmeshError
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.verify import walk_stream
from node import system_clock

PIECE_RECORDS = 128
"""Records walked in one read: with a seal on each some ten milliseconds, far under the fifty
after which a reader makes the data file grow."""

REST_RATIO = 50.0
"""Rests fifty times as long as it worked: two hundredths of one processor."""

REST_S_MIN = 0.05
"""Shortest rest, when a piece took next to nothing."""

PASS_EVERY_MS = 24 * 3600 * 1000
"""A walk begins a day after the last one began, or at once when that took longer."""

IDLE_REST_S = 60.0
"""How often it looks whether the next walk may begin."""

LOGGER = logging.getLogger("tillmesh")


class Scrubber:
    """One walk after the other over every stream, in the order of their names."""

    def __init__(self, log: EventLog, noted: dict[str, Any]) -> None:
        """Go on in ``log`` where the notes say; notes that cannot be read begin a new walk."""
        self._log = log
        self._began_ms = 0
        self._at: tuple[bytes, int] | None = None
        """The stream and the record that were checked last; None between two walks."""
        self._damage: dict[str, str] = {}
        try:
            self._began_ms = int(noted["began_ms"])
            if noted["stream"] is not None:
                self._at = (bytes.fromhex(noted["stream"]), int(noted["record"]))
            self._damage = {str(name): str(said) for name, said in noted["damage"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            self._began_ms, self._at, self._damage = 0, None, {}

    def notes(self) -> dict[str, Any]:
        """Return where the walk is, and what it found."""
        return {
            "began_ms": self._began_ms,
            "stream": None if self._at is None else self._at[0].hex(),
            "record": None if self._at is None else self._at[1],
            "damage": dict(self._damage),
            "alerts": list(self._damage.values()),
        }

    def step(self) -> float:
        """Walk one piece and return how long to rest."""
        if self._at is None:
            now_ms = self._log.now_ms()
            # A clock set back must not put the next walk off for years.
            if 0 <= now_ms - self._began_ms < PASS_EVERY_MS:
                return IDLE_REST_S
            self._began_ms, self._at = now_ms, (b"", 0)
        began_s = system_clock.monotonic_s()
        self._walk_piece(*self._at)
        return max(REST_S_MIN, REST_RATIO * (system_clock.monotonic_s() - began_s))

    def _walk_piece(self, name: bytes, after: int) -> None:
        with self._log.read() as view:
            budget = PIECE_RECORDS
            for stream, head in view.heads().items():
                if stream.to_bytes() < name:
                    continue
                start = after if stream.to_bytes() == name else 0
                try:
                    walked = walk_stream(
                        view, stream, verify_ed25519, after=start, upto=start + budget
                    )
                    done, fault = start + walked.records, walked.fault
                except TillmeshError as error:
                    done, fault = start, str(error)
                except (ValueError, struct.error):
                    done, fault = start, "It cannot be read."
                if fault:
                    self._found(stream, done + 1, fault)
                elif done < head.sequence:
                    self._at = (stream.to_bytes(), done)
                    return
                else:
                    # Whole from its beginning: what was found before was mended since.
                    self._damage.pop(str(stream), None)
                budget -= max(1, done - start)
                if budget <= 0:
                    # The first name after this one, whichever it will be.
                    self._at = (stream.to_bytes() + b"\0", 0)
                    return
        self._at = None
        LOGGER.info("The log was walked: %d streams are damaged.", len(self._damage))

    def _found(self, stream: StreamId, record: int, fault: str) -> None:
        said = (
            f"Record {record} of stream {stream} is damaged on this disk: {fault} Keep the data "
            "file for an auditor, and put this node on another disk."
        )
        if self._damage.get(str(stream)) != said:
            self._damage[str(stream)] = said
            LOGGER.error("%s", said)
