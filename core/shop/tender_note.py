"""What there is to say of a tender beside its amount: a code, and whether the money is there yet.

A bank's QR code or an account that pays later is *pending*: the goods are gone, the money has been
promised. The sale counts at once, and a later event, by whoever sees the bank's statement, says
that the money came or that it never will. What a terminal printed, an approval code, or the
number of a voucher is noted the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LOCATION_LENGTH_MAX,
    TENDER_LENGTH_MAX,
    TENDERS_MAX,
    WORD_LENGTH_MAX,
    check_word,
)
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields


class TenderNote(ShopAggregate):
    """What was noted of one tender of a sale, in its commit."""

    TOPIC = "tender_note"

    class Created(ShopAggregate.Created):
        """A tender had a code, or its money was still to come."""

        TOPIC = kinds.TENDER_NOTED
        location: str
        sale: bytes
        tender: int
        kind: str
        amount_minor: int
        reference: str
        pending: int

    sale: bytes
    tender: int
    """Counted from 1."""
    reference: str
    pending: int

    @classmethod
    def note(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        sale: UUID,
        tender: int,
        kind: str,
        amount_minor: int,
        reference: str = "",
        pending: bool = False,
    ) -> Self:
        """Decide to note something of a tender; raises :class:`RefusedError`."""
        assert 1 <= tender <= TENDERS_MAX, "a tender of the sale"
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("A tender", kind, TENDER_LENGTH_MAX)
        check_word("The code of a tender", reference, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            sale=sale.bytes,
            tender=tender,
            kind=kind,
            amount_minor=amount_minor,
            reference=reference,
            pending=int(pending),
        )


class TenderSettlement(ShopAggregate):
    """What became of a pending tender."""

    TOPIC = "tender_settlement"

    class Created(ShopAggregate.Created):
        """Somebody saw that the money came, or that it will not."""

        TOPIC = kinds.TENDER_SETTLED
        sale: bytes
        tender: int
        confirmed: int
        reference: str
        by: str

    sale: bytes
    tender: int
    confirmed: int
    reference: str
    by: str

    @classmethod
    def settle(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        sale: UUID,
        tender: int,
        confirmed: bool,
        reference: str = "",
        by: str = "",
    ) -> Self:
        """Decide what became of a tender; raises :class:`RefusedError` when a word is wrong."""
        check_word("A reference", reference, WORD_LENGTH_MAX, empty=True)
        check_word("Who says so", by, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            sale=sale.bytes,
            tender=tender,
            confirmed=int(confirmed),
            reference=reference,
            by=by,
        )


class TenderNoteFact(NamedTuple):
    """What was noted of a tender."""

    at_ms: int
    location: str
    sale: bytes
    tender: int
    kind: str
    amount_minor: int
    reference: str
    pending: int


class TenderSettlementFact(NamedTuple):
    """What became of a tender."""

    at_ms: int
    sale: bytes
    tender: int
    confirmed: int
    reference: str
    by: str


def _read_note(body: bytes) -> TenderNoteFact:
    fact = TenderNoteFact._make(read_fields(body, 7))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_id(fact.sale)
    must_be_whole(fact.tender, 1, TENDERS_MAX)
    must_be_word(fact.kind, length_max=TENDER_LENGTH_MAX)
    must_be_whole(fact.amount_minor, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    must_be_word(fact.reference, empty=True)
    must_be_whole(fact.pending, 0, 1)
    return fact


def _read_settlement(body: bytes) -> TenderSettlementFact:
    fact = TenderSettlementFact._make(read_fields(body, 5))
    must_be_id(fact.sale)
    must_be_whole(fact.tender, 1, TENDERS_MAX)
    must_be_whole(fact.confirmed, 0, 1)
    must_be_word(fact.reference, empty=True)
    must_be_word(fact.by, empty=True)
    return fact


READERS: Mapping[str, Reader] = {
    kinds.TENDER_NOTED: guarded(_read_note),
    kinds.TENDER_SETTLED: guarded(_read_settlement),
}
"""The readers of what is said of tenders."""
