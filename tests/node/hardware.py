"""A printer with its drawer, and two scales, that nobody here wrote: emupos.

`make emulator` makes an environment of its own for it; a machine without Python 3.13 has none, and
the tests that ask for the emulator are skipped.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

HOME = Path(__file__).resolve().parents[2] / ".emulator"
PROGRAM = HOME / "bin" / "emupos"
SCALES = "lib/python3*/site-packages/emupos/profiles/scales/*.yaml"

DEADLINE_S = 60.0
"""How long the emulator may take to answer, on a busy machine."""

CONFIG = """schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - id: front
    type: printer
    profile: epson-tm-t20iii
    connections: [{{ tcp: {{ port: {printer} }} }}]
  - id: toledo
    type: scale
    profile: ./toledo8217-15kg.yaml
    connections: [{{ serial: {{ pty: true }} }}, {{ tcp: {{ port: {toledo} }} }}]
  - id: sma
    type: scale
    profile: ./sma-15kg.yaml
    connections: [{{ serial: {{ pty: true }} }}, {{ tcp: {{ port: {sma} }} }}]
"""


class Emulator:
    """A running emulator: where its devices are, and the hands that touch them."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.printer = f"tcp://127.0.0.1:{ports['printer']}"
        self.scales = {
            name: (f"serial:{folder}/emupos/{name}", f"tcp://127.0.0.1:{ports[name]}")
            for name in ("toledo", "sma")
        }
        """Where each scale is: on a serial line, and on the network."""
        self._api = f"http://127.0.0.1:{ports['api']}/api/v1/devices"

    def _ask(self, method: str, path: str, body: Any = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self._api}/{path}", data, headers, method=method)
        with urlopen(request, timeout=DEADLINE_S) as answer:
            return str(answer.read().decode())

    def receipt(self) -> str:
        """What stands on the paper that was cut last."""
        return self._ask("GET", "front/receipts/latest/text")

    def drawer(self) -> str:
        return str(json.loads(self._ask("GET", "front"))["state"]["drawer"])

    def close_drawer(self) -> None:
        self._ask("POST", "front/drawer/close")

    def run_out_of_paper(self) -> None:
        self._ask("PUT", "front/faults/paper-out")

    def put_on(self, scale: str, grams: int, *, stable: bool = True) -> None:
        self._ask("PUT", f"{scale}/weight", {"grams": grams, "stable": stable})

    def tare(self, scale: str) -> None:
        self._ask("POST", f"{scale}/tare")

    def zero(self, scale: str) -> None:
        self._ask("POST", f"{scale}/zero")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running_emulator(folder: Path) -> Iterator[Emulator]:
    """Run one in a folder; skips the test where there is none."""
    if not PROGRAM.exists():
        pytest.skip("no emulator: 'make emulator' makes it where there is Python 3.13")
    ports = {name: free_port() for name in ("api", "printer", "toledo", "sma")}
    for profile in HOME.glob(SCALES):
        # What is said to move does so until something else is said: no test waits, or is late.
        patient = re.sub(r"(?m)^settle_ms: .*$", "settle_ms: 3600000", profile.read_text())
        (folder / profile.name).write_text(patient)
    (folder / "emupos.yaml").write_text(CONFIG.format(**ports))
    with subprocess.Popen(
        [PROGRAM, "run"],
        cwd=folder,
        # Its serial lines have names below this.
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if "control API" in line:
                    break
            else:
                raise AssertionError(f"the emulator did not start: {said}")
            yield Emulator(folder, ports)
        finally:
            process.kill()
