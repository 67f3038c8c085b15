"""What a liar makes of greetings, of stock rows and of what was meant for another."""

from __future__ import annotations

from core.crdt.pn_counter import Row
from core.crdt.row_delta import KeyedRow, RowDelta
from core.identity import StreamId
from core.log.memory_store import MemoryStore
from replication.limits import PROTOCOL_VERSION
from replication.messages import Ack, Hello, Rows
from replication.wire import decode, encode
from simulations.dice import dice_of
from simulations.forging import Forger
from simulations.liar import MASQUERADE, MISCOUNT, MISDIRECT, Liar
from simulations.signing import KeyedHashSigner
from tests.contracts.logs import open_log

HELLO = Hello(
    PROTOCOL_VERSION, "acme", bytes(32), 1, "B1T1", "till", "b", ("*",), 7, 0, bytes(16), b"papers"
)


def liar(lie: str) -> Liar:
    log = open_log(MemoryStore())
    return Liar(
        dice_of(1, lie), (lie,), 1_000, Forger(lambda: log, KeyedHashSigner(b"liar"), lambda: HELLO)
    )


def test_a_masquerade_shows_no_papers_false_ones_or_another_name() -> None:
    tongue = liar(MASQUERADE)
    shown = {data for _ in range(20) for data in tongue.say(b"link", encode(HELLO))}
    greetings = [decode(data) for data in shown]
    assert all(isinstance(one, Hello) and one.public_key == HELLO.public_key for one in greetings)
    assert {(one.name, one.certificate) for one in greetings if isinstance(one, Hello)} == {
        ("B1T1", b""),
        ("B1T1", b"paperr"),
        ("hub", b"papers"),
    }


def test_a_miscount_tells_of_rows_that_come_after_what_it_tells_of() -> None:
    stream = StreamId(bytes(16), 1, "branch:b1")
    delta = RowDelta(stream, 3, 5, 5, 0, (KeyedRow(b"milk\0b1", Row(4, 10, 2)),))
    (data,) = liar(MISCOUNT).say(b"link", encode(Rows(1, (delta,))))
    told = decode(data)
    assert isinstance(told, Rows)
    assert [row.sequence for _, row in told.deltas[0].rows] == [6]


def test_crossed_wires_say_to_one_what_was_meant_for_another() -> None:
    tongue = liar(MISDIRECT)
    one, other = encode(Ack(1, (), 1)), encode(Ack(2, (), 2))
    assert tongue.say(b"one", one) == [one]
    assert tongue.say(b"other", other) == [other, one]
