"""Alerts: what is low, told on this very till and stopping nothing."""

from __future__ import annotations

from core.log.log_view import LogView
from core.shop.alert import NO_ALERT, StockAlert
from core.shop.roles import Permission
from core.views import alerts
from core.views.alerts import Alerts
from core.views.inventory import Inventory, counter_of
from node.answers import DoneAnswer
from node.shop.authority import authority_at
from node.shop.commands.alerts import SetAlert
from node.till import Till
from node.verb import Verb


def set_alert(till: Till, command: SetAlert) -> DoneAnswer:
    """Set a product's threshold; raises :class:`core.errors.RefusedError` without the product."""
    if (done := till.done_before(StockAlert, command.id)) is not None:
        return DoneAnswer(str(done.id), 1, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.STOCK_ADJUST, about=command.code)
        table = till.log.table(transaction, Alerts.name)
        location = command.location or till.config.branch
        sku = till.product(transaction, command.code).sku
        alert = StockAlert.set(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=location,
            sku=sku,
            low_milli=NO_ALERT if command.low_milli is None else command.low_milli,
            revision=alerts.revision_of(table, location, sku) + 1,
        )
        till.application.record(alert, *authority.approved(alert.id))
    return DoneAnswer(str(alert.id), 1)


def low_products(view: LogView, location: str) -> int:
    """Return how many products of a location are at their threshold or below it."""
    inventory = view.table(Inventory.name)
    return sum(
        counter_of(inventory, sku, location).value <= low_milli
        for sku, low_milli in alerts.thresholds(view.table(Alerts.name), location)
    )


VERBS: dict[str, Verb] = {"alert-set": Verb(SetAlert, set_alert)}
"""The verbs of alerts."""
