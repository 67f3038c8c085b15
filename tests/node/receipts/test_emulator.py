"""Our bytes on a printer that nobody here wrote: emupos, in an environment of its own.

Runs when TILLMESH_EMULATOR is set, for it installs a package, and needs Python 3.13.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.node.receipts.devices import printing, settle, with_directory
from tests.node.tills import CATALOGUE, Shop, Street


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def python_313() -> str | None:
    """The newest Python 3.13 of this machine."""
    installed = Path.home().glob(".pyenv/versions/3.13.*/bin/python")
    return next(map(str, sorted(installed, reverse=True)), None) or shutil.which("python3.13")


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not os.environ.get("TILLMESH_EMULATOR"):
        pytest.skip("TILLMESH_EMULATOR is not set: this installs a printer emulator")
    python = python_313()
    if python is None:
        pytest.skip("the printer emulator needs Python 3.13, which is not on this machine")
    folder = tmp_path_factory.mktemp("emulator")
    subprocess.run([python, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin/pip", "-q", "install", "emupos==0.4.0"], check=True)
    return folder / "bin/emupos"


class Emulator:
    """A running emulator with one printer."""

    def __init__(self, program: Path, port: int, api: str) -> None:
        self.address = f"tcp://127.0.0.1:{port}"
        self._program, self._api = program, api

    def ask(self, *words: str) -> str:
        command = [str(self._program), "--api", self._api, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def running(program: Path, folder: Path) -> Iterator[Emulator]:
    port, api = free_port(), free_port()
    (folder / "emupos.yaml").write_text(
        f"""schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - id: front
    type: printer
    profile: epson-tm-t20iii
    connections:
      - tcp: {{ port: {port} }}
"""
    )
    with subprocess.Popen(
        [program, "run"], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "control API" in line:
                break
        try:
            yield Emulator(program, port, f"http://127.0.0.1:{api}")
        finally:
            process.kill()


def printed(shop: Shop, emulator: Emulator, language: str) -> str:
    job = printing(shop, emulator.address)
    receipt = shop.sell("milk")["receipt"]
    settle(job)
    shop.do("receipt-print", receipt=receipt, language=language)
    settle(job)
    return emulator.ask("receipt", "show")


def test_a_foreign_emulator_reads_what_we_print(emupos: Path, tmp_path: Path) -> None:
    shop = Street(None).open()
    shop.do("import-catalogue", products=CATALOGUE)
    with_directory(shop, tmp_path, header=("Größe & São João", "Їжа щодня"))
    with running(emupos, tmp_path) as emulator:
        said = printed(shop, emulator, "uk")
        assert "Größe & São João" in said
        assert "Їжа щодня" in said
        assert "Разом" in said
        assert "[qr TM1." in said
        assert "Summe" in printed(shop, emulator, "de")
        assert "drawer open" in emulator.ask("devices")
        emulator.ask("fault", "set", "front", "paper-out")
        shop.sell("bread")
        job = printing(shop, emulator.address)
        settle(job)
        assert "out of paper" in job.notes()["alerts"][0]
