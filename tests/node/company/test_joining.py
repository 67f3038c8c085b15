"""Inviting, joining and revoking: real commands, real processes, real sockets."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.errors import RefusedError
from node.company import joining
from node.company.token import Token
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.desk import open_desk
from tests.node.processes import (
    COMMAND,
    RunningNode,
    answer,
    environment,
    loopback,
    make_node,
    refusal,
    tillmesh,
)
from tests.node.test_two_nodes import GOODS, agree, sell, stocked
from tests.node.tills import one_sentence


class Chain:
    """A company: its founder runs, and what is asked of it."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root = root
        self.stack = stack
        self.addresses = dict(zip("ABC", loopback(3), strict=True))
        goods = root / "goods.csv"
        goods.write_text(GOODS)
        listen = self.addresses["A"]
        make_node(self.at("A"), goods, name="A", founds=True, listen=listen, scopes=["*"])
        self.founder = self.start("A")

    def at(self, name: str) -> Path:
        return self.root / name

    def start(self, name: str) -> RunningNode:
        return self.stack.enter_context(RunningNode(self.at(name)))

    def ask(self, node: str, verb: str, **arguments: Any) -> dict[str, Any]:
        """Ask a node, whether it runs or not."""
        with open_desk(self.at(node)) as desk:
            return desk.ask(verb, arguments)

    def invite(self, by: str = "A", **arguments: Any) -> str:
        wanted = {"branch": "B2", "open_ms": 3_600_000, **arguments}
        return str(self.ask(by, "invite", **wanted)["token"])

    def join(self, name: str, token: str | None = None, *, called: str | None = None) -> NodeConfig:
        """Join as a new node, which is to hold everything."""
        config = joining.join(
            DataDirectory(self.at(name)),
            Token.parse(token or self.invite()),
            name=name if called is None else called,
            listen=self.addresses[name],
        )
        whole = config.model_copy(update={"scopes": ("*",)})
        DataDirectory(self.at(name)).write_config(whole)
        return config

    def refused(self, name: str, token: str, *, called: str | None = None) -> str:
        """Join with what must not let anybody in; nothing is made."""
        with pytest.raises(RefusedError) as error:
            self.join(name, token, called=called)
        return one_sentence(str(error.value))

    def members(self, name: str = "A") -> dict[str, str]:
        found = self.ask(name, "members")["members"]
        assert len({one["name"] for one in found}) == len(found), "no name is given twice"
        return {one["name"]: one["state"] for one in found}

    def revoke(self, name: str) -> dict[str, Any]:
        return self.ask("A", "revoke", name=name, reason="stolen")


def hears_nobody(node: RunningNode) -> bool:
    return not any(peer["connected"] for peer in node.status()["peers"])


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        yield Chain(tmp_path, stack)


def test_an_invited_node_joins_sells_and_agrees(chain: Chain) -> None:
    at = ("--data", chain.at("A"))
    said = tillmesh("invite", "--branch", "B2", *at).stdout.splitlines()
    assert {"█", "▀", "▄"} <= set("".join(said[:10]))  # the QR code
    token = said[-2]
    assert "\n".join(said) != token == Token.parse(token).text
    bare = tillmesh("invite", "--branch", "B2", "--no-qr", *at).stdout
    assert len(bare.splitlines()) == 2
    words = ["--name", "B", "--listen", chain.addresses["B"], "--data", str(chain.at("B"))]
    joined = answer("join", token, *words)
    assert (joined["company"], joined["branch"], joined["role"]) == ("company", "B2", "till")
    second = chain.start("B")
    stocked(second)
    sell(second, times=2)
    chain.founder.wait_until(lambda: chain.founder.status()["sales"] == 2, "its sales")
    assert chain.members() == chain.members("B") == {"A": "member", "B": "member"}
    listed = answer("invite", "--list", *at)["invites"]
    assert [(one["state"], one["used_by"]) for one in listed] == [("used", "B"), ("open", "")]


def test_a_token_works_once_in_time_and_whole(chain: Chain) -> None:
    token = chain.invite(name="B")
    broken = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    assert "mistyped" in chain.refused("B", broken)
    assert "for B, not for C" in chain.refused("C", token)
    chain.join("B", token)
    assert "used already, by B" in chain.refused("C", token)
    short = chain.invite(open_ms=1_000)
    with pytest.raises(subprocess.TimeoutExpired):
        chain.founder.process.wait(1.1)
    assert "has expired" in chain.refused("C", short)
    gone = chain.invite()
    chain.ask("A", "withdraw", id=Token.parse(gone).invite_id.hex()[:8])
    assert "was withdrawn" in chain.refused("C", gone)
    assert "There is a B" in chain.refused("C", chain.invite(), called="B")
    forged = Token.parse(chain.invite())._replace(secret=bytes(31) + b"x").text
    words = ["join", forged, "--name", "C", "--wait", "1s", "--data", str(chain.at("C"))]
    assert "lets this invitation in" in refusal(*words)
    assert not (chain.at("C") / "node.toml").exists()
    assert chain.members() == {"A": "member", "B": "member"}


def test_only_who_may_invite_invites_and_revokes(chain: Chain) -> None:
    chain.join("B", chain.invite(may_invite=True))
    second = chain.start("B")
    stocked(second)
    assert chain.join("C", chain.invite("B", branch="B3", role="hub")).role == "hub"
    third = chain.start("C")
    stocked(third)
    for verb, arguments in (
        ("invite", {"branch": "B9", "open_ms": 1}),
        ("revoke", {"name": "B", "reason": "spite"}),
    ):
        with pytest.raises(RefusedError, match="may not invite"):
            chain.ask("C", verb, **arguments)
    with pytest.raises(RefusedError, match="itself"):
        chain.ask("B", "revoke", name="B", reason="x")
    with pytest.raises(RefusedError, match="There is no Z"):
        chain.ask("B", "revoke", name="Z", reason="x")
    agree(chain.founder, second, third)
    found = chain.ask("A", "members")["members"]
    assert {one["name"]: one["invited_by"] for one in found} == {"A": "", "B": "A", "C": "B"}


def test_a_revoked_till_cannot_connect_and_goes_on_selling(chain: Chain) -> None:
    chain.join("B")
    second = chain.start("B")
    stocked(second)
    sell(second, times=3)
    agree(chain.founder, second)
    assert sum(chain.revoke("B")["heads"].values()) == 4
    second.wait_until(
        lambda: any("was revoked" in alert for alert in second.status()["alerts"]), "it is told"
    )
    assert len(sell(second, times=2)) == 2
    for restarted in (False, True):
        if restarted:
            second.stop()
            second = chain.start("B")
            sell(second)
        second.wait_until(partial(hears_nobody, second), "nobody speaks to it")
        sell(chain.founder)
        assert chain.founder.status()["peers"] == []
    # What was sold before stays; what was sold since stands on the thief's disk alone.
    assert chain.founder.status()["sales"] == 3 + 2
    assert chain.members() == {"A": "member", "B": "revoked"}
    # Its name is on receipts, so it is not given again; its keys do not come back either.
    assert "There is a B" in chain.refused("C", chain.invite(), called="B")
    second.stop()
    assert "was revoked" in chain.refused("B", chain.invite())


def test_a_node_revoked_while_nothing_runs_stays_out(chain: Chain) -> None:
    chain.join("B")
    chain.founder.stop()
    chain.revoke("B")
    chain.start("A")
    second = chain.start("B")
    with pytest.raises(subprocess.TimeoutExpired):
        second.process.wait(2.0)
    assert second.status()["events"] == 1
    assert hears_nobody(second)


def test_a_till_moves_to_another_branch_with_its_keys_and_its_history(chain: Chain) -> None:
    chain.join("B")
    second = chain.start("B")
    stocked(second)
    receipt = sell(second)[0]
    second.stop()
    narrow = DataDirectory(chain.at("B")).config().model_copy(update={"scopes": ("branch:B2",)})
    DataDirectory(chain.at("B")).write_config(narrow)
    moved = answer("join", chain.invite(branch="B7"), "--data", chain.at("B"))
    assert (moved["name"], moved["branch"]) == ("B", "B7")
    assert DataDirectory(chain.at("B")).config().scopes == ("company", "branch:B7")
    second = chain.start("B")
    assert sell(second) == [receipt[:-1] + "2"]
    chain.founder.wait_until(lambda: chain.founder.status()["sales"] == 2, "both sales")
    found = chain.ask("A", "members")["members"]
    assert {one["name"]: one["branch"] for one in found} == {"A": "B1", "B": "B7"}


def test_a_lone_till_with_sales_joins_and_brings_them(chain: Chain) -> None:
    make_node(chain.at("B"), chain.root / "goods.csv", name="B", branch="B2", sales=3)
    assert chain.join("B").name == "B"
    second = chain.start("B")
    agree(chain.founder, second)
    assert chain.founder.status()["sales"] == 3


@pytest.mark.parametrize("killed", ["inviter", "joiner"])
def test_joining_is_safe_to_kill_at_any_moment(chain: Chain, killed: str) -> None:
    token = chain.invite()
    words = ["join", token, "--name", "B", "--data", str(chain.at("B"))]
    for step in range(3):
        joiner = subprocess.Popen(
            [*COMMAND, *words],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with ExitStack() as cleaning:
            cleaning.callback(joiner.wait)
            cleaning.callback(joiner.kill)
            try:
                joiner.wait(0.4 + 0.3 * step)
            except subprocess.TimeoutExpired:
                if killed == "inviter":
                    chain.founder.process.kill()
                    chain.founder.process.communicate()
                    chain.founder = chain.start("A")
        if joiner.returncode == 0:
            break
    assert chain.join("B", token).name == "B"
    assert chain.join("B", token).name == "B"
    assert chain.members() == {"A": "member", "B": "member"}
    second = chain.start("B")
    stocked(second)
    agree(chain.founder, second)


def test_secrets_lie_in_files_of_this_user_only_and_are_never_told(chain: Chain) -> None:
    token = chain.invite()
    chain.join("B", token)
    for name, files in {
        "A": ("keys.toml", "company.toml", "company-root.toml", "invites.json"),
        "B": ("keys.toml", "company.toml"),
    }.items():
        for secret_file in files:
            assert stat.S_IMODE((chain.at(name) / secret_file).stat().st_mode) == 0o600, secret_file
    secret = Token.parse(token).secret
    for file in chain.at("A").iterdir():
        if file.is_file():
            assert secret not in file.read_bytes()
            assert secret.hex().encode() not in file.read_bytes()
    words = ("status", "members", "invite --list")
    told = "".join(
        tillmesh(*word.split(), "--json", "--data", chain.at("A")).stdout for word in words
    )
    seed = (chain.at("A") / "company-root.toml").read_text().split('"')[1]
    assert seed not in told
    assert token not in told
