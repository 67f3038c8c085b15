"""Distance, kept: who holds how much of what this node wrote, in a small file beside the log.

The file is written every few seconds at most, never on a sale's way, and not flushed: to lose it
only understates how far events have travelled, until the peers have said it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.log.event_log import EventLog
from node.clock_words import CLOCK_OFF_MS
from replication.replica import Replica
from replication.spread import Holder, holder_of, merged

DISTANCE_FILE = "distance.json"
"""The name of the file."""

KEEP_S = 5.0
"""How often the file is written at most: what a crash forgets, peers say again in a second."""

FORGET_MS = 30 * 86_400_000
"""How long a silent peer counts: a copy that nobody has heard of for a month is none to rely on."""

HOLDERS_MAX = 4_096
"""Peers remembered, the last heard first: a thousand branches of four tills."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of the distances at one moment."""

    holders: tuple[Holder, ...] = ()
    as_of_ms: int = 0
    """When that was, in milliseconds since 1970 by our clock; 0: nothing was ever kept."""

    def recent(self, now_ms: int) -> tuple[Holder, ...]:
        """Return the peers that count: those heard within a month, of each name the last heard.

        Names differ within a company: who comes back under a name with another key was made
        anew, and what the old one held is gone.
        """
        latest: dict[str, Holder] = {}
        for one in sorted(self.holders, key=lambda one: (one.heard_ms, one.author)):
            if one.heard_ms > now_ms - FORGET_MS:
                latest[one.name] = one
        return tuple(sorted(latest.values(), key=lambda one: one.author))


NOTHING_KNOWN = Known()
"""What a new node knows."""


def recall(directory: Path) -> Known:
    """Return what was kept in a data directory; nothing where nothing readable was."""
    try:
        return known_from(json.loads((directory / DISTANCE_FILE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Known()


def known_from(fields: Mapping[str, Any]) -> Known:
    """Return what is known of its plain form.

    Raises ValueError, KeyError, TypeError or AttributeError when it is something else.
    """
    holders = merged((), map(_holder_from, fields["holders"]))
    return Known(holders, _whole(fields["as_of_ms"]))


def _holder_from(fields: Mapping[str, Any]) -> Holder:
    held = {str(stream): _whole(sequence) for stream, sequence in fields["held"].items()}
    skew_ms = fields["skew_ms"]
    if skew_ms is not None and type(skew_ms) is not int:
        raise ValueError("a skew that is no number")
    return Holder(
        str(fields["author"]),
        _whole(fields["epoch"]),
        str(fields["name"]),
        str(fields["role"]),
        str(fields["branch"]),
        tuple(map(str, fields["scopes"])),
        _whole(fields["heard_ms"]),
        skew_ms,
        held,
    )


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("no whole number")
    return value


class DistanceKeeper:
    """Remembers what peers hold of our own events, across restarts and their absence."""

    def __init__(self, directory: Path) -> None:
        """Begin with what is kept in a data directory."""
        self._file = directory / DISTANCE_FILE
        self._known = self._kept = recall(directory)
        self._next_s = float("-inf")

    def look(self, replica: Replica, log: EventLog, now: float) -> Known:
        """Return what is known now, at ``now`` of the clock that never jumps."""
        now_ms = log.now_ms()
        every = [stream for stream, _ in replica.holdings.items()]
        ours = [stream for stream in every if stream.author == log.author]
        fresh = (
            # Of a hub all is kept: it says what a bundle for it may leave out.
            holder_of(peer, every if peer.is_hub else ours, now, now_ms)
            for peer in replica.peers.values()
        )
        holders = merged(self._known.holders, [one for one in fresh if one is not None])
        if len(holders) > HOLDERS_MAX:
            latest = sorted(holders, key=lambda one: (-one.heard_ms, one.author))
            holders = merged((), latest[:HOLDERS_MAX])
        self._known = Known(holders, now_ms)
        return self._known

    def step(self, replica: Replica, log: EventLog, now: float) -> None:
        """Write the file when it is time; call as often as you like."""
        if now >= self._next_s:
            self._next_s = now + KEEP_S
            self.keep(replica, log, now)

    def keep(self, replica: Replica, log: EventLog, now: float) -> None:
        """Write the file if anybody holds more than it says; a disk that refuses is let be."""
        known = self.look(replica, log, now)
        if not _says_more(known, self._kept):
            return
        draft = self._file.with_suffix(".new")
        try:
            draft.write_text(json.dumps(asdict(known)), encoding="utf-8")
            draft.replace(self._file)
            self._kept = known
        except OSError:
            with suppress(OSError):
                draft.unlink()


HEARD_STEP_MS = 60_000
"""How old "last heard" may be in the file: a node with nothing to do writes once a minute."""


def _says_more(known: Known, kept: Known) -> bool:
    if known.as_of_ms - kept.as_of_ms >= HEARD_STEP_MS:
        return bool(known.holders)
    return [_gist(one) for one in known.holders] != [_gist(one) for one in kept.holders]


def _gist(one: Holder) -> tuple[object, ...]:
    """Return what the file must say of a peer; its clock to ten seconds, which always tremble."""
    skew = None if one.skew_ms is None else round(one.skew_ms / CLOCK_OFF_MS)
    return (one.author, one.epoch, one.held, skew)
