"""A node's desk: the log, the application and the names that every verb works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from core.company.admission import CompanyAdmission
from core.errors import RefusedError
from core.identity import FIRST_EPOCH, Origin, Signer, StreamId, branch_scope
from core.log.event_log import EventLog
from core.log.record import decode_header
from core.log.store import Transaction
from core.shop.aggregate import moment
from core.shop.count import StockCount
from core.shop.settings import SHIFT_REQUIRED
from core.views import catalogue, receipts, settings, shifts
from core.views.product_record import CatalogueItem
from node import system_dice
from node.application import AggregateT, ShopApplication
from node.company.files import Company
from node.distance import Known
from node.scale.reading import Reading
from node.shop.presence import person_at
from node.shop.scarce import ScarceGoods
from node.till_config import TILL, TillConfig


@dataclass(frozen=True)
class Office:
    """What a node that belongs to a company keeps and knows of it."""

    directory: Path
    company: Company
    admission: CompanyAdmission
    signer: Signer
    """The key that signs the certificates it issues."""
    curve_key: bytes
    """The public half of the key it proves when it connects."""


class Till:
    """One node's own half of the shop; replication goes on beside it and it never waits."""

    def __init__(self, log: EventLog, config: TillConfig) -> None:
        """Sell in ``log`` under the names of ``config``."""
        self.log = log
        self.config = config
        self.application = ShopApplication(log, config.branch)
        self.application.rider = ScarceGoods(log, config.branch)
        self.recall: Callable[[], Known] = Known
        """Says what was kept of how far our events have travelled."""
        self.secret: Callable[[int], bytes] = system_dice.secret_bytes
        """Gives so many bytes that nobody can guess, for keys."""
        self.read_scale: Callable[[], Reading] | None = None
        """Says what the scale shows, or is refused; None without a scale."""
        self.directory: Path | None = None
        """The data directory; None for a till without one, as in the simulator."""
        self.counting: StockCount | None = None
        """The count that was written to last, as it stands in the log; None to read it anew."""
        self.office: Office | None = None
        """What a node of a company has besides; None for a lone one."""

    @property
    def cashier(self) -> str:
        """The login of whoever is signed in; empty while nobody is."""
        person = person_at(self.log)
        return "" if person is None else person.login

    @property
    def branch_stream(self) -> StreamId:
        """The stream this till writes its branch's events to."""
        return self.log.stream(branch_scope(self.config.branch))

    @property
    def shift(self) -> bytes:
        """The id of the open shift, for what is sold in it; empty while none is.

        Raises :class:`RefusedError` when the company sells in open shifts only.
        """
        with self.log.read() as view:
            opened = shifts.open_shift(view.table(shifts.SHIFTS), self.branch_stream)
            if opened is not None:
                return opened.id.bytes
            if settings.value_of(view.table("settings"), SHIFT_REQUIRED):
                raise RefusedError("Open a shift first: 'tillmesh shift open'.")
        return b""

    @property
    def series(self) -> str:
        """The series of this till's receipt numbers; a new epoch begins a new one."""
        return self.series_of(self.log.epoch)

    def series_of(self, epoch: int) -> str:
        """Return the series of the receipts this till numbered in an epoch."""
        name = self.config.name
        # No name holds a tilde, so no two nodes ever share a series.
        return name if epoch == FIRST_EPOCH else f"{name}~{_base_36(epoch)}"

    @property
    def origin(self) -> Origin:
        """Who writes here: this node's author and epoch."""
        return Origin(self.log.author, self.log.epoch)

    def must_have_written(self, what: str, identifier: UUID) -> None:
        """Raise :class:`RefusedError` when an aggregate has another writer than this node now."""
        with self.log.read() as view:
            origins = {
                decode_header(record).stream.origin
                for record in view.aggregate(0, identifier.bytes)
            }
        if origins != {self.origin}:
            raise RefusedError(
                f"This {what}, {identifier}, was written to by another node, or before this one "
                "began a new epoch; open a new one."
            )

    def must_have_cashier(self) -> None:
        """Raise :class:`RefusedError` on a hub: nobody stands at it."""
        if self.config.role != TILL:
            raise RefusedError(f"{self.config.name} is a hub; sell and refund at a till.")

    def now(self) -> datetime:
        """Return the till's time, as events state it."""
        return moment(self.log.now_ms())

    def next_number(self, transaction: Transaction) -> int:
        """Return the next receipt number; taken by the commit of this transaction."""
        table = self.log.table(transaction, "receipts")
        return receipts.next_number(table, self.origin, self.series)

    def product(self, transaction: Transaction, code: str) -> CatalogueItem:
        """Return the product an SKU or barcode means; raises :class:`RefusedError`."""
        found = catalogue.by_code(self.log.table(transaction, "catalogue"), code)
        if not found:
            raise RefusedError(f"No product has the SKU or barcode '{code}'.")
        if len(found) > 1:
            skus = ", ".join(item.sku for item in found)
            raise RefusedError(f"Barcode '{code}' means several products: give one of {skus}.")
        return found[0]

    def goods(self, transaction: Transaction, code: str, quantity_milli: int) -> CatalogueItem:
        """Return the product a code means; raises :class:`RefusedError` for parts of a piece."""
        product = self.product(transaction, code)
        product.must_come_in(quantity_milli)
        return product

    def must_come_in(self, transaction: Transaction, sku: str, quantity_milli: int) -> None:
        """Raise :class:`RefusedError` for parts of a piece; what is not known may be parted."""
        product = catalogue.by_sku(self.log.table(transaction, "catalogue"), sku)
        if product is not None:
            product.must_come_in(quantity_milli)

    def done_before(
        self, aggregate_class: type[AggregateT], command_id: UUID | None
    ) -> AggregateT | None:
        """Return what a command with this id did before, None when it is new.

        Raises :class:`RefusedError` when a command of another kind had the id.
        """
        if command_id is None:
            return None
        with self.log.read() as view:
            if next(iter(view.aggregate(0, command_id.bytes)), None) is None:
                return None
        try:
            return self.application.load(aggregate_class, command_id)
        except RefusedError:
            raise RefusedError(
                f"The id {command_id} was used for something else; give every command its own."
            ) from None


def _base_36(number: int) -> str:
    """Return a number in digits and letters: any epoch in seven of them, most in four."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, len(digits))
        text = digits[digit] + text
    return text
