"""Inviting, joining and revoking: real commands, real processes, real sockets."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from node.company.token import Token
from tests.node.processes import (
    COMMAND,
    RunningNode,
    answer,
    environment,
    loopback,
    make_node,
    refusal,
    stock_up,
    tillmesh,
)
from tests.node.test_two_nodes import GOODS, agree, sell, stocked


class Chain:
    """A company: its founder runs, and what is asked of it."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root = root
        self.stack = stack
        self.addresses = dict(zip("ABC", loopback(3), strict=True))
        goods = root / "goods.csv"
        goods.write_text(GOODS)
        make_node(self.at("A"), name="A", founds=True, company="acme", listen=self.addresses["A"])
        stock_up(self.at("A"), goods)
        self.founder = self.start("A")

    def at(self, name: str) -> Path:
        return self.root / name

    def start(self, name: str) -> RunningNode:
        return self.stack.enter_context(RunningNode(self.at(name)))

    def invite(self, *words: str, branch: str = "B2") -> str:
        answered = answer("invite", "--branch", branch, *words, "--data", self.at("A"))
        return str(answered["token"])

    def join_words(self, token: str, name: str) -> list[str | Path]:
        named = ["--name", name, "--listen", self.addresses[name]]
        return ["join", token, *named, "--data", self.at(name)]

    def join(self, name: str, token: str | None = None) -> dict[str, Any]:
        return answer(*self.join_words(token or self.invite(), name))

    def members(self, name: str = "A") -> dict[str, str]:
        found = answer("members", "--data", self.at(name))["members"]
        assert len({one["name"] for one in found}) == len(found), "no name is given twice"
        return {one["name"]: one["state"] for one in found}


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        yield Chain(tmp_path, stack)


def test_an_invited_node_joins_sells_and_agrees(chain: Chain) -> None:
    said = tillmesh("invite", "--branch", "B2", "--data", chain.at("A")).stdout.splitlines()
    assert {"█", "▀", "▄"} <= set("".join(said[:10]))  # the QR code
    token = said[-2]
    assert "\n".join(said) != token == Token.parse(token).text
    bare = tillmesh("invite", "--branch", "B2", "--no-qr", "--data", chain.at("A")).stdout
    assert len(bare.splitlines()) == 2
    joined = chain.join("B", token)
    assert (joined["company"], joined["branch"], joined["role"]) == ("acme", "B2", "till")
    second = chain.start("B")
    stocked(second)
    sell(second, times=2)
    agree(chain.founder, second)
    assert chain.founder.status()["sales"] == 2
    assert chain.members() == chain.members("B") == {"A": "member", "B": "member"}
    listed = answer("invite", "--list", "--data", chain.at("A"))["invites"]
    assert [(one["state"], one["used_by"]) for one in listed] == [("used", "B"), ("open", "")]


def test_a_token_works_once_in_time_and_whole(chain: Chain) -> None:
    token = chain.invite("--name", "B")
    broken = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    assert "mistyped" in refusal(*chain.join_words(broken, "B"))
    assert "for B, not for C" in refusal(*chain.join_words(token, "C"))
    chain.join("B", token)
    assert "used already, by B" in refusal(*chain.join_words(token, "C"))
    short = chain.invite("--expires", "1s")
    with pytest.raises(subprocess.TimeoutExpired):
        chain.founder.process.wait(1.1)
    assert "has expired" in refusal(*chain.join_words(short, "C"))
    gone = chain.invite()
    identifier = Token.parse(gone).invite_id.hex()
    answer("invite", "--withdraw", identifier[:8], "--data", chain.at("A"))
    assert "was withdrawn" in refusal(*chain.join_words(gone, "C"))
    assert "There is a B" in refusal(
        *chain.join_words(chain.invite(), "C")[:3], "B", "--data", chain.at("C")
    )
    forged = Token.parse(chain.invite())._replace(secret=bytes(31) + b"x").text
    words = chain.join_words(forged, "C")
    assert "lets this invitation in" in refusal(*words, "--wait", "2s")
    assert not (chain.at("C") / "node.toml").exists()
    assert chain.members() == {"A": "member", "B": "member"}


def test_only_who_may_invite_invites_and_revokes(chain: Chain) -> None:
    chain.join("B", chain.invite("--may-invite"))
    second = chain.start("B")
    stocked(second)
    token = answer("invite", "--branch", "B3", "--role", "hub", "--data", chain.at("B"))["token"]
    assert chain.join("C", token)["role"] == "hub"
    third = chain.start("C")
    stocked(third)
    for words in (["invite", "--branch", "B9"], ["revoke", "B", "--reason", "spite"]):
        assert "may not invite" in refusal(*words, "--data", chain.at("C"))
    assert "itself" in refusal("revoke", "B", "--reason", "x", "--data", chain.at("B"))
    assert "There is no Z" in refusal("revoke", "Z", "--reason", "x", "--data", chain.at("B"))
    agree(chain.founder, second, third)
    found = answer("members", "--data", chain.at("A"))["members"]
    assert {one["name"]: one["invited_by"] for one in found} == {"A": "", "B": "A", "C": "B"}


def test_a_revoked_till_cannot_connect_and_goes_on_selling(chain: Chain) -> None:
    chain.join("B")
    second = chain.start("B")
    stocked(second)
    sell(second, times=3)
    agree(chain.founder, second)
    revoked = answer("revoke", "B", "--reason", "stolen", "--data", chain.at("A"))
    assert sum(revoked["heads"].values()) == 4
    second.wait_until(
        lambda: any("was revoked" in alert for alert in second.status()["alerts"]), "it is told"
    )
    assert len(sell(second, times=2)) == 2
    for restarted in (False, True):
        if restarted:
            second.stop()
            second = chain.start("B")
            sell(second)
        dialing = second.status()["peers"]
        assert not any(peer["connected"] for peer in dialing)
        sell(chain.founder)
        assert chain.founder.status()["peers"] == []
    # What was sold before stays; what was sold since stands on the thief's disk alone.
    assert chain.founder.status()["sales"] == 3 + 2
    assert chain.members() == {"A": "member", "B": "revoked"}
    # Its name is on receipts, so it is not given again; its keys do not come back either.
    fresh = chain.join_words(chain.invite(), "C")
    fresh[3] = "B"
    assert "There is a B" in refusal(*fresh)
    second.stop()
    assert "was revoked" in refusal("join", chain.invite(), "--data", chain.at("B"))


def test_a_node_revoked_while_nothing_runs_stays_out(chain: Chain) -> None:
    chain.join("B")
    chain.founder.stop()
    answer("revoke", "B", "--reason", "sold", "--data", chain.at("A"))
    chain.start("A")
    second = chain.start("B")
    with pytest.raises(subprocess.TimeoutExpired):
        second.process.wait(2.0)
    assert second.status()["events"] == 1
    assert not any(peer["connected"] for peer in second.status()["peers"])


def test_a_till_moves_to_another_branch_with_its_keys_and_its_history(chain: Chain) -> None:
    chain.join("B")
    second = chain.start("B")
    stocked(second)
    receipt = sell(second)[0]
    second.stop()
    moved = answer("join", chain.invite(branch="B7"), "--data", chain.at("B"))
    assert (moved["name"], moved["branch"]) == ("B", "B7")
    second = chain.start("B")
    assert sell(second) == [receipt[:-1] + "2"]
    agree(chain.founder, second)
    found = answer("members", "--data", chain.at("A"))["members"]
    assert {one["name"]: one["branch"] for one in found} == {"A": "B1", "B": "B7"}


def test_a_lone_till_with_sales_joins_and_brings_them(chain: Chain) -> None:
    make_node(chain.at("B"), chain.root / "goods.csv", name="B", branch="B2", sales=3)
    assert answer("join", chain.invite(), "--data", chain.at("B"))["name"] == "B"
    second = chain.start("B")
    agree(chain.founder, second)
    assert chain.founder.status()["sales"] == 3


@pytest.mark.parametrize("killed", ["inviter", "joiner"])
def test_joining_is_safe_to_kill_at_any_moment(chain: Chain, killed: str) -> None:
    token = chain.invite()
    for step in range(6):
        joiner = subprocess.Popen(
            [*COMMAND, *map(str, chain.join_words(token, "B"))],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with ExitStack() as cleaning:
            cleaning.callback(joiner.wait)
            cleaning.callback(joiner.kill)
            try:
                joiner.wait(0.35 + 0.15 * step)
            except subprocess.TimeoutExpired:
                if killed == "inviter":
                    chain.founder.process.kill()
                    chain.founder.process.communicate()
                    chain.founder = chain.start("A")
        if joiner.returncode == 0:
            break
    assert chain.join("B", token)["name"] == "B"
    again = answer("join", token, "--data", chain.at("B"))
    assert again["name"] == "B"
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
