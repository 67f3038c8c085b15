"""The configuration: what is written is read back, what is wrong is named in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError, StorageError
from core.identity import COMPANY_SCOPE
from node.config import (
    CONFIG_FILE,
    FILE_BYTES_MAX,
    NodeConfig,
    PeerConfig,
    checked,
    subscription,
)
from node.web.addresses import WebAddress
from replication.transport import PeerAddress
from tests.node.tills import one_sentence

KEY = "0f" * 32
PEER = {"name": "B2T1", "address": "tcp://192.168.0.7:5700", "key": KEY}
GOOD: dict[str, Any] = {"name": "B1T1", "branch": "B1"}

names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}", fullmatch=True)
hosts = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,30}", fullmatch=True)
addresses = st.builds("tcp://{}:{}".format, hosts | st.just("*"), st.integers(0, 65_535))
dialed = st.builds("tcp://{}:{}".format, hosts, st.integers(1, 65_535))
peers = st.builds(
    PeerConfig,
    name=names,
    address=dialed | st.none(),
    key=st.binary(min_size=32, max_size=32).map(bytes.hex),
)
scopes = st.sampled_from(["*", "company"]) | names.map("branch:{}".format)


@st.composite
def configs(draw: st.DrawFn) -> NodeConfig:
    name = draw(names)
    others = draw(st.lists(peers, max_size=4, unique_by=lambda peer: peer.name))
    return NodeConfig(
        name=name,
        role=draw(st.sampled_from(["till", "hub"])),
        branch=draw(names),
        company=draw(names),
        currency=draw(st.from_regex("[A-Z]{3}", fullmatch=True)),
        listen=draw(addresses),
        scopes=tuple(draw(st.lists(scopes, min_size=1, max_size=4))),
        peers=tuple(peer for peer in others if peer.name != name),
    )


def refused(fields: dict[str, Any]) -> str:
    with pytest.raises(RefusedError) as raised:
        checked(NodeConfig, fields, "the node")
    return one_sentence(str(raised.value))


@given(configs())
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, config: NodeConfig
) -> None:
    file = tmp_path_factory.getbasetemp() / "node.toml"
    file.write_text(config.to_toml(), encoding="utf-8")
    assert NodeConfig.read(file) == config


@given(peers)
def test_a_peer_is_read_back_from_its_text(peer: PeerConfig) -> None:
    assert PeerConfig.parse(peer.text) == peer
    assert PeerConfig.parse(f"  {peer.text}\n") == peer


def test_a_hub_holds_everything_unless_told_otherwise() -> None:
    assert NodeConfig(name="HUB", branch="HQ", role="hub").scopes == ("*",)
    narrow = NodeConfig(name="HUB", branch="HQ", role="hub", scopes=("company",))
    assert narrow.scopes == ("company",)


def test_a_subscription_always_holds_what_the_node_writes() -> None:
    own = ("company", "branch:B1")
    assert subscription("B1", []) == own
    assert subscription("B1", ["branch:B2", "company", "branch:B2"]) == (*own, "branch:B2")
    assert subscription("B1", ["branch:B2", "*"]) == ("*",)


def test_what_is_left_out_has_a_default() -> None:
    config = NodeConfig(name="B1T1", branch="B1")
    assert (config.role, config.currency) == ("till", "USD")
    assert config.scopes == config.own_scopes == (COMPANY_SCOPE, "branch:B1")
    assert (config.till.name, config.till.branch, config.till.role) == ("B1T1", "B1", "till")


def test_peers_are_dialed_by_their_bytes() -> None:
    config = checked(NodeConfig, {**GOOD, "peers": [PEER]}, "the node")
    (peer,) = config.contacts
    assert peer.peer_address == PeerAddress("B2T1", PEER["address"], bytes.fromhex(KEY))
    assert peer.pinned


WRONG: list[tuple[str, Any]] = [
    *(("name", name) for name in ("", ".a", "a b", "a" * 25, "a\n", "a/b", "ä", 5, None, True)),
    *(("branch", branch) for branch in ("", "-", "a:b", "b" * 25, 1)),
    *(("company", company) for company in ("", "c c", "c" * 25)),
    *(("role", role) for role in ("", "boss", "TILL", 1)),
    *(("currency", currency) for currency in ("", "usd", "USDT", "U$D", 840)),
    *(
        ("listen", address)
        for address in (
            "",
            "tcp://127.0.0.1",
            "tcp://:5700",
            "tcp://127.0.0.1:",
            "tcp://127.0.0.1:x",
            "tcp://127.0.0.1:65536",
            "tcp://127.0.0.1:99999",
            "tcp://127.0.0.1:123456",
            "tcp://a b:1",
            "tcp://a=b:1",
            "tcp://a@b:1",
            "tcp://127.0.0.1:1\n",
            "ipc://socket",
            "udp://127.0.0.1:5700",
            5700,
        )
    ),
    *(
        ("scopes", some)
        for some in ([], [""], ["branch:"], ["branch:a b"], ["all"], ["\x7f"], ["*"] * 2 + ["x"], 5)
    ),
    ("peers", [{}]),
    ("peers", ["B2T1"]),
    ("peers", [{**PEER, "name": "a b"}]),
    ("peers", [{**PEER, "address": "tcp://127.0.0.1:70000"}]),
    ("peers", [{**PEER, "key": KEY[1:]}]),
    ("peers", [{**PEER, "key": KEY.upper()}]),
    ("peers", [{**PEER, "key": "x" * 64}]),
    ("peers", [{**PEER, "colour": "red"}]),
    ("peers", [PEER, PEER]),
    ("peers", [{**PEER, "name": "B1T1"}]),
    ("colour", "red"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_field_is_named(field: str, value: Any) -> None:
    said = refused({**GOOD, field: value})
    assert "the node" in said
    whole = ([PEER, PEER], [{**PEER, "name": "B1T1"}])  # No field alone is wrong there.
    assert field in said or value in whole


@pytest.mark.parametrize("field", ["name", "branch"])
def test_a_missing_field_is_named(field: str) -> None:
    assert field in refused({name: value for name, value in GOOD.items() if name != field})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B2T1",
        "B2T1=tcp://127.0.0.1:1",
        f"=tcp://127.0.0.1:1={KEY}",
        f"B2T1=tcp://127.0.0.1:1={KEY}=",
        f"B2T1={KEY}=tcp://127.0.0.1:1",
        f"B2T1=tcp://127.0.0.1:77777={KEY}",
        f"B2 T1=tcp://127.0.0.1:1={KEY}",
        f"B2T1=tcp://127.0.0.1:1={KEY}0",
    ],
)
def test_a_peer_typed_wrong_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as raised:
        PeerConfig.parse(text)
    one_sentence(str(raised.value))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name",
        b"name = ",
        b'name = "B1T1"\nname = "B1T2"\n',
        b'name = "B1T1"\nbranch = "B1"\n[peers]\n',
        b'name = "\xff"\n',
        b"\x00",
        b'name = "B1T1"',
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "node.toml"
    file.write_bytes(content)
    with pytest.raises(RefusedError) as raised:
        NodeConfig.read(file)
    assert str(file) in one_sentence(str(raised.value))


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as raised:
        NodeConfig.read(tmp_path)
    assert str(tmp_path) in one_sentence(str(raised.value))


@pytest.mark.parametrize(
    "content",
    [b"a=" + b"[" * 5000, b"a=" + b"9" * 5000, b"# " + b"x" * FILE_BYTES_MAX],
    ids=["nested", "endless number", "too large"],
)
def test_a_file_that_asks_for_too_much_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / CONFIG_FILE
    file.write_bytes(content)
    with pytest.raises(RefusedError, match="cannot be read"):
        NodeConfig.read(file)


@pytest.mark.parametrize(
    ("role", "screen", "said"),
    [
        ("till", "http://192.168.1.5:8700", "only a hub's screen"),
        ("hub", "http://0.0.0.0:99999", "a port is at most"),
        ("till", "8700", "neither 'off' nor written like http://HOST:PORT"),
        ("hub", "http://*:8700", "neither 'off' nor written like http://HOST:PORT"),
    ],
)
def test_a_screen_is_at_one_address_and_a_till_s_on_its_own_machine(
    role: str, screen: str, said: str
) -> None:
    fields = {"name": "A", "branch": "B1", "role": role, "screen": screen}
    with pytest.raises(RefusedError, match=said):
        checked(NodeConfig, fields, "the node")


def test_a_node_may_have_no_screen_and_a_hub_one_on_the_network() -> None:
    assert NodeConfig(name="A", branch="B1", screen="off").web is None
    hub = NodeConfig(name="A", branch="B1", role="hub", screen="http://192.168.1.5:8700")
    assert hub.web == WebAddress("192.168.1.5", 8700)
