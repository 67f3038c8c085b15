"""Shifts: a range of one till's own stream, from its opening to its closing.

Nobody else writes that stream, so nothing can arrive late into a shift that is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX, format_amount
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import WORD_LENGTH_MAX, check_receipt, check_word

DAY_MAX = 2_932_896
"""Last business day, in days since 1970: the end of the year 9999."""

COINS_MAX = 100
"""Most denominations of one count: no currency has half as many."""

PIECES_MAX = 10**9
"""Most pieces of one denomination: more than a drawer, less than a mint."""


class Coins(NamedTuple):
    """So many pieces of one denomination."""

    value_minor: int
    pieces: int


class Shift(ShopAggregate):
    """One shift of one till."""

    TOPIC = "shift"

    class Created(ShopAggregate.Created):
        """The shift was opened, on a business day that a person confirmed."""

        TOPIC = kinds.SHIFT_OPENED
        location: str
        till: str
        series: str
        currency: str
        business_day: int
        float_minor: int
        cashier: str

    class CashMoved(ShopAggregate.Event):
        """Cash came into the drawer, or was taken out: negative."""

        TOPIC = kinds.CASH_MOVED
        amount_minor: int
        reason: str
        cashier: str

    class DrawerOpened(ShopAggregate.Event):
        """The drawer was opened without a sale."""

        TOPIC = kinds.DRAWER_OPENED
        reason: str
        cashier: str

    class Counted(ShopAggregate.Event):
        """The drawer was counted."""

        TOPIC = kinds.SHIFT_COUNTED
        coins: tuple[Coins, ...]
        cashier: str

    class Closed(ShopAggregate.Event):
        """The shift was closed: what it came to, and what of the log that follows from."""

        TOPIC = kinds.SHIFT_CLOSED
        number: int
        first: int
        last: int
        report: bytes
        digest: bytes
        cashier: str

        def apply(self, aggregate: Shift) -> None:
            """Remember that it is over, and as which Z."""
            aggregate.number = self.number

    def __init__(
        self,
        location: str,
        till: str,
        series: str,
        currency: str,
        business_day: int,
        float_minor: int,
        cashier: str,
    ) -> None:
        """Open with a float in the drawer."""
        self.location = location
        self.till = till
        self.series = series
        self.currency = currency
        self.business_day = business_day
        self.float_minor = float_minor
        self.cashier = cashier
        self.number = 0
        """Its number among the series' closed shifts; 0 while it is open."""

    @classmethod
    def open(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
        series: str,
        currency: str,
        business_day: int,
        float_minor: int,
        cashier: str = "",
    ) -> Self:
        """Decide to open a shift; raises :class:`RefusedError` when a field is out of bounds."""
        check_receipt(location, series, 1, currency)
        check_word("A till", till, WORD_LENGTH_MAX)
        if not 0 <= business_day <= DAY_MAX:
            raise RefusedError("A business day is between the years 1970 and 9999.")
        if not 0 <= float_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("A float must not be negative or absurdly large.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            series=series,
            currency=currency,
            business_day=business_day,
            float_minor=float_minor,
            cashier=cashier,
        )

    def move_cash(
        self, timestamp: datetime, amount_minor: int, reason: str, cashier: str = ""
    ) -> None:
        """Put cash in, or take it out: negative; raises :class:`RefusedError`."""
        self._must_be_open()
        check_word("A reason", reason, WORD_LENGTH_MAX)
        if not 0 < abs(amount_minor) <= AMOUNT_MINOR_MAX:
            raise RefusedError("Cash in or out must be more than nothing and within reason.")
        self.trigger_event(
            self.CashMoved,
            timestamp=timestamp,
            amount_minor=amount_minor,
            reason=reason,
            cashier=cashier,
        )

    def open_drawer(self, timestamp: datetime, reason: str, cashier: str = "") -> None:
        """Open the drawer without a sale; raises :class:`RefusedError`."""
        self._must_be_open()
        check_word("A reason", reason, WORD_LENGTH_MAX)
        self.trigger_event(self.DrawerOpened, timestamp=timestamp, reason=reason, cashier=cashier)

    def count(self, timestamp: datetime, coins: Sequence[Coins], cashier: str = "") -> None:
        """State what was found in the drawer; raises :class:`RefusedError`."""
        self._must_be_open()
        if len(coins) > COINS_MAX or len({coin.value_minor for coin in coins}) < len(coins):
            raise RefusedError("Each denomination is counted once.")
        for value_minor, pieces in coins:
            if not 0 < value_minor <= AMOUNT_MINOR_MAX or not 0 <= pieces <= PIECES_MAX:
                raise RefusedError(f"{pieces} pieces of {format_amount(value_minor)} cannot be.")
        self.trigger_event(
            self.Counted, timestamp=timestamp, coins=tuple(sorted(coins)), cashier=cashier
        )

    def close(
        self,
        timestamp: datetime,
        *,
        number: int,
        first: int,
        last: int,
        report: bytes,
        digest: bytes,
        cashier: str = "",
    ) -> None:
        """Close as the series' Z ``number``, over the records ``first`` to ``last``."""
        self._must_be_open()
        self.trigger_event(
            self.Closed,
            timestamp=timestamp,
            number=number,
            first=first,
            last=last,
            report=report,
            digest=digest,
            cashier=cashier,
        )

    def _must_be_open(self) -> None:
        if self.number:
            raise RefusedError("This shift is closed; open a new one.")
