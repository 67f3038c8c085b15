"""The doctor: looks a node over and says what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator

from core.ed25519 import verify_ed25519
from core.errors import TillmeshError
from core.log.verify import walk_stream
from node import continuity, system_clock
from node.answers import DoctorAnswer, Finding
from node.clock_words import EARLIEST_MS, judge
from node.commands import Doctor
from node.data_directory import KEYS_FILE, DataDirectory
from node.till import Till

FREE_BYTES_LEAST = 512 << 20
"""Free disk under which a warning is given: a month of a busy till."""

TOGETHER_MS = 600_000
"""Clocks are compared with one another when they were heard within ten minutes."""

FINE, WARN, BAD = "fine", "warning", "bad"
"""How a finding is."""


def examine(till: Till, directory: DataDirectory, command: Doctor) -> DoctorAnswer:
    """Return every finding, the good ones too."""
    findings = [
        *_keys(directory),
        *_clock(till),
        *_disk(directory),
        *_epoch(till),
        *_log(till, whole=command.whole),
        *_peers(directory),
    ]
    worst = max((finding.state for finding in findings), key=(FINE, WARN, BAD).index)
    return DoctorAnswer(worst, tuple(findings))


def _keys(directory: DataDirectory) -> Iterator[Finding]:
    try:
        directory.keys()
        mode = stat.S_IMODE((directory.path / KEYS_FILE).stat().st_mode)
    except (TillmeshError, OSError) as error:
        yield Finding("keys", BAD, f"The keys cannot be read: {error}")
        return
    if mode & 0o077:
        yield Finding("keys", BAD, f"Others may read {KEYS_FILE}; run chmod 600 on it.")
    else:
        yield Finding("keys", FINE, "The keys are there and only this user can read them.")


def _clock(till: Till) -> Iterator[Finding]:
    now_ms = system_clock.now_ms()
    known = till.recall()
    # What peers' clocks showed when they were last heard, together with the last of them.
    heard = known.recent(known.as_of_ms)
    last_ms = max((one.heard_ms for one in heard), default=0)
    skews = {
        one.name: one.skew_ms
        for one in heard
        if one.skew_ms is not None and one.heard_ms > last_ms - TOGETHER_MS
    }
    verdict = judge(skews, known.as_of_ms) if skews else judge({}, now_ms)
    if now_ms < EARLIEST_MS:
        yield Finding("clock", BAD, "The clock says a year long gone; set it. Sales still work.")
    elif verdict.ours:
        yield Finding("clock", WARN, f"When it last ran: {verdict.ours}")
    else:
        yield Finding("clock", FINE, "The clock says a time that can be.")
    for name, said in verdict.peers.items():
        yield Finding("clock", WARN, f"When {name} was last heard, {said}.")


def _disk(directory: DataDirectory) -> Iterator[Finding]:
    free = shutil.disk_usage(directory.path).free
    said = f"{free / 2**30:.1f} GiB are free."
    if free < FREE_BYTES_LEAST:
        yield Finding("disk", WARN, f"{said} Make room: a full disk refuses sales.")
    else:
        yield Finding("disk", FINE, said)


def _epoch(till: Till) -> Iterator[Finding]:
    if till.log.epoch_reason in (continuity.PEERS_KNOW_MORE, continuity.ANOTHER_WROTE):
        yield Finding("epoch", WARN, f"The node began a new epoch: {till.log.epoch_reason}.")
    elif till.log.epoch_reason:
        yield Finding("epoch", FINE, f"The node began a new epoch: {till.log.epoch_reason}.")
    else:
        yield Finding("epoch", FINE, "The node never had to doubt its log.")


def _log(till: Till, *, whole: bool) -> Iterator[Finding]:
    if not whole:
        yield Finding("log", FINE, "The end of every stream was checked; --whole walks it all.")
        return
    records = seals = 0
    with till.log.read() as view:
        for stream in view.heads():
            walked = walk_stream(view, stream, verify_ed25519)
            records += walked.records
            seals += walked.seals
            if walked.fault:
                yield Finding("log", BAD, f"Stream {stream}: {walked.fault}")
    yield Finding("log", FINE, f"{records} records and {seals} seals hold.")


def _peers(directory: DataDirectory) -> Iterator[Finding]:
    peers = directory.config().peers
    if peers:
        yield Finding("peers", FINE, f"It dials {', '.join(peer.name for peer in peers)}.")
    else:
        yield Finding("peers", WARN, "It dials nobody; others may dial it. See 'tillmesh peer'.")
