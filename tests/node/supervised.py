"""A node whose parts run in processes of their own, and how to get at each of them."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from core.errors import StorageError
from node.control import ControlClient, NotRunningError, UnknownOutcomeError
from node.processes.compose import PROCESSES
from tests.node.processes import DEADLINE_S, POLL_S, RunningNode, how_all_are


def parts_of(supervisor: int) -> dict[str, int]:
    """Return the process number of every part that a supervisor has running."""
    found = {}
    for path in Path("/proc").iterdir():
        if not path.name.isdecimal():
            continue
        try:
            # The name, which may hold anything, ends at the last bracket.
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == supervisor and b"node.processes" in words:
            name = words[words.index(b"node.processes") + 1].decode()
            found[name] = int(path.name)
    return found


def lives(process: int) -> bool:
    """Return whether a process runs: one whose end nobody has heard of yet does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def silent(status: dict[str, Any]) -> bool:
    """Return whether a status says that the replicator does not answer."""
    return any("replicator does not answer" in alert for alert in status["alerts"])


class SupervisedNode(RunningNode):
    """One ``tillmesh run`` with a process for each part."""

    def __init__(self, data: Path, *, screen: str = "off") -> None:
        """Start it, and wait until it sells, replicates and works."""
        super().__init__(data, together=False, screen=screen)
        self.wait_until(lambda: self.parts().keys() == PROCESSES.keys(), "three processes")

    def parts(self) -> dict[str, int]:
        return parts_of(self.process.pid)

    def signal_part(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send a signal to a part, waiting for it to be there; returns its process number."""
        deadline = time.monotonic() + DEADLINE_S
        while (process := self.parts().get(name)) is None:
            assert time.monotonic() < deadline, f"no {name}\n{how_all_are()}"
            time.sleep(POLL_S)
        os.kill(process, number)
        return process

    def replaced(self, name: str, before: int) -> bool:
        """Return whether a part runs again, as another process than before."""
        return self.parts().get(name, before) != before

    def replicator(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """Ask what only the replicator can do; on a busy machine it may be too late, and again."""
        answers: list[dict[str, Any]] = []

        def answered() -> bool:
            try:
                answers.append(self.ask(verb, **arguments))
            except StorageError:
                return False
            return True

        self.wait_until(answered, f"the replicator does {verb}")
        return answers[0]

    def full_status(self) -> dict[str, Any]:
        """Return the status with what the replicator adds to it."""
        while silent(status := self.status()):
            self.wait_until(lambda: not silent(self.status()), "the replicator answers")
        return status

    def __exit__(self, *error: object) -> None:
        """Kill the supervisor and see that nothing outlives it."""
        left = self.parts()
        super().__exit__(*error)
        for process in left.values():
            if lives(process):
                os.kill(process, signal.SIGCONT)
        deadline = time.monotonic() + DEADLINE_S
        while any(map(lives, left.values())):
            assert time.monotonic() < deadline, f"{left} outlived their supervisor"
            time.sleep(POLL_S)


class Cashier(threading.Thread):
    """Sells one milk after the other, each under an id, until it is told to stop."""

    def __init__(self, data: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self._path = data / "control.sock"
        self._dice = random.Random(seed)
        self._client: ControlClient | None = None
        self.told: dict[str, str] = {}
        """What was answered: of every command's id, the receipt."""
        self.unknown = 0
        self.enough = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.enough.is_set():
                identifier = str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
                self.told[identifier] = self._sell(identifier)
        except BaseException as error:
            self.error = error

    def _sell(self, identifier: str) -> str:
        """Ask until there is an answer; a command that may have been done goes by the same id."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                if self._client is None:
                    self._client = ControlClient(self._path, timeout_s=DEADLINE_S)
                asked = {"id": identifier, "lines": [{"code": "milk"}]}
                return str(self._client.ask("sell", asked)["receipt"])
            except NotRunningError as error:
                self.unknown += isinstance(error, UnknownOutcomeError)
                if self._client is not None:
                    self._client.close()
                self._client = None
                assert time.monotonic() < deadline, "the till did not come back"
                time.sleep(POLL_S)

    def finish(self) -> dict[str, str]:
        self.enough.set()
        self.join()
        if self._client is not None:
            self._client.close()
        assert self.error is None, self.error
        return self.told
