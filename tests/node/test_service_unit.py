"""The systemd unit in the manual: what it starts exists, and systemd understands it."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.node.processes import tillmesh

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "operating.md"


def unit() -> str:
    (found,) = re.findall(r"```ini\n(\[Unit\].*?)```", MANUAL.read_text(), re.DOTALL)
    return str(found)


def test_the_unit_in_the_manual_starts_the_real_command() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit())
    service = parser["Service"]
    program, verb, *options = shlex.split(service["ExecStart"])
    assert (Path(program).name, verb) == ("tillmesh", "run")
    known = tillmesh(verb, "--help").stdout
    assert all(word in known for word in options if word.startswith("--"))
    # The data is where the unit lets us write.
    assert f"/var/lib/{service['StateDirectory']}" in options
    assert (service["Type"], service["Restart"], service["KillMode"]) == (
        "notify",
        "always",
        "mixed",
    )


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("this machine has no systemd")
    file = tmp_path / "tillmesh.service"
    # Its program and its user need not be on this machine.
    text = re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", unit())
    file.write_text(text.replace("User=tillmesh", "User=root"))
    words = [program, "verify", "--man=no", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    about_us = [line for line in done.stderr.splitlines() if file.name in line]
    assert about_us == [], done
