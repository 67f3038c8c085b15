"""Acts that set rules of what is charged, for the properties of readers and projections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from core.shop.label_setting import LabelSetting
from core.shop.limits import (
    GROUP_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    RATE_PPM_MAX,
    REVISION_MAX,
    TENDER_LENGTH_MAX,
)
from core.shop.price_rules import PriceSetting, RoundingSetting, TaxSetting
from core.shop.pricing.price_list import PriceRule
from core.shop.pricing.tax import Tax
from core.shop.product_edit import FieldEdit
from core.shop.promotion import PromotionEdit
from core.shop.promotion_fields import KINDS
from core.shop.tender_note import TenderNote, TenderSettlement
from tests.fields import moments_ms, prices, quantities, words

revisions = st.integers(1, 3) | st.integers(1, REVISION_MAX)
branches = st.sampled_from(["", "north"])


def price_fields(sku: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A price, now or later, for everybody or a few."""
    rule = st.builds(
        PriceRule,
        branches,
        st.just("") | words(GROUP_LENGTH_MAX),
        quantities,
        st.sampled_from([0, 7]) | moments_ms,
        st.just(0),
        prices,
    )
    return st.fixed_dictionaries({"sku": sku, "rule": rule, "revision": revisions})


tax = st.builds(Tax, words(), st.integers(0, RATE_PPM_MAX), st.integers(0, 1))
TAX_FIELDS = st.fixed_dictionaries(
    {
        "tax_class": st.sampled_from(["", "food"]) | words(),
        "branch": branches,
        "from_ms": st.sampled_from([0, 7]) | moments_ms,
        "taxes": st.lists(tax, max_size=2, unique_by=lambda one: one.name),
        "revision": revisions,
    }
)
ROUNDING_FIELDS = st.fixed_dictionaries(
    {
        "branch": branches,
        "from_ms": st.sampled_from([0, 7]) | moments_ms,
        "cash_step_minor": st.sampled_from([0, 5, 10]),
        "by_receipt": st.booleans(),
        "revision": revisions,
    }
)
PROMOTION_FIELD = st.one_of(
    st.builds(FieldEdit, st.sampled_from(["name", "department", "coupon"]), revisions, words()),
    st.builds(FieldEdit, st.just("kind"), revisions, st.sampled_from(KINDS)),
    st.builds(
        FieldEdit, st.sampled_from(["take", "pay", "rate_ppm"]), revisions, st.integers(0, 9)
    ),
)
PROMOTION_FIELDS = st.fixed_dictionaries(
    {
        "promotion": st.sampled_from(["autumn", "club"]),
        "fields": st.lists(
            PROMOTION_FIELD, min_size=1, max_size=3, unique_by=lambda one: one.name
        ).map(sorted),
    }
)
LABEL_FIELDS = st.fixed_dictionaries(
    {
        "layouts": st.lists(st.sampled_from(["21IIIIIWWWWWC", "2IIIIIVPPPPC"]), max_size=2),
        "revision": revisions,
    }
)
NOTE_FIELDS = st.fixed_dictionaries(
    {
        "location": words(LOCATION_LENGTH_MAX),
        "sale": st.integers(1, 3).map(lambda number: UUID(int=number)),
        "tender": st.integers(1, 3),
        "kind": words(TENDER_LENGTH_MAX),
        "amount_minor": prices,
        "reference": words(empty=True),
        "pending": st.booleans(),
    }
)
SETTLEMENT_FIELDS = st.fixed_dictionaries(
    {
        "sale": st.integers(1, 3).map(lambda number: UUID(int=number)),
        "tender": st.integers(1, 3),
        "confirmed": st.booleans(),
        "reference": words(empty=True),
        "by": words(empty=True),
    }
)


RULE_BODIES: dict[str, list[Any]] = {
    "tender.noted": [1, 5, "north", bytes(16), 1, "pix", 500, "A7", 1],
    "tender.settled": [1, 5, bytes(16), 1, 1, "A7", "ann"],
    "labels.set": [1, 5, ["21IIIIIWWWWWC"], 1],
    "promotion.edited": [1, 5, "autumn", [["name", 1, "Autumn"], ["take", 1, 3]]],
}
"""A body of some kinds."""


def rule_fields(sku: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """What each kind of rule or note says."""
    return {
        "price.set": price_fields(sku),
        "tax.set": TAX_FIELDS,
        "rounding.set": ROUNDING_FIELDS,
        "promotion.edited": PROMOTION_FIELDS,
        "labels.set": LABEL_FIELDS,
        "tender.noted": NOTE_FIELDS,
        "tender.settled": SETTLEMENT_FIELDS,
    }


DECIDED = {
    "tender.noted": TenderNote.note,
    "tender.settled": TenderSettlement.settle,
    "labels.set": LabelSetting.decide,
    "promotion.edited": PromotionEdit.decide,
    "price.set": PriceSetting.decide,
    "tax.set": TaxSetting.decide,
    "rounding.set": RoundingSetting.decide,
}
"""Who decides each kind."""
