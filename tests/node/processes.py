"""The real ``tillmesh`` command and real nodes, started, asked, killed and waited for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any, ClassVar, Self

from node.catalogue_file import read_catalogue
from node.company.direct import enrol_directly, found
from node.config import NodeConfig, PeerConfig, checked
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from node.desk import open_desk
from simulations.demo.fleet import free_ports
from tests.node.tills import one_sentence
from tests.warm import PipedProcess, warm_server

ROOT = Path(__file__).resolve().parents[2]
OTHER_CLOCK = ROOT / "tests" / "node" / "other_clock"
"""Where Python finds a wrong clock."""

COMMAND = (sys.executable, "-m", "node.cli")
DEADLINE_S = 120.0
"""When a test gives up; nothing takes nearly as long, but a busy machine is not a wrong answer."""

POLL_S = 0.02

PIPE_BYTES, TAIL_BYTES = 1 << 16, 4_000
"""Of what a node complained about: read at once, and told when a test waits in vain."""


def environment(*, clock_off_ms: int = 0, screen: str = "off") -> dict[str, str]:
    """The environment of a process that finds this checkout, and maybe a wrong clock.

    No screen unless a test is about it: nodes of several tests would want one port.
    """
    kept = {name: value for name, value in os.environ.items() if name != "TILLMESH_DATA"}
    path = f"{ROOT}{os.pathsep}{OTHER_CLOCK}" if clock_off_ms else str(ROOT)
    clock = {"TEST_CLOCK_OFF_MS": str(clock_off_ms)} if clock_off_ms else {}
    return {**kept, "PYTHONPATH": path, "COLUMNS": "100", "TILLMESH_SCREEN": screen, **clock}


def tillmesh(
    *words: str | Path, preexec_fn: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one verb to its end: from cold, when ``preexec_fn`` limits what its process may do."""
    if preexec_fn is None:
        process = PipedProcess([*map(str, words)], environment())
        out, err = process.communicate(DEADLINE_S)
        return subprocess.CompletedProcess(words, process.wait(), out, err)
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=DEADLINE_S,
        stdin=subprocess.DEVNULL,
        preexec_fn=preexec_fn,
        check=False,
    )


def answer(*words: str | Path) -> dict[str, Any]:
    """Run a verb with ``--json`` and return its answer: exactly one object, nothing else."""
    at = words.index("--") if "--" in words else len(words)
    done = tillmesh(*words[:at], "--json", *words[at:])
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout.endswith("\n")
    assert done.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refusal(*words: str | Path, preexec_fn: Callable[[], None] | None = None) -> str:
    """Run a verb that must be refused: status 1, nothing on stdout, one sentence on stderr."""
    done = tillmesh(*words, preexec_fn=preexec_fn)
    assert (done.returncode, done.stdout) == (1, ""), done
    assert done.stderr.startswith("tillmesh: "), done.stderr
    assert done.stderr.endswith("\n")
    return one_sentence(done.stderr.removeprefix("tillmesh: ")[:-1])


def make_node(
    data: Path,
    file: Path | None = None,
    *,
    sales: int = 0,
    founds: bool = False,
    enrolled_by: Path | None = None,
    **fields: Any,
) -> PeerConfig:
    """Make a node, with the products of a file and some sales of the first of them.

    It stands alone, unless it ``founds`` a company or is ``enrolled_by`` another node.
    """
    named = {"name": "B1T1", "branch": "B1", "listen": "tcp://127.0.0.1:0", **fields}
    directory, config = DataDirectory(data), checked(NodeConfig, named, "the node")
    if enrolled_by is not None:
        own = enrol_directly(DataDirectory(enrolled_by), directory, config)
    else:
        own = found(directory, config) if founds else directory.create(config)
    if file is not None:
        stock_up(data, file, sales=sales)
    return own


def stock_up(data: Path, file: Path, *, sales: int = 0) -> None:
    """Import the products of a file, and sell the first of them some times."""
    products = [row.model_dump() for row in read_catalogue(file)]
    with open_desk(data) as desk:
        desk.ask("import-catalogue", {"products": products})
        for _ in range(sales):
            desk.ask("sell", {"lines": [{"code": products[0]["sku"]}]})


class RunningNode:
    """One ``tillmesh run``."""

    alive: ClassVar[list[RunningNode]] = []
    """All that were started here and not let go of: who waits in vain tells how they are."""

    def __init__(
        self, data: Path, *, together: bool = True, clock_off_ms: int = 0, screen: str = "off"
    ) -> None:
        """Start it, in one process or in several, and wait until it says that it listens.

        Its clock of the day may be wrong, and it may have a screen.
        """
        self.data = data
        self.told: dict[str, Any] = {}
        """Of each verb, the last answer."""
        words = ["run", "--data", str(data), "--with-parent", str(warm_server().pid)]
        self.process = PipedProcess(
            [*words, *(["--together"] if together else [])],
            environment(clock_off_ms=clock_off_ms, screen=screen),
        )
        self.hello = self.process.stdout.readline().decode()
        assert "listens" in self.hello, self.process.communicate()
        self.alive.append(self)

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        client = ControlClient(self.data / "control.sock", timeout_s=DEADLINE_S)
        try:
            answer = self.told[verb] = client.ask(verb, arguments)
            return answer
        finally:
            client.close()

    def status(self, *, full: bool = False) -> dict[str, Any]:
        return self.ask("status", full=full)

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Ask over and over, resting only to see whether the process still lives."""
        deadline = time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < deadline, f"not in time: {what}\n{how_all_are()}"
            try:
                self.process.wait(POLL_S)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the node ended: {self.process.communicate()}")

    def how(self) -> str:
        """Say what it last answered, and the last of what it complained about."""
        complaints = b""
        while not self.process.stderr.closed and select([self.process.stderr], [], [], 0)[0]:
            if not (some := self.process.stderr.read(PIPE_BYTES)):
                break
            complaints += some
        answers = (f"  {verb}: {json.dumps(answer)}" for verb, answer in self.told.items())
        said = complaints[-TAIL_BYTES:].decode(errors="replace")
        return "\n".join((f"{self.data.name}, process {self.process.pid}:", *answers, said))

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Signal the process and return its exit status and what it complained about."""
        self.process.send_signal(number)
        _, complaints = self.process.communicate(timeout=DEADLINE_S)
        return self.process.wait(), complaints

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self in self.alive:
            self.alive.remove(self)
        self.process.kill()
        self.process.communicate()


def how_all_are() -> str:
    """Say of every node that was not let go of how it is."""
    return "\n".join(node.how() for node in RunningNode.alive)


def is_listening(data: Path) -> bool:
    try:
        ControlClient(data / "control.sock").close()
    except NotRunningError:
        return False
    return True


@contextmanager
def kept(data: Path, *, but: tuple[str, ...] = ("lock", "lock.mdb")) -> Iterator[None]:
    """Check that no byte of the directory changes, nor any file comes or goes."""
    before = snapshot(data, but)
    yield
    assert snapshot(data, but) == before


def snapshot(data: Path, but: tuple[str, ...]) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in sorted(data.iterdir())
        if file.is_file() and file.name not in but
    }


def loopback(count: int) -> list[str]:
    """Return addresses nobody listens at just now."""
    return [f"tcp://127.0.0.1:{port}" for port in free_ports(count)]
