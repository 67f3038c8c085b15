"""What is refused is said in the shop's words, on one line that a screen can show."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from node import verbs
from node.commands import Command
from node.config import NodeConfig, checked
from node.wording import BLANKS, LINE_LENGTH_MAX, one_line
from tests.node.tills import one_sentence

LIBRARY_WORDS = ("should", "Input", "permitted", "String", "valid ", "validation", "pydantic")
NODE = {"name": "B1T1", "branch": "B1"}


def refused(verb: str, arguments: Any) -> str:
    with pytest.raises(RefusedError) as raised:
        verbs.parse(verb, arguments)
    said = one_sentence(str(raised.value))
    assert not [word for word in LIBRARY_WORDS if word in said], said
    return said


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("receive", {}, "receive: lines is missing."),
        ("receive", {"lines": []}, "receive: lines has fewer than 1 entries."),
        ("sell", {"lines": 5}, "sell: lines is no list."),
        ("sell", {"lines": [5]}, "sell: lines.0 is no object with names and values."),
        ("sell", {"lines": [{"code": 5}]}, "sell: lines.0.code is no text."),
        ("sell", {"lines": [{"code": ""}]}, "sell: lines.0.code is shorter than 1 characters."),
        ("sell", {"lines": [{"code": "a"}], "id": "x"}, "sell: id is no UUID."),
        ("sell", {"lines": [{"code": "a"}], "tip": 1}, "sell: tip is not known here."),
        ("sell", 5, "sell: the command is no object with names and values."),
        ("receive", {"lines": [{"code": "a", "quantity_milli": 1.5}]}, "is no whole number."),
        ("receive", {"lines": [{"code": "a", "quantity_milli": 10**30}]}, "is more than"),
        ("refund", {"receipt": "r", "lines": [{"item": 0}]}, "lines.0.item is less than 1."),
        ("stock", {"code": "\ud800"}, "holds a character that cannot be written down."),
        ("status", {"full": "yes"}, "full is neither true nor false."),
        ("import", {"path": "a\0b"}, "import: path is wrong: a path holds no NUL."),
        ("status", {"a\x1b[2J": 1}, "status: a\\x1b[2J is not known here."),
    ],
)
def test_what_is_wrong_with_a_command_is_said_plainly(verb: str, arguments: Any, said: str) -> None:
    assert said in refused(verb, arguments)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "a b", "name is not 1 to 24 letters"),
        ("currency", "usd", "currency is not three capital letters"),
        ("listen", "here", "listen is not written like tcp://HOST:PORT"),
        ("listen", "tcp://h:70000", "listen is wrong: a port is at most 65535"),
        ("scopes", ["x"], "scopes.0 is neither '*' nor 'company'"),
        ("role", "shop", "role is not 'till' or 'hub'"),
        ("peers", [{"name": "A", "address": "tcp://h:1", "key": "z"}], "64 hexadecimal digits"),
    ],
)
def test_what_is_wrong_with_a_configuration_is_said_plainly(
    field: str, value: Any, said: str
) -> None:
    with pytest.raises(RefusedError) as raised:
        checked(NodeConfig, {**NODE, field: value}, "the node")
    assert said in one_sentence(str(raised.value))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lines", "code", "id", "path", "item"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(verbs.VERBS)), anything)
def test_no_mistake_is_said_in_the_words_of_a_library(verb: str, arguments: Any) -> None:
    try:
        assert isinstance(verbs.parse(verb, arguments), Command)
    except RefusedError as error:
        said = str(error).replace(repr(arguments), "")
        assert not [word for word in LIBRARY_WORDS if word in said], said


@given(st.text(max_size=3 * LINE_LENGTH_MAX))
def test_any_text_becomes_one_line_that_can_be_shown(text: str) -> None:
    line = one_line(text)
    assert all(one.isprintable() or one in BLANKS for one in line)
    assert len(line) <= LINE_LENGTH_MAX
    if text.isprintable() and len(text) <= LINE_LENGTH_MAX:
        assert line == text
