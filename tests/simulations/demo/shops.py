"""Small files of baskets, as a shop might bring its own."""

from __future__ import annotations

from pathlib import Path

HEADING = (
    "store_id,household_id,basket_id,ts_utc,line_no,product_id,"
    "qty_milli,sales_cents,loyalty_disc_cents,coupon_cents,coupon_match_cents"
)


def write_baskets(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    return path


def two_shops(path: Path, *, baskets: int = 6) -> Path:
    """Write baskets of two shops: discounts, a coupon, goods by weight, a free bag."""
    rows = []
    for number in range(baskets):
        for store in ("north", "süd"):
            at = f"2024-05-04T09:{number:02d}:00+02:00"
            head = f"{store},h{number},{number},{at}"
            rows.append(f"{head},1,milk,2000,258,20,0,5")
            rows.append(f"{head},2,käse,{100 + number},{333 + number},0,33,0")
            rows.append(f"{head},3,bag,0,0,0,0,0")
    return write_baskets(path, rows)
