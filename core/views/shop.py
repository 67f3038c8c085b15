"""The projections every node of the shop keeps, inside its append transaction."""

from __future__ import annotations

from collections.abc import Mapping

from core.company.facts import COMPANY_READERS
from core.log.projection import Projection, Reader
from core.shop import readers
from core.views.accounts import Accounts
from core.views.alerts import Alerts
from core.views.approvals import Approvals
from core.views.catalogue import Catalogue
from core.views.counts import Counts
from core.views.credits import Credits
from core.views.customers import Customers
from core.views.drills import Drills
from core.views.escrows import Escrows
from core.views.forks import Forks
from core.views.inventory import Inventory
from core.views.labels import Labels
from core.views.price_book import PriceBook
from core.views.promotions import Promotions
from core.views.purchases import Purchases
from core.views.receipts import Receipts
from core.views.reprints import Reprints
from core.views.reviews import REVIEW_KINDS
from core.views.reviews.kept import Reviews
from core.views.settings import Settings
from core.views.shifts import Shifts
from core.views.takings import TakingsView
from core.views.tender_states import TenderStates
from core.views.tickets import Tickets
from core.views.transfers import Transfers
from core.views.users import Users

SHOP_READERS: Mapping[str, Reader] = readers.SHOP_READERS
"""The reader of every kind a projection of the shop folds."""

ALL_READERS: Mapping[str, Reader] = {**SHOP_READERS, **COMPANY_READERS}
"""The same, and of its company."""


def shop_projections(*more: Projection) -> tuple[Projection, ...]:
    """Return a fresh set of the shop's projections, in the order they are applied.

    A node of a company adds the one its gate looks into.
    """
    return (
        *more,
        Alerts(),
        Catalogue(),
        Counts(),
        Customers(),
        Drills(),
        Credits(),
        Accounts(),
        Escrows(),
        Forks(),
        Inventory(),
        Labels(),
        PriceBook(),
        Promotions(),
        Purchases(),
        Receipts(),
        Reprints(),
        Reviews(REVIEW_KINDS),
        TakingsView(),
        TenderStates(),
        Tickets(),
        Transfers(),
        Users(),
        Settings(),
        Approvals(),
        Shifts(),
    )
