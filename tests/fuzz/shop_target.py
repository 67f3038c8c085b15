"""A till that has taken in what any author sealed: it must still sell, count and rebuild."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import zstandard

from core.errors import RefusedError, RemoteError
from core.log.entry import EMPTY_HEAD, head_of
from core.log.event_log import EventLog
from core.log.offer import Offer
from core.log.seal import make_seal
from core.log.segment import decode_segment
from node import looking, verbs
from node.till import Till
from node.till_config import TillConfig
from node.wording import to_json
from tests.fuzz.honest import new_log
from tests.fuzz.hostile import hostile_columns
from tests.fuzz.plan import Plan
from tests.fuzz.target import Target, must_be_one_sentence
from tests.replication.wire_node import SCOPE, CheapSigner

AUTHORS = ("eve", "mallory")
OFFERS_MAX = 4
RECEIPTS = ("B1T1-000001", "B1T1-000002", "x-000001")

SOME: tuple[tuple[str, dict[str, Any]], ...] = (
    ("status", {}),
    ("stock", {}),
    ("stock", {"code": "milk"}),
    ("tickets", {}),
    ("users", {}),
    ("approvals", {}),
    ("shifts", {}),
    ("shift-z", {"series": "B1T1"}),
    ("shift-open", {"business_date": "2023-11-14", "confirmed": True}),
    ("shift-x", {}),
    ("import-catalogue", {"products": [{"sku": "milk", "price_minor": 129}]}),
    ("sell", {"lines": [{"code": "milk", "amount_minor": 5}]}),
    ("sell", {"lines": [{"code": "4011", "amount_minor": 5}]}),
    ("receive", {"lines": [{"code": "milk", "quantity_milli": 1000}]}),
    *(("refund", {"receipt": receipt}) for receipt in RECEIPTS),
)
"""What is asked of the till afterwards."""


def hostile_offers(plan: Plan) -> list[Offer]:
    """Segments that two authors sealed, each stream from its beginning."""
    offers = []
    heads = dict.fromkeys(AUTHORS, EMPTY_HEAD)
    for _ in range(1 + plan.below(OFFERS_MAX)):
        name = plan.choose(AUTHORS)
        signer = CheapSigner(name)
        stream = new_log(name).stream(SCOPE)
        head = heads[name]
        data = zstandard.ZstdCompressor(level=1).compress(hostile_columns(plan))
        try:
            last = decode_segment(data, stream, head.sequence + 1, head.chain)[-1]
        except RemoteError:
            continue
        seal = make_seal(signer, stream, last.sequence, last.hlc, last.chain)
        offers.append(Offer(stream, head.sequence + 1, data, seal, signer.public_key))
        heads[name] = head_of(last)
    return offers


def _projections(log: EventLog) -> str:
    with log.read() as view:
        return looking.projections_digest(Till(log, TillConfig("B1T1", "B1")), view)


def run(data: bytes) -> None:
    """Take in what the bytes make two authors seal, and go on with the day."""
    offers = hostile_offers(Plan(data))
    log, other = new_log("victim"), new_log("other")
    for offer in offers:
        log.ingest_all([offer])
    # Another node meets the authors in another order, and everything of each at once (I7).
    other.ingest_all(sorted(offers, key=lambda offer: offer.stream, reverse=True))
    assert _projections(log) == _projections(other)
    till = Till(log, TillConfig("B1T1", "B1", company="acme"))
    for verb, arguments in SOME:
        try:
            to_json(verbs.perform(till, verb, arguments))
        except RefusedError as error:
            must_be_one_sentence(str(error))
    before = _projections(log)
    log.rebuild()
    assert _projections(log) == before


def seeds() -> Iterable[bytes]:
    """Plans at random."""
    dice = random.Random(2)
    for _ in range(20):
        yield dice.randbytes(300)


SHOP_TARGETS = (Target("shop", run, seeds),)
