"""Who brings a stream is found by the stream and by the link, and both say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.identity import StreamId
from replication.source_book import NOBODY, SourceBook

STREAMS = [StreamId(bytes(16), epoch, "company") for epoch in range(1, 5)]
LINKS = [b"a", b"b", b"c"]
STEPS = st.lists(
    st.tuples(st.sampled_from(STREAMS), st.sampled_from(LINKS), st.sampled_from(["enter", "link"]))
    | st.tuples(st.sampled_from(STREAMS), st.none(), st.just("strike")),
    max_size=20,
)


@given(STEPS)
def test_the_book_says_what_a_plain_map_says_after_any_steps(
    steps: list[tuple[StreamId, bytes | None, str]],
) -> None:
    book, plain = SourceBook(), dict[StreamId, bytes]()
    for stream, link, step in steps:
        if link is None:
            book.strike(stream)
            plain.pop(stream, None)
        elif step == "enter":
            book.enter(stream, link)
            plain[stream] = link
        else:
            book.strike_link(link)
            plain = {one: source for one, source in plain.items() if source != link}
        assert {one: book.link(one) for one in STREAMS} == dict.fromkeys(STREAMS, NOBODY) | plain
