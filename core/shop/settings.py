"""Settings: numbers a company agrees on, each a last-writer register in the company's scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import REVISION_MAX
from core.shop.roles import RULES, UNLIMITED, Permission, Role, Unit

SETTING_LENGTH_MAX = 64
"""Longest name of a setting; the longest of ours has half of that."""

SETTING_MAX = 2**53 - 1
"""Largest number of a setting, and its smallest with a minus: what JSON numbers carry exactly."""


class Setting(NamedTuple):
    """What may be set: its bounds, and what holds until somebody sets it."""

    default: int
    least: int
    most: int
    meaning: str


def limit_name(permission: Permission, role: Role) -> str:
    """Return the name of the setting of a role's limit."""
    return f"limit.{permission}.{role}"


def _limits() -> dict[str, Setting]:
    most = {Unit.ACT: 1, Unit.SHARE: 1_000, Unit.MONEY: AMOUNT_MINOR_MAX}
    return {
        limit_name(permission, role): Setting(
            rule.limit(role),
            UNLIMITED,
            most[rule.unit],
            f"up to how many {rule.unit} a {role} may {rule.deed}; -1 is without limit",
        )
        for permission, rule in RULES.items()
        for role in Role
    }


SHIFT_REQUIRED = "shift.required"
PENDING_HOURS = "tender.pending_hours"
POINTS_PER_HUNDRED, POINTS_WORTH = "points.per_hundred", "points.worth"

SETTINGS: Mapping[str, Setting] = {
    PENDING_HOURS: Setting(24, 1, 24 * 365, "after so many hours a pending tender is a review"),
    SHIFT_REQUIRED: Setting(0, 0, 1, "1: a till sells in an open shift only"),
    POINTS_PER_HUNDRED: Setting(
        0, 0, 100_000, "points a customer earns for a hundred minor units; 0: none"
    ),
    POINTS_WORTH: Setting(1, 1, 100_000, "minor units that a point pays"),
    **_limits(),
}
"""Every setting by its name."""


def check_setting(name: str, value: int) -> None:
    """Check what somebody wants to set; raises :class:`RefusedError`."""
    found = SETTINGS.get(name)
    if found is None:
        raise RefusedError(f"There is no setting '{name}'; 'tillmesh setting list' shows them.")
    if not found.least <= value <= found.most:
        raise RefusedError(f"{name} is {found.least} to {found.most}, not {value}.")


class SettingChange(ShopAggregate):
    """One change of one setting; the latest of each stands."""

    TOPIC = "setting"

    class Created(ShopAggregate.Created):
        """The setting was changed."""

        TOPIC = kinds.SETTING_CHANGED
        name: str
        value: int
        revision: int
        by: bytes

    name: str
    value: int
    revision: int
    by: bytes
    """Empty when nobody was signed in."""

    @classmethod
    def change(
        cls, *, id: UUID, timestamp: datetime, name: str, value: int, revision: int, by: bytes = b""
    ) -> Self:
        """Decide that a setting has a value from now on.

        ``revision`` is one more than that of the change it replaces. Raises
        :class:`RefusedError`.
        """
        check_setting(name, value)
        if not 1 <= revision <= REVISION_MAX:
            raise RefusedError(f"{name} was changed {REVISION_MAX} times and cannot be again.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            name=name,
            value=value,
            revision=revision,
            by=by,
        )
