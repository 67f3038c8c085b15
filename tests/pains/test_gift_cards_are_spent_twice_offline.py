"""Pain 14: points and gift cards are given or spent twice, so everybody switches them off offline.

Here each till spends only rights it holds: with no network, in any branch, and never below nothing.
"""

from __future__ import annotations

import random
from contextlib import suppress

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from node.duties import do_duties
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop

CODE = "GIFT-1"


def test_a_card_carried_from_branch_to_branch_while_all_are_cut_off_pays_once() -> None:
    dice = random.Random(14)
    shops = [Shop(MemoryStore(), name=f"B{n}T1", branch=f"B{n}") for n in (1, 2, 3)]
    shops[0].do("import-catalogue", products=CATALOGUE)
    shops[0].do("sell", gift_cards=[{"code": CODE, "amount_minor": 3_000}])
    meet(*shops)
    paid = 0
    for step in range(120):
        shop = dice.choice(shops)
        amount = dice.randrange(1, 129)
        rest = {"kind": "cash", "amount_minor": 129 - amount}
        card = {"kind": "gift-card", "amount_minor": amount, "reference": CODE}
        try:
            shop.sell("milk", tenders=[card, rest])
            paid += amount
        except RefusedError:
            if dice.getrandbits(1):
                with suppress(RefusedError):
                    shop.do("credit-fetch", ledger="gift-card", account=CODE, amount=200)
        if step % 7 == 0:
            one, other = dice.sample(shops, 2)
            one.hear(other)
            do_duties(one.till)
    for _ in range(2):
        meet(*shops)
        for shop in shops:
            do_duties(shop.till)
    meet(*shops)
    for shop in shops:
        answer = shop.do("credit-show", ledger="gift-card", account=CODE)
        assert answer["total"] == 3_000 - paid >= 0
        assert all(line["rights"] >= 0 for line in answer["holders"])
        assert sum(line["rights"] for line in answer["holders"]) == answer["total"]
    assert paid > 1_000, "the test spent something in several branches"


def test_a_sale_sent_again_earns_its_points_once() -> None:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    shop.do("setting-set", name="points.per_hundred", value=10)
    ann = shop.do("customer-add", name="Ann")["customer"]
    sale = {"id": "0" * 31 + "1", "lines": [{"code": "bread"}], "customer": ann}
    for _ in range(3):
        shop.do("sell", **sale)
    assert shop.do("credit-show", ledger="points", account=ann)["total"] == 25
