"""Whoever stands at a till does there what the node can do, but for what is named here."""

from __future__ import annotations

from node.verbs import VERBS
from node.web.screen import STATIC

SOURCES = STATIC.parent / "ui" / "src"

OTHERWISE = {
    "between nodes": {"admit", "issue"},
    "routes of their own": {"export", "import", "sign-in", "sign-out"},
    "the screen's own catalogue, papers and lists": {
        *("product-search", "receipt-paper", "report-paper", "approvals"),
    },
    "a ticket on the screen is changed there and handed over whole": {
        *("ticket-change", "ticket-complete", "ticket-return", "ticket-tender"),
    },
    "set up once, by whoever sets the shop up": {
        *("alert-set", "escrow-lift", "escrow-set", "escrows", "export-catalogue", "label-list"),
        *("label-set", "rounding-set", "tax-list", "tax-set"),
    },
    "looked after where the machine is": {
        *("fork-proof", "receipt-proof", "train", "trained"),
    },
}
"""What is not on the screen, and why."""


def test_every_verb_is_on_the_screen_or_said_to_be_elsewhere() -> None:
    files = [*SOURCES.rglob("*.ts"), *SOURCES.rglob("*.tsx")]
    source = "\n".join(path.read_text() for path in files if path.name != "schema.d.ts")
    missing = {verb for verb in VERBS if f'"{verb}"' not in source}
    assert missing == set().union(*OTHERWISE.values())
