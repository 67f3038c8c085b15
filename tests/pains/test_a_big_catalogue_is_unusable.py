"""Pain 13: a large catalogue must be there whole before anything sells, or sells not at all."""

from __future__ import annotations

from tests.node.tills import Street

MANY = 2_000


def test_what_has_arrived_is_sold_while_the_rest_is_on_its_way() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    rows = [
        {"sku": f"n{at}", "price_minor": 100 + at, "barcode": f"{20_000_000 + at}"}
        for at in range(MANY)
    ]
    for at in range(0, MANY, 500):
        first.do("import-catalogue", products=rows[at : at + 500])
    stream = first.log.stream("company")
    heard = 0
    with first.log.read() as theirs:
        while (found := theirs.segment(stream, heard, bytes_max=1)) is not None:
            where = found.stream, found.first, found.data
            second.log.ingest(*where, found.seal, found.public_key)
            heard = found.last
            if heard < MANY:
                assert "No product" in second.refused("sell", lines=[{"code": f"n{MANY - 1}"}])
            sold = second.sell(f"{20_000_000 + heard - 1}")
            assert sold["total_minor"] == 100 + heard - 1
    assert heard == MANY
