"""The doctor: looks a node over and says what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator

from core.ed25519 import verify_ed25519
from core.errors import TillmeshError
from core.log.index_walk import walk_indexes, walk_trees
from core.log.log_view import LogView
from core.log.verify import walk_stream
from node import continuity, forking, system_clock
from node.answers import BAD, FINE, WARN, DoctorAnswer, Finding
from node.clock_words import EARLIEST_MS, judge
from node.commands import Doctor
from node.company.health import look_at_company
from node.config import CONFIG_FILE
from node.data_directory import KEYS_FILE, DataDirectory
from node.ports import cannot_listen, cannot_reach
from node.till import Till

FREE_BYTES_LEAST = 512 << 20
"""Free disk under which a warning is given: a month of a busy till."""

TOGETHER_MS = 600_000
"""Clocks are compared with one another when they were heard within ten minutes."""

MAP_SHARE_MOST = 0.8
"""How full the data file may be before a warning is given."""


def examine(till: Till, directory: DataDirectory, command: Doctor) -> DoctorAnswer:
    """Return every finding, the good ones too."""
    findings = [
        *_keys(directory),
        *look_at_company(till),
        *_clock(till),
        *_disk(directory),
        *_map(till),
        *_epoch(till),
        *_forks(till),
        *_log(till, whole=command.whole),
        *_port(directory),
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


def _map(till: Till) -> Iterator[Finding]:
    room = till.log.store.room()
    if not room.most:
        return
    said = f"The data file uses {room.used / room.most:.0%} of the {room.most / 2**30:.0f} GiB"
    if room.used > room.most * MAP_SHARE_MOST:
        yield Finding("map", WARN, f"{said} it may grow to; a full one refuses sales.")
    else:
        yield Finding("map", FINE, f"{said} it may grow to.")


def _epoch(till: Till) -> Iterator[Finding]:
    if till.log.epoch_reason in (continuity.PEERS_KNOW_MORE, continuity.ANOTHER_WROTE):
        yield Finding("epoch", WARN, f"The node began a new epoch: {till.log.epoch_reason}.")
    elif till.log.epoch_reason:
        yield Finding("epoch", FINE, f"The node began a new epoch: {till.log.epoch_reason}.")
    else:
        yield Finding("epoch", FINE, "The node never had to doubt its log.")


def _forks(till: Till) -> Iterator[Finding]:
    with till.log.read() as view:
        lines = forking.fork_lines(till, view, {till.log.author.hex(): till.config.name})
    for line in lines:
        yield Finding("forks", WARN, forking.in_words(line))
    if not lines:
        yield Finding("forks", FINE, "Every stream has one history.")


def _log(till: Till, *, whole: bool) -> Iterator[Finding]:
    if not whole:
        yield Finding("log", FINE, "The end of every stream was checked; --whole walks it all.")
        return
    records = seals = faults = 0
    with till.log.read() as view:
        for stream in view.heads():
            walked = walk_stream(view, stream, verify_ed25519)
            records += walked.records
            seals += walked.seals
            if walked.fault:
                faults += 1
                said = f"Stream {stream}: {walked.fault} Keep the file, and restore it from peers."
                yield Finding("log", BAD, said)
        if not faults:
            yield Finding("log", FINE, f"{records} records and {seals} seals hold.")
            yield from _indexes(view)


def _indexes(view: LogView) -> Iterator[Finding]:
    """Look over what is derived from the records, which were walked before."""
    if wrong := walk_indexes(view):
        yield Finding("indexes", BAD, f"{wrong} Keep the file, and restore it from peers.")
    else:
        yield Finding("indexes", FINE, "Every index leads to its records.")
    if wrong := walk_trees(view):
        said = f"{wrong} It is grown anew with the next sale; look at the disk."
        yield Finding("trees", WARN, said)


def _port(directory: DataDirectory) -> Iterator[Finding]:
    listen = directory.config().listen
    if why := cannot_listen(listen):
        said = f"Nothing can listen at {listen}: {why}. Change listen in {CONFIG_FILE}, or free it."
        yield Finding("port", BAD, said)
    else:
        yield Finding("port", FINE, f"It can listen at {listen}.")


def _peers(directory: DataDirectory) -> Iterator[Finding]:
    peers = directory.config().peers
    for peer in peers:
        if peer.address is None:
            yield Finding("peers", FINE, f"{peer.name} is dialed where it is found.")
        elif why := cannot_reach(peer.address):
            said = f"{peer.name} is not reached at {peer.address}: {why}. Is it running there?"
            yield Finding("peers", WARN, said)
        else:
            yield Finding("peers", FINE, f"{peer.name} answers at {peer.address}.")
    if not peers:
        yield Finding("peers", WARN, "It dials nobody; others may dial it. See 'tillmesh peer'.")
