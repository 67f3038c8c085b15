"""Pain 2: a sale that was sent twice, or heard twice, is counted twice."""

from __future__ import annotations

from tests.node.tills import CATALOGUE, Street

ID = "01890000-0000-7000-8000-00000000000a"


def test_a_sale_sent_twice_and_heard_twice_is_one() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    sold = first.sell("milk", id=ID)
    assert first.sell("milk", id=ID) == {**sold, "repeated": True}
    for _ in range(3):
        with first.log.read() as theirs:
            for stream in theirs.heads():
                found = theirs.segment(stream, 0)
                assert found is not None
                where = found.stream, found.first, found.data
                second.log.ingest(*where, found.seal, found.public_key)
    for shop in (first, second):
        assert shop.figures("sales") == (1,)
        assert shop.stock_of("milk") == -1000
