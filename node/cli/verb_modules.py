"""Which module brings which verbs, so that a verb is answered without reading all the others.

A till's scripts run ``tillmesh`` a thousand times a day, and what a program reads before it can
begin is most of what a short verb takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import typer

MODULES: Mapping[str, tuple[str, ...]] = {
    "node_verbs": ("init", "peer", "subscribe"),
    "run_verbs": ("run",),
    "doctor_verbs": ("doctor",),
    "shop_verbs": ("sell", "receive", "adjust", "stock", "ticket"),
    "quote_verbs": ("quote",),
    "refund_verbs": ("refund", "exchange", "refund-unproven", "receipt-proof"),
    "product_verbs": ("product", "import-catalogue", "export-catalogue"),
    "price_verbs": ("price", "tax"),
    "promotion_verbs": ("promotion",),
    "label_verbs": ("label",),
    "scale_verbs": ("weigh",),
    "tender_verbs": ("tender",),
    "bundle_verbs": ("export", "import", "fork-proof"),
    "alert_verbs": ("alert",),
    "escrow_verbs": ("escrow",),
    "company_verbs": ("company", "invite", "join", "enrol", "revoke", "members"),
    "count_verbs": ("count",),
    "customer_verbs": ("customer",),
    "credit_verbs": ("credit", "account"),
    "review_verbs": ("reviews", "review"),
    "transfer_verbs": ("transfer",),
    "people_verbs": ("user", "sign-in", "sign-out", "who"),
    "approval_verbs": ("approval", "approve", "setting"),
    "shift_verbs": ("shift", "cash"),
    "paper_verbs": ("receipt", "z"),
    "outbox_verbs": ("print", "mail"),
    "audit_verbs": ("audit",),
    "screen_verbs": ("screen",),
    "report_verbs": ("report",),
    "distance_verbs": ("status", "history", "sync"),
}
"""Every module of this package that has verbs, in the order of the help, and its verbs."""

EXTENSIONS = "tillmesh.verbs"
"""The entry points that add verbs of rooms ``node`` does not know: each is named as its verb, and
its value is called with the app."""


def register(app: typer.Typer, words: Sequence[str]) -> None:
    """Add to ``app`` the verb that ``words`` begin with, or every verb when they name none."""
    verb = words[0] if words else ""
    modules = [name for name, verbs in MODULES.items() if verb in verbs]
    found = [] if modules else [one for one in _extensions() if one.name == verb]
    if not modules and not found:
        modules, found = list(MODULES), _extensions()
    for name in modules:
        import_module(f"node.cli.{name}").register(app)
    for entry_point in found:
        entry_point.load()(app)


def _extensions() -> list[EntryPoint]:
    return sorted(entry_points(group=EXTENSIONS), key=lambda found: found.name)
