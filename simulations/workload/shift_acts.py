"""What cashiers do about shifts, the drawer and one another."""

from __future__ import annotations

from typing import Any

from simulations.workload.books import whole
from simulations.workload.cashier import BOSS, BOSS_PIN, Act, Cashier

DAY = "2024-01-01"
"""Every business date: the virtual clocks lie, and a person has confirmed it."""

FLOAT_MINOR_MAX = 20_000
"""Largest float drawn, in minor units."""


def shift(cashier: Cashier) -> None:
    """Open a shift; or move cash, open the drawer, look, or count and close."""
    dice = cashier.dice
    if cashier.shift_epoch != cashier.node.log.epoch:
        cashier.drawer_minor = None  # a till that begins a new epoch leaves its shift behind
    if cashier.drawer_minor is None:
        float_minor = dice.randrange(FLOAT_MINOR_MAX)
        command = {"business_date": DAY, "confirmed": True, "float_minor": float_minor}

        def begin(_: dict[str, Any]) -> None:
            _begin(cashier, float_minor)

        if not cashier.ask("shift-open", cashier.with_id(command), begin) and not cashier.waits:
            _take_over(cashier)
        return
    what = dice.randrange(8)
    if what <= 1:
        _close(cashier)
    elif what <= 3:
        _move(cashier, "cash-in", 1, dice.randrange(1, 5_000))
    elif what <= 5 and cashier.drawer_minor > 0:
        _move(cashier, "cash-out", -1, dice.randrange(1, cashier.drawer_minor + 1))
    elif what == 6:
        cashier.do("no-sale", {"reason": "change"})
    else:
        answer = cashier.do("shift-x", {})
        if answer is not None:
            cashier.expect("the X", cashier.drawer_minor, answer["report"]["expected_minor"])


def _begin(cashier: Cashier, drawer_minor: int) -> None:
    cashier.drawer_minor = drawer_minor
    cashier.shift_epoch = cashier.node.log.epoch


def _take_over(cashier: Cashier) -> None:
    """Go on with the shift a till is found in whose disk was set back."""
    answer = cashier.do("shift-x", {})
    if answer is not None:
        _begin(cashier, whole(answer["report"]["expected_minor"]))


def _move(cashier: Cashier, verb: str, sign: int, amount_minor: int) -> None:
    """Move cash; what nobody answered must not be done twice, so the X is asked for it."""
    assert cashier.drawer_minor is not None, "cash is moved in an open shift"
    before, after = cashier.drawer_minor, cashier.drawer_minor + sign * amount_minor

    def enter(_: dict[str, Any]) -> None:
        cashier.drawer_minor = after

    def look(answer: dict[str, Any]) -> None:
        found = whole(answer["report"]["expected_minor"])
        cashier.expect("the X", True, found in (before, after))
        cashier.drawer_minor = found

    command = {"amount_minor": amount_minor, "reason": "bank"}
    cashier.ask(verb, command, enter, look=("shift-x", {}, look))


def _close(cashier: Cashier) -> None:
    """Count the drawer, sometimes wrongly, and close."""
    assert cashier.drawer_minor is not None, "only an open shift is closed"
    off = cashier.dice.choice((0, 0, 0, 7, 150))
    coins = [{"value_minor": 1, "pieces": max(cashier.drawer_minor, 0) + off}]
    if cashier.do("cash-count", {"coins": coins}) is None:
        return

    def enter(answer: dict[str, Any]) -> None:
        report = answer["report"]
        name = f"Z {answer['number']} of {report['series']}"
        cashier.expect(f"{name}: the drawer", cashier.drawer_minor, report["expected_minor"])
        cashier.expect(f"{name}: follows", True, answer["recomputes"])
        cashier.drawer_minor = None
        series = cashier.books.zs[cashier.branch, report["series"]]
        follows = max((number for number, _ in series), default=0) + 1
        if cashier.node.index not in cashier.books.may_repeat:
            cashier.expect(f"{name}: the number", follows, answer["number"])
        series.append((answer["number"], answer["digest"]))

    def look(answer: dict[str, Any]) -> None:
        before = cashier.books.zs[cashier.branch, answer["report"]["series"]]
        if (answer["number"], answer["digest"]) not in before:
            enter(answer)

    cashier.ask("shift-close", {}, enter, look=("shift-z", {}, look))


def staff(cashier: Cashier) -> None:
    """Take on a manager where none is known; else leave the till until something needs one."""
    known = {line["login"] for line in (cashier.do("users", {}) or {"users": ()})["users"]}
    if BOSS in known:
        cashier.do("sign-out", {})
    else:
        new = {"login": BOSS, "name": "Boss", "role": "manager", "pin": BOSS_PIN}
        cashier.do("user-add", new)


SHIFT_ACTS: dict[str, Act] = {"shift": shift, "staff": staff}
"""These acts by their names."""
