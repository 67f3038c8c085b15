"""The same sales replicated by something a shop might pick instead: PouchDB.

A PouchDB with as many five-line sales replicates them to a ``pouchdb-server`` over loopback.
Both come from npm on the first measurement and are kept in the user's cache. It does less than
we do: no chains, no seals, no projections, and no flush a batch.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import msgpack

from core.log.entry import Draft
from core.log.memory_store import MemoryStore
from simulations.bench import sales
from simulations.bench.catch_up import measure_catch_up
from simulations.bench.figures import Figure
from simulations.demo.fleet import free_ports

SALES = 20_000
"""Sales replicated by both."""

START_S = 60.0
"""How long the server may take to answer."""

INSTALL_S = 600.0
"""How long npm may take."""

SCRIPTS = Path(__file__).parent / "pouchdb"
"""Our two files: what npm installs, and what is run."""


def measure_pouchdb(root: Path, *, count: int = SALES) -> dict[str, Figure]:
    """Return documents a second of PouchDB, and ours for as many; nothing without npm."""
    modules = _installed()
    if modules is None:
        return {}
    theirs = count / _replicate(root, modules, count)
    ours = measure_catch_up(root, count=count)["catch_up"].value
    return {
        "pouchdb_catch_up": Figure(theirs, "documents/s"),
        "catch_up_against_pouchdb": Figure(
            ours, "events/s", ours / theirs, f"PouchDB, {count:,} sales"
        ),
    }


def _installed() -> Path | None:
    """Return where PouchDB is installed, installing it first; None when that cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tillmesh-bench"
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "replicate.js"):
        shutil.copy(SCRIPTS / name, cache / name)
    if not (cache / "node_modules" / "pouchdb-server").exists():
        command = [npm, "install", "--no-audit", "--no-fund", "--silent"]
        done = subprocess.run(command, cwd=cache, timeout=INSTALL_S, check=False)
        if done.returncode != 0:
            return None
    return cache


def _replicate(root: Path, cache: Path, count: int) -> float:
    """Return the seconds PouchDB takes for so many sales."""
    documents = root / "documents.json"
    documents.write_text(json.dumps(_documents(count)), encoding="utf-8")
    server_root = root / "server"
    server_root.mkdir()
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    server_js = cache / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
    server = subprocess.Popen(
        ["node", str(server_js), "--port", str(port), "--no-stdout-logs"],
        cwd=server_root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(address)
        local = [str(root / "local"), f"{address}/shop"]
        done = subprocess.run(
            ["node", str(cache / "replicate.js"), str(documents), *local],
            cwd=cache,
            check=True,
            capture_output=True,
        )
    finally:
        server.kill()
        server.wait()
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["written"] == count, "PouchDB did not write them all"
    return float(said["seconds"])


def _await(address: str) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, "pouchdb-server did not start"
            time.sleep(0.05)


def _documents(count: int) -> list[dict[str, Any]]:
    """Return the very sales we replicate, as JSON documents."""
    log = sales.open_log(MemoryStore(), b"p" * 32, clock_start_ms=sales.START_MS)
    return [_document(draft) for draft in sales.sale_drafts(log, count)]


def _document(draft: Draft) -> dict[str, Any]:
    body = msgpack.unpackb(draft.body, use_list=True, strict_map_key=False)
    return {"_id": str(draft.originator_id), "kind": draft.kind, "body": _plain(body)}


def _plain(value: Any) -> Any:
    """Return a body's fields as JSON can hold them."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value
