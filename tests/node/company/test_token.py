"""Tokens: one line that survives a copier, and tells every typing error at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from node.company.token import PREFIX, Token
from tests.node.tills import one_sentence

KEY = st.binary(min_size=32, max_size=32)
ADDRESS = st.sampled_from(["tcp://10.0.0.7:5700", "tcp://till-1.example:80", "tcp://h:1"])
TOKENS = st.builds(
    Token,
    KEY,
    KEY,
    KEY,
    st.integers(0, 2**32 - 1),
    st.tuples(ADDRESS) | st.tuples(ADDRESS, ADDRESS),
)


@given(TOKENS)
def test_a_token_reads_back_whatever_the_case_and_the_line_breaks(token: Token) -> None:
    text = token.text
    assert "\n" not in text
    assert Token.parse(text) == Token.parse(text.lower()) == token
    assert Token.parse(f" {text[:50]}\n{text[50:]} ") == token


@given(TOKENS, st.data())
def test_one_wrong_letter_is_told(token: Token, data: st.DataObject) -> None:
    text = token.text
    place = data.draw(st.integers(len(PREFIX), len(text) - 2))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(RefusedError) as caught:
            Token.parse(changed)
        assert "mistyped" in one_sentence(str(caught.value))


@pytest.mark.parametrize("text", ["", "TM1-", "hello", "TM2-AAAA", "TM1-!!!", "TM1-" + "A" * 300])
def test_what_is_no_token_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Token.parse(text)
    one_sentence(str(caught.value))


def test_a_token_fits_a_small_qr_code() -> None:
    token = Token(bytes(32), bytes(32), bytes(32), 2**31, ("tcp://192.168.100.200:5700",))
    assert len(token.text) < 224  # version 7, 45 modules a side, is the most that fits 24 lines


def test_the_secret_does_not_stand_in_what_the_inviter_keeps() -> None:
    token = Token(bytes(32), bytes(32), b"s" * 32, 0, ("tcp://h:1",))
    assert token.secret not in (token.public_key, token.invite_id)
    assert Token.parse(token.text).invite_id == token.invite_id
