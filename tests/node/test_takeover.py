"""What a peer may not do: speak for an aggregate that another has minted."""

from __future__ import annotations

from uuid import UUID

import msgpack
import pytest

from core.identity import branch_scope
from core.log.entry import Draft
from core.log.memory_store import MemoryStore
from core.shop import kinds
from tests.node.tills import NOW_MS, Shop


def forged_sale(identifier: str, amount_minor: int) -> Draft:
    """A sale of one bread at a fancy price, under an id that somebody else has used."""
    body = [1, NOW_MS, "B1", "EVIL", 1, "USD", "", [[0, "bread", 1000, amount_minor]]]
    body += [[["cash", amount_minor]], b""]
    kind = kinds.SALE_COMPLETED
    return Draft(kind, branch_scope("B1"), UUID(identifier), 1, msgpack.packb(body))


def shops_where_the_peer_is_lesser() -> tuple[Shop, Shop]:
    """An honest till, and a peer whose author id comes before it."""
    honest = Shop(MemoryStore(), name="B1T1")
    honest.do("import-catalogue", products=[{"sku": "bread", "price_minor": 250}])
    peers = (Shop(MemoryStore(), name=f"E{number}") for number in range(100))
    return honest, next(peer for peer in peers if peer.log.author < honest.log.author)


@pytest.fixture(params=["minted", "given"])
def sold(request: pytest.FixtureRequest) -> tuple[Shop, Shop, str, str]:
    honest, evil = shops_where_the_peer_is_lesser()
    given = {"id": str(UUID(int=77))} if request.param == "given" else {}
    answer = honest.sell("bread", **given)
    evil.log.append([forged_sale(answer["id"], 99_999)])
    return honest, evil, answer["id"], answer["receipt"]


def test_a_refund_pays_by_the_receipt_and_not_by_a_forged_id(
    sold: tuple[Shop, Shop, str, str],
) -> None:
    honest, evil, _, receipt = sold
    honest.hear(evil)
    assert honest.do("refund", receipt=receipt)["total_minor"] == -250


def test_an_id_belongs_to_who_minted_it_on_every_node() -> None:
    honest, evil = shops_where_the_peer_is_lesser()
    answer = honest.sell("bread")
    evil.log.append([forged_sale(answer["id"], 99_999)])
    first, second = Shop(MemoryStore(), name="B2T1"), Shop(MemoryStore(), name="B2T2")
    for node, order in ((first, (honest, evil)), (second, (evil, honest))):
        for one in order:
            node.hear(one)
        with node.log.read() as view:
            (record,) = view.aggregate(0, UUID(answer["id"]).bytes)
            assert record in view.records(honest.log.stream(branch_scope("B1")), 0)
