"""Targets at the node's edge: the control socket, files people give it, its own files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import RefusedError
from core.log.event_log import EventLog
from node import verbs
from node.catalogue_file import read_catalogue
from node.config import CONFIG_FILE, NodeConfig
from node.control import answer_to
from node.data_directory import KEYS_FILE, DataDirectory
from node.till import Till
from node.till_config import TillConfig
from node.wording import one_line
from replication.bundle import write_bundle
from tests.fuzz.honest import honest_log, new_log
from tests.fuzz.target import Target, must_be_one_sentence

UUID_TEXT = "00000000-0000-0000-0000-000000000001"


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A directory of this process, gone when it ends."""
    return tempfile.TemporaryDirectory(prefix="tillmesh-fuzz-")


def _file(name: str) -> Path:
    """A file for readers that take a path."""
    return Path(_folder().name) / name


def _refused_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    """Return a target's function that reads a file and may refuse it in one sentence."""

    def run(data: bytes) -> None:
        path = _file(name)
        path.write_bytes(data)
        try:
            read(path)
        except RefusedError as error:
            must_be_one_sentence(one_line(str(error)))

    return run


# --- the control socket ---------------------------------------------------------------


def _new_till(log: EventLog) -> Till:
    return Till(log, TillConfig("B1T1", "B1", company="acme"))


def _ask(data: bytes) -> None:
    """Ask a till whatever the lines say; every answer is one object."""
    till = _new_till(new_log("asked"))
    verbs.perform(till, "import-catalogue", {"products": [{"sku": "milk", "price_minor": 129}]})

    def perform(verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if verb == "export":
            # Wherever it is told to write, here it is one place.
            _file("exported").unlink(missing_ok=True)
            arguments = {**arguments, "path": str(_file("exported"))}
        return verbs.perform(till, verb, arguments)

    for line in data.split(b"\n")[:8]:
        reply = json.loads(answer_to(line, perform))
        assert len(reply) == 1, reply
        if "refused" in reply:
            must_be_one_sentence(reply["refused"])
        assert "failed" not in reply, "nothing is wrong with the disk"
    with till.log.read() as view:
        view.check_heads()


def _ask_seeds() -> Iterable[bytes]:
    requests: list[tuple[str, dict[str, Any]]] = [
        ("sell", {"lines": [{"code": "milk", "quantity_milli": 2000}], "id": UUID_TEXT}),
        ("sell", {"lines": [{"code": "milk"}], "tenders": [{"kind": "cash", "amount_minor": 200}]}),
        ("sell", {"lines": [{"code": "milk"}], "discounts": [{"item": 1, "amount_minor": 9}]}),
        ("refund", {"receipt": "B1T1-000001", "lines": [{"item": 1}]}),
        ("receive", {"lines": [{"code": "milk", "quantity_milli": 1000}], "reference": "r"}),
        ("adjust", {"lines": [{"code": "milk", "quantity_milli": -1000}], "reason": "r"}),
        ("stock", {"code": "milk", "location": "B1"}),
        ("import-catalogue", {"products": [{"sku": "a", "name": "b", "barcode": "c"}]}),
        ("import", {"path": "nothing\0here"}),
        ("export", {"path": "x", "since": {f"{'0a' * 16}.1/company": 1}}),
        ("export", {"path": "x", "since": {f"{'0a' * 16}.4294967296/company": 1}}),
        ("status", {"full": True}),
        ("ticket-open", {}),
        ("ticket-add", {"ticket": UUID_TEXT, "line": {"code": "milk"}}),
        ("ticket-tender", {"ticket": UUID_TEXT, "tender": {"kind": "cash", "amount_minor": 1}}),
        ("ticket-complete", {"ticket": UUID_TEXT}),
        ("tickets", {}),
        ("nothing", {"\ud800": "\ud800"}),
    ]
    for verb, arguments in requests:
        yield json.dumps({"verb": verb, "arguments": arguments}).encode()
    sale = {"verb": "sell", "arguments": {"lines": [{"code": "milk"}]}}
    back = {"verb": "refund", "arguments": {"receipt": "B1T1-000001"}}
    yield b"\n".join(json.dumps(one).encode() for one in (sale, back, back))


# --- files ----------------------------------------------------------------------------


def _import(path: Path) -> None:
    till = _new_till(new_log("importer"))
    try:
        verbs.perform(till, "import", {"path": str(path)})
    except RefusedError:
        with till.log.read() as view:
            assert view.heads() == {}, "a bundle is taken in whole or not at all"
        raise


def _bundle_seeds() -> Iterable[bytes]:
    with honest_log().read() as view:
        yield b"".join(write_bundle(view, "acme", "A", {}))
        yield b"".join(write_bundle(view, "a\x1b[2J" * 99, "A", {}))


def _catalogue_seeds() -> Iterable[bytes]:
    yield b"sku,name,department,price,barcode\nmilk,Milk,DAIRY,1.29,4011\n"
    yield b'product_id,median_shelf_cents\n"a ""b"" c",129\n'
    yield b"\xef\xbb\xbfsku;price\n"
    yield b"sku,price\na\x1b[2J,x\x1b[2J\n"


CONFIG = NodeConfig.model_validate(
    {
        "name": "B1T1",
        "branch": "B1",
        "peers": [{"name": "A", "address": "tcp://127.0.0.1:5701", "key": "0" * 64}],
    }
)


def _config_seeds() -> Iterable[bytes]:
    yield CONFIG.to_toml().encode()
    yield b"a=" + b"[" * 3000
    yield b"a=" + b"9" * 5000
    yield b"a=1979-05-27T07:32:00.999999-00:00\nb=1e400\nc=-0x1"


def _read_keys(path: Path) -> None:
    path.with_name(CONFIG_FILE).write_text(CONFIG.to_toml())
    DataDirectory(path.parent).keys()


def _key_seeds() -> Iterable[bytes]:
    names = ("seed", "curve_public_key", "curve_secret_key")
    yield "".join(f'{name} = "{"0" * 64}"\n' for name in names).encode()
    yield b"seed=" + b"[" * 3000


NODE_TARGETS = (
    Target("control", _ask, _ask_seeds),
    Target("import", _refused_file("bundle", _import), _bundle_seeds),
    Target("catalogue", _refused_file("goods.csv", read_catalogue), _catalogue_seeds),
    Target("config", _refused_file(CONFIG_FILE, NodeConfig.read), _config_seeds),
    Target("keys", _refused_file(KEYS_FILE, _read_keys), _key_seeds),
)
