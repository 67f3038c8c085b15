"""The projections every node of the shop keeps, inside its append transaction."""

from __future__ import annotations

from collections.abc import Mapping

from core.company.facts import COMPANY_READERS
from core.log.projection import Projection, Reader
from core.shop import product_facts
from core.shop.facts import READERS
from core.views.catalogue import Catalogue
from core.views.inventory import Inventory
from core.views.receipts import Receipts
from core.views.takings import TakingsView
from core.views.tickets import Tickets

SHOP_READERS: Mapping[str, Reader] = {**READERS, **product_facts.READERS}
"""The reader of every kind a projection of the shop folds; each subject brings its own."""

ALL_READERS: Mapping[str, Reader] = {**SHOP_READERS, **COMPANY_READERS}
"""The same, and of its company."""


def shop_projections(*more: Projection) -> tuple[Projection, ...]:
    """Return a fresh set of the shop's projections, in the order they are applied.

    A node of a company adds the one its gate looks into.
    """
    return (*more, Catalogue(), Inventory(), Receipts(), TakingsView(), Tickets())
