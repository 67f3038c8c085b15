"""Founding and enrolling on the disk: real commands, no network."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from node.company.direct import enrol_directly, found, introduce
from node.company.files import Company
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.desk import open_desk
from tests.node.processes import RunningNode, answer, kept, loopback, make_node, refusal
from tests.node.test_two_nodes import GOODS, agree


def test_a_lone_node_refuses_what_only_a_company_has(tmp_path: Path) -> None:
    data = tmp_path / "A"
    make_node(data, name="A")
    for words in (
        ["enrol", "B", "--branch", "B1", "--to", str(tmp_path / "B")],
        ["peer", f"B=tcp://127.0.0.1:1={'0' * 64}"],
    ):
        said = refusal(*words, "--data", data)
        assert said.startswith("A belongs to no company"), words
    assert not (tmp_path / "B").exists()


def test_a_lone_till_with_sales_founds_a_company_and_keeps_them(tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    first = tmp_path / "A"
    at = loopback(2)
    make_node(first, goods, name="A", sales=3, listen=at[0], scopes=["*"])
    made = answer("company", "create", "acme", "--data", first)
    assert made["company"] == "acme"
    assert answer("sell", "milk", "--data", first)["receipt"] == "A-000004"
    with kept(first):
        again = refusal("company", "create", "other", "--data", first)
        assert "belongs to company 'acme' already" in again
        refusal("company", "create", "acme", "--node", "Z", "--data", first)
    words = ["--branch", "B2", "--role", "hub", "--to", str(tmp_path / "B"), "--listen", at[1]]
    answer("enrol", "B", *words, "--data", first)
    with ExitStack() as stack:
        one = stack.enter_context(RunningNode(first))
        other = stack.enter_context(RunningNode(tmp_path / "B"))
        agree(one, other)
        assert other.status()["sales"] == 4


def test_a_new_founder_says_its_certificate_first_of_all(tmp_path: Path) -> None:
    data = tmp_path / "A"
    words: list[str | Path] = ["acme", "--node", "A", "--branch", "B1"]
    assert "--branch" in refusal("company", "create", *words[:3], "--data", data)
    made = answer("company", "create", *words, "--data", data)
    (member,) = answer("members", "--data", data)["members"]
    assert (member["name"], member["may_invite"], member["invited_by"]) == ("A", True, "")
    assert answer("status", "--data", data)["events"] == 1
    company = Company.read(data)
    assert company is not None
    assert company.root_key.hex() == made["root_key"]


def test_a_kept_root_key_makes_another_founder_of_the_same_company(tmp_path: Path) -> None:
    first, second = tmp_path / "A", tmp_path / "B"
    made = answer("company", "create", "acme", "--node", "A", "--branch", "B1", "--data", first)
    root = (tmp_path / "safe").with_suffix(".toml")
    (first / "company-root.toml").rename(root)
    words: list[str | Path] = ["--node", "B", "--branch", "B2", "--root", root]
    other = answer("company", "create", "acme", *words, "--data", second)
    assert other["root_key"] == made["root_key"]
    assert not (second / "company-root.toml").exists()
    # Nobody let it in yet; a bundle introduces it.
    answer("export", tmp_path / "stick", "--data", second)
    assert answer("import", tmp_path / "stick", "--data", first)["added"] == 1
    names = {one["name"] for one in answer("members", "--data", first)["members"]}
    assert names == {"A", "B"}


def test_nodes_enrolled_on_one_disk_meet_in_any_pair_at_once(tmp_path: Path) -> None:
    """The founder never runs; two that know each other's certificates from files find together."""
    at = loopback(3)
    directories = [DataDirectory(tmp_path / name) for name in "ABC"]
    configs = [
        NodeConfig(name=name, branch="B1", listen=where)
        for name, where in zip("ABC", at, strict=True)
    ]
    found(directories[0], configs[0])
    peer = enrol_directly(directories[0], directories[1], configs[1])
    dialing = configs[2].model_copy(update={"peers": (peer,)})
    enrol_directly(directories[0], directories[2], dialing)
    introduce(directories)
    with ExitStack() as stack:
        one = stack.enter_context(RunningNode(tmp_path / "B"))
        other = stack.enter_context(RunningNode(tmp_path / "C"))
        one.wait_until(lambda: one.status()["events"] == 2, "both enrolments")
        agree(one, other)


def test_the_doctor_knows_the_company(tmp_path: Path) -> None:
    data = tmp_path / "A"
    make_node(data, name="A", founds=True, company="acme")
    found_states = {one["what"]: one for one in answer("doctor", "--data", data)["findings"]}
    assert found_states["company"]["state"] == "fine"
    assert "offline" in found_states["company-root.toml"]["said"]
    (data / "company-root.toml").chmod(0o640)
    enrolled = tmp_path / "B"
    words: list[str | Path] = ["enrol", "B", "--branch", "B2", "--to", enrolled, "--valid", "20d"]
    answer(*words, "--data", data)
    near = {one["what"]: one for one in answer("doctor", "--data", enrolled)["findings"]}
    assert near["company"]["state"] == "warning"
    assert "expires in 19 days" in near["company"]["said"]
    assert (data / "company-root.toml").stat().st_mode & 0o040


def test_a_report_names_a_till_of_the_branch_that_nobody_has_heard_of(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    make_node(first, founds=True, company="acme")
    make_node(second, enrolled_by=first, name="B1T2", company="acme")
    with open_desk(first) as desk:
        said = desk.ask("sales-report", {"from_ms": 0, "until_ms": 86_400_000})
    told = [(line["till"], line["own"], line["through_ms"] > 0) for line in said["complete"]]
    assert told == [("B1T1", True, True), ("B1T2", False, False)]
