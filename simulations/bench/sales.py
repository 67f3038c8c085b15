"""The sales that are measured: five lines each, from a seeded assortment of ten thousand."""

from __future__ import annotations

import random
from pathlib import Path

from eventsourcing.persistence import JSONTranscoder

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from core.log.mapper import MsgpackMapper
from core.log.store import Store
from core.shop import kinds
from core.shop.aggregate import ShopAggregate, moment
from core.shop.lines import Tender, item_line, totals_of
from core.shop.sale import Sale
from core.views.shop import ALL_READERS, shop_projections
from node import commands, system_clock
from node.till import Till
from node.till_config import TillConfig

PRODUCTS = 10_000
"""Products of the assortment, as many as a week of real baskets touches."""

LINES = 5
"""Lines of every sale."""

SEED = 20_171_009
"""What the assortment and the baskets are drawn from."""

START_MS = 1_507_500_000_000
"""When the shop opens: a morning of October 2017."""


def sell_command(dice: random.Random) -> commands.Sell:
    """Return the command of a sale of five lines at catalogue prices, paid by card."""
    lines = tuple(
        commands.SellLine(code=sku(dice), quantity_milli=1000 * dice.choice((1, 1, 1, 2, 3)))
        for _ in range(LINES)
    )
    return commands.Sell(lines=lines)


def sku(dice: random.Random) -> str:
    """Return an SKU; half of all lines fall on a tenth of the assortment."""
    span = PRODUCTS // 10 if dice.random() < 0.5 else PRODUCTS
    return f"{800_000 + dice.randrange(span)}"


def catalogue() -> list[dict[str, object]]:
    """Return the assortment as catalogue rows."""
    return [
        {"sku": f"{800_000 + n}", "name": f"Product {n}", "price_minor": 99 + n % 900}
        for n in range(PRODUCTS)
    ]


def open_log(store: Store, seed: bytes, *, clock_start_ms: int | None = None) -> EventLog:
    """Return a log with every projection; its clock real, or stepping from a start."""
    ticking = [clock_start_ms or 0]

    def step() -> int:
        ticking[0] += 37
        return ticking[0]

    return EventLog(
        store,
        clock_ms=system_clock.now_ms if clock_start_ms is None else step,
        signer=Ed25519Signer(seed),
        verifier=verify_ed25519,
        projections=shop_projections(),
        readers=ALL_READERS,
    )


def open_till(path: Path) -> Till:
    """Return a durable till in a new directory, with the assortment in its catalogue."""
    from node.verbs import perform

    till = Till(open_log(LmdbStore.open(str(path)), b"b" * 32), TillConfig("B1T1", "B1"))
    perform(till, "import-catalogue", {"products": catalogue()})
    return till


def sale_drafts(log: EventLog, count: int, *, branch: str = "B1", first: int = 1) -> list[Draft]:
    """Return ``count`` completed sales as drafts, numbered from ``first``."""
    dice = random.Random(SEED + first)
    mapper = MsgpackMapper(transcoder=JSONTranscoder())
    drafts = []
    for number in range(first, first + count):
        lines = [item_line(sku(dice), 1000, 99 + dice.randrange(900)) for _ in range(LINES)]
        sale = Sale.complete(
            id=log.mint_id(),
            timestamp=moment(log.now_ms()),
            location=branch,
            series="B1T1",
            number=number,
            currency="USD",
            lines=lines,
            tenders=[Tender("card", totals_of(lines).to_pay_minor)],
        )
        drafts.append(_draft(mapper, sale, branch))
    return drafts


def stock_drafts(log: EventLog, count: int, *, branch: str = "B1") -> list[Draft]:
    """Return ``count`` deliveries of one line each as drafts."""
    from core.shop.stock import StockReceipt

    dice = random.Random(SEED)
    mapper = MsgpackMapper(transcoder=JSONTranscoder())
    return [
        _draft(
            mapper,
            StockReceipt.receive(
                id=log.mint_id(),
                timestamp=moment(log.now_ms()),
                location=branch,
                lines=[(sku(dice), 1000 * dice.randrange(1, 24))],
            ),
            branch,
        )
        for _ in range(count)
    ]


def _draft(mapper: MsgpackMapper, aggregate: ShopAggregate, branch: str) -> Draft:
    (event,) = aggregate.collect_events()
    stored = mapper.to_stored_event(event)
    scope = kinds.scope_of(stored.topic, branch)
    return Draft(stored.topic, scope, stored.originator_id, stored.originator_version, stored.state)
