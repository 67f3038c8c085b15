"""Stock rows: of strangers none are taken, and whoever orders them over and over waits."""

from __future__ import annotations

from replication.messages import Rows, RowsWant
from replication.wire import encode
from tests.companies import Company
from tests.replication.shop_node import hub, till
from tests.replication.wire_node import CheapSigner
from tests.replication.wire_world import World


def test_rows_of_a_stranger_are_not_taken_and_come_when_it_is_known() -> None:
    company = Company(CheapSigner)
    company.enrol("hub", may_invite=True)
    world = World(company=company)
    middle = hub(world)
    middle.enrol("b")
    reader = till(world, "b", "B")
    # This hub kept records from before it had a company: nobody asked for certificates.
    gate, middle.log.admission = middle.log.admission, None
    ghost = till(World(seed=9), "ghost", "G")
    ghost.move(milk=5_000)
    with ghost.log.read() as view:
        segment = view.segment(ghost.own, 0)
    assert segment is not None
    middle.log.ingest(segment.stream, 1, segment.data, segment.seal, segment.public_key)
    middle.log.admission = gate
    middle.replica.imported()
    world.join(reader, middle)
    middle.move(milk=1_000)
    world.until(lambda: ("milk", "hq") in reader.figures(), 10.0)
    world.pass_time(5.0)
    assert ("milk", "G") not in reader.figures()
    said = len(world.sent)
    world.pass_time(10.0)
    assert sum(len(sent.data) for sent in world.sent[said:]) < 4_000, "nobody tries again"
    middle.enrol("ghost")
    world.until(lambda: reader.figures().get(("milk", "G")) == 5_000, 15.0)


def test_whoever_orders_rows_over_and_over_is_sent_them_once_a_tick() -> None:
    world = World()
    middle, reader = hub(world), till(world, "b", "B")
    world.join(reader, middle)
    middle.move(milk=1_000)
    world.until(lambda: ("milk", "hq") in reader.figures(), 10.0)
    said = len(world.sent)
    for number in range(50):
        world.inject(middle, next(iter(middle.links)), encode(RowsWant(1_000 + number, True, ())))
    assert len(world.messages(Rows, sender="hub", since=said)) <= 1
    world.pass_time(5.0)
    assert world.messages(Rows, sender="hub", since=said)
