"""Machines: what becomes of a real node's directory when its disk is copied, put back or lost.

Nothing is done that no world survives: a directory goes only when other nodes hold all that is in
it, and the founder's never, for it alone enrols (see :mod:`simulations.atlas`).
"""

from __future__ import annotations

import io
import resource
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stdout, suppress
from pathlib import Path

from core.identity import author_id
from core.log import layout
from core.log.lmdb_store import DATA_FILE, LmdbStore
from core.log.log_view import LogView
from node.cli.company_verbs import enrol
from node.config import NodeConfig, PeerConfig
from node.data_directory import DataDirectory
from replication.spread import stream_text
from simulations.live.fleet import LiveFleet

SETTLE_S = 3.0
"""How long others get to hear of what a node alone holds; nobody sells meanwhile."""

POLL_S = 0.05

SOCKETS = shutil.ignore_patterns("*.sock", "*.bell", "lock", "lock.mdb")
"""What is of a process, and not of a disk."""

ROOM_BYTES = 4_096
"""What a full disk still takes before it refuses."""


class FullDisk:
    """The room a node's process has for its data file: see :class:`simulations.disk.Disk`."""

    def __init__(self, fleet: LiveFleet, name: str, struck: Counter[str]) -> None:
        """Give room to a node's process, or take it, and count that in ``struck``."""
        self._fleet, self._name, self._struck = fleet, name, struck

    def fill(self) -> None:
        """Let the data file grow no more: the kernel refuses what goes beyond."""
        size = (self._fleet.directory(self._name) / DATA_FILE).stat().st_size
        self._limit(size + ROOM_BYTES)
        self._struck["disk-full"] += 1

    def make_room(self) -> None:
        """Let it grow again."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size_bytes: int) -> None:
        pid, most = self._fleet.pid(self._name), resource.RLIM_INFINITY
        with suppress(ProcessLookupError):  # who is dead starts again with all the room there is
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size_bytes, most))


class Machines:
    """The directories of a fleet that runs."""

    def __init__(self, fleet: LiveFleet) -> None:
        """Handle the directories of ``fleet``."""
        self._fleet = fleet
        self._images: dict[str, Path] = {}
        self._lives: Counter[str] = Counter()

    def take_image(self, name: str) -> None:
        """Copy the directory of a node that stands still meanwhile, over its last image."""
        image = self._fleet.directory(name).with_suffix(".image")
        shutil.rmtree(image, ignore_errors=True)
        self._fleet.send(name, signal.SIGSTOP)
        shutil.copytree(self._fleet.directory(name), image, ignore=SOCKETS)
        self._fleet.send(name, signal.SIGCONT)
        self._images[name] = image

    def set_back(self, name: str, witnesses: Iterable[str]) -> bool:
        """Put a running node's last image back and start it again; False when nothing was done."""
        image = self._images.pop(name, None)
        if image is None or not self._kill_what_may_go(name, witnesses):
            return False
        self._take(image, name)
        self._fleet.start(name)
        return True

    def copy(self, source: str, target: str, witnesses: Iterable[str]) -> bool:
        """Start another till as a copy of a running one; False when nothing was done."""
        if not self._kill_what_may_go(target, witnesses):
            return False
        listen = DataDirectory(self._fleet.directory(target)).config().listen
        self.take_image(source)
        self._take(self._images.pop(source), target)
        directory = DataDirectory(self._fleet.directory(target))
        directory.write_config(directory.config().model_copy(update={"listen": listen}))
        self._redial(target)
        self._fleet.set_back.add(source)
        self._fleet.start(target)
        return True

    def replace(self, name: str, witnesses: Iterable[str]) -> bool:
        """Take a machine away, and let a new one join in its place; False when nothing was done."""
        if not self._kill_what_may_go(name, witnesses):
            return False
        directory = DataDirectory(self._fleet.directory(name))
        before = directory.config()
        shutil.rmtree(directory.path)
        self._lives[name] += 1
        called = f"{name}r{1 + self._lives[name]}"
        with redirect_stdout(io.StringIO()):
            enrol(
                called,
                to=directory.path,
                branch=before.branch,
                role=before.role,
                listen=before.listen,
                data=self._fleet.directory(self._fleet.names[0]),
            )
        config = directory.config()
        directory.write_config(config.model_copy(update={"scopes": before.scopes}))
        self._redial(name)
        self._fleet.set_back.discard(name)
        self._fleet.start(name)
        return True

    def _take(self, image: Path, name: str) -> None:
        path = self._fleet.directory(name)
        shutil.rmtree(path)
        shutil.copytree(image, path)
        self._fleet.set_back.add(name)
        self._fleet.forked.add(author_id(DataDirectory(path).keys().signer.public_key))

    def _redial(self, name: str) -> None:
        """Let a node dial all that were made before it, as they are called and known now."""
        fleet = self._fleet
        directory = DataDirectory(fleet.directory(name))
        config: NodeConfig = directory.config()
        peers = []
        for other in fleet.names[: fleet.names.index(name)]:
            key = DataDirectory(fleet.directory(other)).keys().curve_public_key.hex()
            # Of whom it is a copy it cannot call by its own name.
            called = other if other != config.name else f"{other}-before"
            address = fleet.wire.dial_address(name, other)
            peers.append(PeerConfig(name=called, address=address, key=key))
        directory.write_config(config.model_copy(update={"peers": tuple(peers)}))

    # --- what may be lost -----------------------------------------------------------------

    def _kill_what_may_go(self, name: str, witnesses: Iterable[str]) -> bool:
        """Kill a node when others hold all it does; otherwise it runs, and False is returned."""
        fleet, others = self._fleet, [one for one in witnesses if one != name]
        if name == fleet.names[0]:
            return False
        deadline_s = time.monotonic() + SETTLE_S
        while not _covers(others_hold := self._held_by(others), self._held_by([name])):
            if time.monotonic() > deadline_s:
                return False
            time.sleep(POLL_S)
        fleet.kill(name)
        # It may have written something by itself before it died.
        if _covers(others_hold, _on_disk(fleet.directory(name))):
            return True
        fleet.start(name)
        return False

    def _held_by(self, names: Iterable[str]) -> dict[str, int]:
        held: dict[str, int] = {}
        for name in names:
            for stream, sequence in self._fleet.ask(name, "status", full=False)["heads"].items():
                held[stream] = max(sequence, held.get(stream, 0))
        return held


def _covers(held: dict[str, int], wanted: dict[str, int]) -> bool:
    return all(held.get(stream, 0) >= sequence for stream, sequence in wanted.items())


def _on_disk(path: Path) -> dict[str, int]:
    """Return the heads in a directory in which nothing runs."""
    store = LmdbStore.open(str(path))
    try:
        store.open_tables(layout.TABLES)
        with store.read() as transaction:
            heads = LogView(transaction).heads()
        return {stream_text(stream): head.sequence for stream, head in heads.items()}
    finally:
        store.close()
