"""Roles: limits that cover an act or do not, and every one of them a setting."""

from __future__ import annotations

import pytest

from core.errors import RefusedError
from core.shop.pin_throttle import LOCKED_MS, TRIES_MAX, Throttle
from core.shop.roles import NEVER, RULES, UNLIMITED, Permission, Role, allows
from core.shop.settings import SETTINGS, check_setting, limit_name


@pytest.mark.parametrize(
    ("limit", "measure", "covered"),
    [(UNLIMITED, 10**12, True), (NEVER, 1, False), (100, 100, True), (100, 101, False)],
)
def test_a_limit_covers_what_is_within_it(limit: int, measure: int, covered: bool) -> None:
    assert allows(limit, measure) is covered


def test_a_manager_may_do_everything_and_an_auditor_only_look() -> None:
    assert RULES.keys() == set(Permission)
    for permission, rule in RULES.items():
        assert rule.limit(Role.MANAGER) == UNLIMITED
        looks = permission is Permission.REPORTS
        assert rule.limit(Role.AUDITOR) == (UNLIMITED if looks else NEVER)


def test_every_limit_is_a_setting_with_the_limit_as_its_default() -> None:
    for permission, rule in RULES.items():
        for role in Role:
            assert SETTINGS[limit_name(permission, role)].default == rule.limit(role)


def test_what_is_no_setting_or_out_of_bounds_is_refused() -> None:
    check_setting("limit.refund.cashier", 5_000)
    for name, value in (("limit.refund.king", 1), ("limit.refund.cashier", -2)):
        with pytest.raises(RefusedError):
            check_setting(name, value)


def test_waits_double_and_are_bounded() -> None:
    waits = [Throttle(tries, 0).wait_ms(0) // 1_000 for tries in range(TRIES_MAX + 1)]
    assert waits == [0, 0, 0, 5, 10, 20, 40, 80, 160, 300, LOCKED_MS // 1_000]


def test_a_locked_throttle_stays_locked_with_every_further_try() -> None:
    held = Throttle(TRIES_MAX, 0).tried(LOCKED_MS)
    assert held.locked
    assert held.wait_ms(LOCKED_MS) == LOCKED_MS
