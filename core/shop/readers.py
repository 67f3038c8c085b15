"""Every reader of the shop: each subject keeps its own, and this is all of them."""

from __future__ import annotations

from collections.abc import Mapping

from core.log.projection import Reader
from core.shop import (
    account,
    alert,
    count_facts,
    credit_facts,
    customer_facts,
    escrow,
    facts,
    fork_facts,
    label_setting,
    people_facts,
    price_rule_facts,
    product_facts,
    promotion,
    reprint,
    review_facts,
    shift_facts,
    tender_note,
    ticket_facts,
    training,
    transfer_facts,
)

SHOP_READERS: Mapping[str, Reader] = {
    **facts.READERS,
    **product_facts.READERS,
    **price_rule_facts.READERS,
    **promotion.READERS,
    **label_setting.READERS,
    **alert.READERS,
    **escrow.READERS,
    **count_facts.READERS,
    **customer_facts.READERS,
    **credit_facts.READERS,
    **account.READERS,
    **fork_facts.READERS,
    **people_facts.READERS,
    **reprint.READERS,
    **review_facts.READERS,
    **transfer_facts.READERS,
    **shift_facts.READERS,
    **training.READERS,
    **tender_note.READERS,
    **ticket_facts.READERS,
}
"""The reader of every kind that a projection of the shop folds; each subject brings its own."""
