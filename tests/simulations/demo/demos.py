"""The real ``tillmesh demo``, and how its node processes are found."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.node.processes import COMMAND, environment, tillmesh

DEADLINE_S = 300.0


def demo(*words: str | Path) -> dict[str, Any]:
    """Run a demonstration to its end and return what it found."""
    done = tillmesh("demo", "--json", *words)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def start(*words: str | Path) -> subprocess.Popen[str]:
    """Start a demonstration and leave it running."""
    return subprocess.Popen(
        [*COMMAND, "demo", "--json", *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


class PageWatcher(threading.Thread):
    """Looks at a demonstration's page over and over until it is gone again."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self._address = address
        self.states: list[dict[str, Any]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(0.05):
            try:
                with urlopen(f"{self._address}/api/v1/demo", timeout=DEADLINE_S) as answer:
                    self.states.append(json.load(answer))
            except OSError:
                continue  # not there yet, or not any more


def nodes_of(parent: int) -> dict[str, int]:
    """Return the node processes a process has started and that live: process id by name."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = (stat.parent / "cmdline").read_bytes().split(b"\0")
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended while we looked.
        if int(ppid) == parent and state != "Z" and b"--data" in words:
            found[words[words.index(b"--data") + 1].decode()] = int(stat.parent.name)
    return found


def nodes_under(root: Path) -> list[int]:
    """Return the processes, whoever started them, that work in a directory."""
    found = []
    for directory in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if directory.resolve(strict=True) == root.resolve():
                found.append(int(directory.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
