"""One answer of every verb a till has, and what a lone till is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.node.tills import CATALOGUE, NOW_MS, Shop

DRILL = "0" * 31 + "7"
MILK = [{"code": "milk", "quantity_milli": 1000}]

OF_A_COMPANY: dict[str, dict[str, Any]] = {
    "import": {"path": "stick"},
    "invite": {"branch": "B2", "open_ms": 1_000},
    "invites": {},
    "withdraw": {"id": "0abc"},
    "admit": {"invite": "0" * 32, "join": "00"},
    "issue": {"name": "B", "branch": "B2", "signing_key": "0" * 64, "curve_key": "1" * 64},
    "members": {},
    "revoke": {"name": "B", "reason": "stolen"},
}
"""What a till that stands alone is refused; ``company/test_enrolment.py`` sees the answers."""

OF_ANOTHER_TILL = {"credit-fetch", "credit-reclaim"}
"""What needs rights held elsewhere or earlier; ``shop/test_reclaiming.py`` sees the answers."""

OF_A_PRINTER: dict[str, dict[str, Any]] = {
    "receipt-print": {"receipt": "B1T1-000001"},
    "report-print": {},
    "receipt-mail": {"receipt": "B1T1-000001", "address": "ann@example.org"},
    "print-status": {},
    "print-retry": {},
    "print-cancel": {"job": 1},
    "mail-status": {},
    "mail-retry": {},
    "mail-cancel": {"job": 1},
}
"""What a till without a data directory is refused; ``receipts/`` sees the answers."""

OF_A_SCALE = {"weigh"}
"""What a till without a scale is refused; ``shop/test_weighing.py`` sees the answers."""

OF_A_FORK = {"fork-proof"}
"""What needs a stream with two histories; ``test_forking.py`` sees the answers."""


def answers_of_every_verb(shop: Shop, stick: Path) -> dict[str, dict[str, Any]]:
    return {
        "import-catalogue": shop.do("import-catalogue", products=CATALOGUE),
        "export-catalogue": shop.do("export-catalogue"),
        "product-add": shop.do("product-add", sku="pen", name="Pen"),
        "product-edit": shop.do("product-edit", code="pen", price_minor=1),
        "product-show": shop.do("product-show", code="pen"),
        "product-search": shop.do("product-search", text="pe"),
        "price-set": shop.do("price-set", code="pen", price_minor=2),
        "price-list": shop.do("price-list", code="pen"),
        "promotion-set": shop.do("promotion-set", code="pens", sku="pen", rate_ppm=1),
        "promotions": shop.do("promotions"),
        **answers_about_tenders(shop),
        "label-set": shop.do("label-set", layouts=["21IIIIIWWWWWC"]),
        "label-list": shop.do("label-list"),
        "tax-set": shop.do("tax-set", tax_class="food", taxes=[{"name": "VAT", "rate_ppm": 1}]),
        "tax-list": shop.do("tax-list"),
        "rounding-set": shop.do("rounding-set", by_receipt=True),
        "receive": shop.do("receive", lines=MILK),
        "adjust": shop.do("adjust", lines=MILK, reason="found"),
        "sell": (sold := shop.do("sell", lines=MILK)),
        "receipt-proof": shop.do("receipt-proof", receipt=sold["receipt"]),
        "refund": shop.do("refund", receipt=sold["receipt"]),
        "refund-unproven": shop.do("refund-unproven", lines=MILK, reason="no receipt"),
        "exchange": shop.do(
            "exchange",
            receipt=shop.sell("milk")["receipt"],
            back=[{"item": 1}],
            lines=[{"code": "bread"}],
        ),
        "quote": shop.do("quote", lines=MILK),
        "receipt": shop.do("receipt", receipt=sold["receipt"]),
        "receipt-paper": shop.do("receipt-paper", receipt=sold["receipt"]),
        "stock": shop.do("stock"),
        "status": shop.do("status"),
        "history": shop.do("history"),
        "sync": shop.do("sync"),
        **answers_about_tickets(shop),
        "export": shop.do("export", path=str(stick)),
        **answers_about_a_review(shop),
        **answers_about_a_shift(shop),
        **answers_about_a_count(shop),
        "alert-set": shop.do("alert-set", code="milk", low_milli=5000),
        "escrow-set": shop.do("escrow-set", code="milk", quantity_milli=9_000),
        "escrows": shop.do("escrows"),
        "escrow-lift": shop.do("escrow-lift", code="milk"),
        **answers_about_transfers(shop),
        "sales-report": shop.do("sales-report", from_ms=NOW_MS, until_ms=NOW_MS + 1),
        "takings": shop.do("takings", from_ms=NOW_MS, until_ms=NOW_MS + 1),
        **answers_about_customers(shop),
        **answers_about_credit(shop),
        **answers_about_people(shop),
        "train": shop.do("train", drill=DRILL, number=1),
        "trained": shop.do("trained", drill=DRILL),
    }


def answers_about_tenders(shop: Shop) -> dict[str, dict[str, Any]]:
    pix = {"kind": "pix", "amount_minor": 129, "pending": True}
    sold = shop.sell("milk", tenders=[pix])
    return {
        "tenders-pending": shop.do("tenders-pending"),
        "tender-settle": shop.do("tender-settle", receipt=sold["receipt"], confirmed=True),
    }


def answers_about_tickets(shop: Shop) -> dict[str, dict[str, Any]]:
    """Scan, divide, put aside and pay a ticket."""
    ticket = shop.do("ticket-open")
    one = {"ticket": ticket["id"]}
    cash = {"kind": "cash", "amount_minor": 250}
    answers = {
        "ticket-open": ticket,
        "ticket-add": shop.do("ticket-add", **one, line={"code": "bread", "quantity_milli": 3000}),
        "ticket-change": shop.do("ticket-change", **one, line=1, quantity_milli=2000),
        "ticket-edit": shop.do("ticket-edit", **one, name="red coat"),
        "ticket-hold": shop.do("ticket-hold", **one),
        "ticket-recall": shop.do("ticket-recall", **one),
        "ticket-tender": shop.do("ticket-tender", **one, tender=cash),
        "ticket-return": shop.do("ticket-return", **one, **cash),
        "tickets": shop.do("tickets"),
    }
    part = [{"line": 1, "quantity_milli": 1000}]
    split = shop.do("ticket-split", **one, lines=part)
    return answers | {
        "ticket-split": split,
        "ticket-merge": shop.do("ticket-merge", ticket=split["id"], other=ticket["id"]),
        "ticket-remove": shop.do("ticket-remove", ticket=split["id"], line=2),
        "ticket-show": shop.do("ticket-show", ticket=split["id"]),
        "ticket-complete": [
            shop.do("ticket-tender", ticket=split["id"], tender=cash),
            shop.do("ticket-complete", ticket=split["id"]),
        ][1],
        "ticket-close": shop.do("ticket-close", ticket=shop.do("ticket-open")["id"]),
        "ticket-give": {"refused": shop.refused("ticket-give", **one, to="nobody")},
    }


def answers_about_customers(shop: Shop) -> dict[str, dict[str, Any]]:
    ann = shop.do("customer-add", name="Ann", phone="555 0101 01")
    bob = shop.do("customer-add", name="Bob")
    gone = {"customer": bob["customer"]}
    return {
        "customer-add": ann,
        "customer-edit": shop.do("customer-edit", customer=ann["customer"], group="club"),
        "customer-show": shop.do("customer-show", customer="555010101"),
        "customers": shop.do("customers", text="an"),
        "customer-merge": shop.do("customer-merge", **gone, into=ann["customer"]),
        "customer-forget": shop.do("customer-forget", **gone),
    }


def answers_about_credit(shop: Shop) -> dict[str, dict[str, Any]]:
    eve = shop.do("customer-add", name="Eve", credit_limit_minor=129)["customer"]
    shop.do("sell", gift_cards=[{"code": "C1", "amount_minor": 100}])
    shop.sell("milk", customer=eve, tenders=[{"kind": "on-account", "amount_minor": 129}])
    return {
        "credit-show": shop.do("credit-show", ledger="gift-card", account="C1"),
        "account-show": shop.do("account-show", customer=eve),
        "account-pay": shop.do("account-pay", customer=eve, amount_minor=29),
    }


def answers_about_a_shift(shop: Shop) -> dict[str, dict[str, Any]]:
    moved = {"amount_minor": 500, "reason": "change"}
    return {
        "shift-open": shop.do("shift-open", business_date="2023-11-14"),
        "cash-in": shop.do("cash-in", **moved),
        "cash-out": shop.do("cash-out", **moved),
        "no-sale": shop.do("no-sale", reason="change"),
        "cash-count": shop.do("cash-count", coins=[]),
        "shift-x": shop.do("shift-x"),
        "shift-close": shop.do("shift-close"),
        "shift-z": shop.do("shift-z"),
        "report-paper": shop.do("report-paper"),
        "shifts": shop.do("shifts"),
    }


def answers_about_a_review(shop: Shop) -> dict[str, dict[str, Any]]:
    shop.do("receive", lines=[{"code": "cheese", "quantity_milli": 1}])
    shop.sell("cheese")
    listed = shop.do("reviews")
    named = {"review": listed["reviews"][0]["id"]}
    return {
        "reviews": listed,
        "review-show": shop.do("review-show", **named),
        "review-note": shop.do("review-note", **named, note="looked"),
        "review-resolve": shop.do("review-resolve", **named, way="accept"),
    }


def answers_about_a_count(shop: Shop) -> dict[str, dict[str, Any]]:
    started = shop.do("count-start")
    count = {"count": started["id"]}
    return {
        "count-start": started,
        "count-line": shop.do("count-line", **count, code="milk", quantity_milli=5_000),
        "counts": shop.do("counts"),
        "count-finish": shop.do("count-finish", **count),
        "count-abandon": shop.do("count-abandon", count=shop.do("count-start")["id"]),
    }


def answers_about_transfers(shop: Shop) -> dict[str, dict[str, Any]]:
    milk = [{"code": "milk", "quantity_milli": 1000}]
    sent = shop.do("transfer-send", to="B2", lines=milk)
    received = shop.do("transfer-receive", transfer="0" * 31 + "3", lines=milk)
    return {
        "transfer-send": sent,
        "transfer-receive": received,
        "transfers": shop.do("transfers", all=True),
        "transfer-cancel": shop.do("transfer-cancel", transfer=sent["id"]),
    }


def answers_about_people(shop: Shop) -> dict[str, dict[str, Any]]:
    """Hire a manager and a supervisor, and let one answer what the other asks."""
    manager = {"login": "mia", "name": "Mia", "role": "manager", "pin": "271828"}
    return {
        "user-add": shop.do("user-add", **manager),
        "sign-in": shop.do("sign-in", login="mia", pin="271828"),
        "user-edit": [
            shop.do("user-add", login="sam", name="Sam", role="supervisor", pin="1618"),
            shop.do("user-edit", login="sam", role="manager"),
        ][1],
        "user-unlock": shop.do("user-unlock", login="sam"),
        "users": shop.do("users"),
        "who": shop.do("who"),
        "session": shop.do("session"),
        "setting-set": shop.do("setting-set", name="shift.required", value=0),
        "settings": shop.do("settings"),
        "approval-ask": (asked := shop.do("approval-ask", permission="refund")),
        "approve": shop.do("approve", request=asked["id"], login="sam", pin="1618"),
        "approvals": shop.do("approvals"),
        "sign-out": shop.do("sign-out"),
    }
