"""Patterns that may mean fraud or fault, each a rule with a name and an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.audit.anomalies.anomaly import Anomaly, Rule, Story
from core.audit.anomalies.clock_ahead import ClockAhead
from core.audit.anomalies.clock_set_back import ClockSetBack
from core.audit.anomalies.cut_off import CutOff
from core.audit.anomalies.drawer_without_sale import DrawerWithoutSale
from core.audit.anomalies.late_epoch import LateEpoch
from core.audit.anomalies.many_overrides import ManyOverrides, OwnApproval
from core.audit.anomalies.receipts_missing import ReceiptsMissing
from core.audit.anomalies.refunds_in_own_hands import RefundsInOwnHands
from core.audit.anomalies.refunds_to_one_card import RefundsToOneCard
from core.audit.anomalies.steep_discounts import SteepDiscounts
from core.audit.anomalies.taken_off_after_cash import TakenOffAfterCash

RULES: tuple[Rule, ...] = (
    ReceiptsMissing(),
    CutOff(),
    LateEpoch(),
    ClockSetBack(),
    ClockAhead(),
    OwnApproval(),
    RefundsInOwnHands(),
    RefundsToOneCard(),
    TakenOffAfterCash(),
    DrawerWithoutSale(),
    ManyOverrides(),
    SteepDiscounts(),
)
"""Every rule; what a program of ours cannot do by itself comes first."""


def anomalies(story: Story, rules: Iterable[Rule] = RULES) -> Iterator[Anomaly]:
    """Yield what the rules find, rule by rule."""
    for rule in rules:
        yield from rule.look(story)
