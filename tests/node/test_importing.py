"""A large catalogue goes in part by part: a till that sells meanwhile waits for one part only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import NotAllowedError, RefusedError
from node.cli import product_verbs
from node.cli.product_verbs import import_in_parts
from node.desk import open_desk
from node.shop.commands.products import ImportCatalogue
from node.shop.import_parts import act_of, digest_of
from tests.node.processes import make_node
from tests.node.shop.staff import ROLES, leave_of

FIVE: list[dict[str, Any]] = [{"sku": f"n{at}", "price_minor": 100} for at in range(5)]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node whose imports have parts of two products."""
    monkeypatch.setattr(product_verbs, "PART_PRODUCTS", 2)
    make_node(tmp_path / "till")
    return tmp_path / "till"


def events(data: Path) -> int:
    with open_desk(data) as desk:
        return int(desk.ask("status", {})["events"])


def test_all_of_it_is_in_and_a_second_time_nothing_changes(data: Path) -> None:
    before = events(data)
    assert import_in_parts(data, FIVE, {}) == {"registered": 5, "unchanged": 0}
    assert events(data) == before + 5
    assert import_in_parts(data, FIVE, {}) == {"registered": 0, "unchanged": 5}
    assert events(data) == before + 5


def test_what_ends_it_in_the_middle_says_how_far_it_came(data: Path) -> None:
    wrong = [*FIVE[:3], {"sku": ""}, FIVE[4]]
    with pytest.raises(RefusedError, match=r"2 of 5 products are in; the same command goes on\."):
        import_in_parts(data, wrong, {})
    assert import_in_parts(data, FIVE, {}) == {"registered": 3, "unchanged": 2}
    with pytest.raises(RefusedError, match=r"^((?!goes on).)*$"):
        import_in_parts(data, [{"sku": ""}], {})


def test_one_leave_is_for_all_parts_and_for_no_other_products(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"approval": leave_of("mia")}
    with open_desk(data) as desk:
        for login in ("mia", "carl"):
            desk.ask("user-add", {**leave_of(login), "name": login, "role": ROLES[login]})
            desk.ask("sign-in", leave_of(login))
        parts = [digest_of(FIVE[:2]), digest_of(FIVE[2:4])]
        assert desk.ask("import-catalogue", {"products": FIVE[:2], "parts": parts, **given}) == {
            "registered": 2,
            "unchanged": 0,
        }
        with pytest.raises(NotAllowedError):
            desk.ask("import-catalogue", {"products": FIVE[2:4]})
        with pytest.raises(RefusedError, match="none of the parts"):
            desk.ask("import-catalogue", {"products": FIVE[4:], "parts": parts})
        # Cut off here, it goes on with no further word; the leave stays the one that was given.
        desk.ask("import-catalogue", {"products": FIVE[2:4], "parts": parts})
    assert import_in_parts(data, FIVE, given) == {"registered": 1, "unchanged": 4}
    with open_desk(data) as desk:
        acts = desk.ask("approvals", {})["acts"]
    assert [(act["login"], act["approver"]) for act in acts] == [("carl", "mia")] * 2


def test_leave_for_something_else_under_the_same_id_is_none_for_an_import(data: Path) -> None:
    parts = [digest_of(FIVE[1:3]), digest_of(FIVE[3:])]
    asked = {"products": FIVE[1:3], "parts": parts}
    act = act_of(ImportCatalogue.model_validate(asked))
    assert act is not None
    with open_desk(data) as desk:
        desk.ask("import-catalogue", {"products": FIVE[:1]})
        for login in ("mia", "carl"):
            desk.ask("user-add", {**leave_of(login), "name": login, "role": ROLES[login]})
            desk.ask("sign-in", leave_of(login))
        off = {"lines": [{"code": "n0"}], "discounts": [{"amount_minor": 60}]}
        desk.ask("sell", {**off, "id": str(act), "approval": leave_of("mia")})
        assert [one["act"] for one in desk.ask("approvals", {})["acts"]] == [act.hex]
        with pytest.raises(NotAllowedError):
            desk.ask("import-catalogue", asked)
