"""What a till that was lost held the rights to comes back through whoever enrolled it."""

from __future__ import annotations

from core.company.revocation import heads_of
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.views import credits
from core.views.credits import CREDITS, Credit
from node.duties import do_duties
from node.till import Till
from node.till_config import TillConfig
from node.verbs import perform
from tests.companies import say_revoked
from tests.contracts.logs import replicate
from tests.core.company.test_admission import Chain
from tests.node.tills import CATALOGUE, Shop

CARD = {"ledger": "gift-card", "account": "7F3K"}


def till(log: EventLog, name: str) -> Till:
    return Till(log, TillConfig(name, "b"))


def credit(log: EventLog) -> Credit:
    with log.read() as view:
        return credits.credit_of(view.table(CREDITS), CARD["ledger"], CARD["account"])


def meet(*logs: EventLog) -> None:
    for _ in range(2):
        for one in logs:
            for other in logs:
                if one is not other:
                    replicate(one, other)


def test_rights_of_a_revoked_till_are_answered_for_by_its_issuer() -> None:
    made = Chain()
    ann, tom, tim = (
        made.enrol("ann", may_invite=True),
        made.enrol("tom", by="ann"),
        made.enrol("tim", by="ann"),
    )
    meet(ann, tom, tim)
    perform(till(tom, "tom"), "sell", {"gift_cards": [{"code": "7F3K", "amount_minor": 500}]})
    meet(ann, tom, tim)
    perform(till(tim, "tim"), "credit-fetch", {**CARD, "amount": 300})
    meet(ann, tim)
    do_duties(till(ann, "ann"))
    assert credit(ann).spendable(till(ann, "ann").origin) == 0, "tom may still answer himself"
    with ann.read() as view:
        heads = heads_of(tom.author, [(s, head.sequence) for s, head in view.heads().items()])
    say_revoked(ann, tom.author, heads)
    for _ in range(2):
        do_duties(till(ann, "ann"))
        do_duties(till(tim, "tim"))
        meet(ann, tim)
    origins = [till(log, "").origin for log in (tom, ann, tim)]
    for log in (ann, tim):
        assert [credit(log).counter.rights(origin) for origin in origins] == [200, 0, 300]
    perform(till(ann, "ann"), "credit-fetch", CARD)
    assert credit(ann).spendable(origins[1]) == 200
    meet(ann, tim)
    assert credit(tim).counter.value == 500


def test_a_till_that_began_anew_takes_over_what_it_held_before() -> None:
    shop = Shop(MemoryStore())
    shop.do("sell", gift_cards=[{"code": "7F3K", "amount_minor": 500}])
    again = {"id": "0" * 31 + "3", **CARD}
    assert "no rights" in shop.refused("credit-reclaim", **again)
    shop.log.open_epoch(2, "a restored copy")
    assert shop.do("credit-show", **CARD)["spendable"] == 0
    assert "Nobody else" in shop.refused("credit-fetch", **CARD)
    assert shop.do("credit-reclaim", **again)["spendable"] == 500
    assert shop.unchanged("credit-reclaim", **again)["spendable"] == 500
    paid = [{"kind": "gift-card", "amount_minor": 500, "reference": "7F3K"}]
    line = {"code": "milk", "amount_minor": 500}
    shop.do("import-catalogue", products=CATALOGUE)
    shop.do("sell", lines=[line], tenders=paid)
    assert shop.do("credit-show", **CARD)["total"] == 0
