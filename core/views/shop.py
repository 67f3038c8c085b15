"""The projections every node of the shop keeps, inside its append transaction."""

from __future__ import annotations

from core.log.projection import Projection
from core.views.catalogue import Catalogue
from core.views.forks import Forks
from core.views.inventory import Inventory
from core.views.receipts import Receipts
from core.views.takings import TakingsView
from core.views.tickets import Tickets


def shop_projections() -> tuple[Projection, ...]:
    """Return a fresh set of the shop's projections, in the order they are applied."""
    return (Catalogue(), Inventory(), Receipts(), TakingsView(), Tickets(), Forks())
