"""Pain 16: the line breaks in the middle, and what was left is marked as sent and never comes."""

from __future__ import annotations

from tests.node.tills import CATALOGUE, Street


def test_what_is_missing_is_known_exactly_and_comes_after_any_break() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    for _ in range(6):
        first.sell("milk")
    stream = first.till.branch_stream
    seen = []
    while True:
        with second.log.read() as mine, first.log.read() as theirs:
            held, wanted = mine.head(stream).sequence, theirs.head(stream).sequence
            found = theirs.segment(stream, held, bytes_max=1)
        seen.append(wanted - held)
        if found is None:
            break
        where = found.stream, found.first, found.data
        second.log.ingest(*where, found.seal, found.public_key)  # and the line breaks again
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert second.figures("sales") == (6,)
