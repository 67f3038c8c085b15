"""What is read of an announcement, and what is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from node.announcements import (
    ADDRESSES_MAX,
    FIELDS_MAX,
    VALUE_BYTES_MAX,
    company_hash,
    fields_of,
    hosts_to_announce,
    read_announcement,
)

KEY = bytes(range(32))
FIELDS = fields_of("B1T1", "acme", KEY)


def test_what_is_announced_is_read_back() -> None:
    read = read_announcement(FIELDS, ["192.168.1.7"], 5700)
    assert read == ("B1T1", company_hash("acme"), KEY, ("tcp://192.168.1.7:5700",))
    assert all(len(key) + len(value) < VALUE_BYTES_MAX + 4 for key, value in FIELDS.items())


def test_the_company_is_told_apart_and_not_told() -> None:
    assert company_hash("acme") != company_hash("acme2")
    assert b"acme" not in b"".join(FIELDS.values())


@pytest.mark.parametrize(
    "changed",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"n": b""},
        {b"n": b"B1T1\n"},
        {b"n": b"a" * 25},
        {b"n": b"\xff\xfe"},
        {b"n": "café".encode()},
        {b"c": b"short"},
        {b"c": b"G" * 16},
        {b"k": b"00" * 31},
        {b"k": b"zz" * 32},
        {b"k": b"00" * 100_000},
        {b"k": None},
    ],
)
def test_a_hostile_field_is_refused(changed: dict[bytes, bytes | None]) -> None:
    with pytest.raises(MalformedError):
        read_announcement({**FIELDS, **changed}, ["192.168.1.7"], 5700)


@pytest.mark.parametrize("port", [None, 0, -1, 65_536])
def test_a_port_that_is_none_is_refused(port: int | None) -> None:
    with pytest.raises(MalformedError):
        read_announcement(FIELDS, ["192.168.1.7"], port)


@pytest.mark.parametrize(
    "host",
    ["", "fe80::1", "0.0.0.0", "224.0.0.251", "255.255.255.255", "evil.example", "1.2.3.4;x"],
)
def test_an_address_nobody_can_dial_is_passed_over(host: str) -> None:
    with pytest.raises(MalformedError):
        read_announcement(FIELDS, [host], 5700)
    assert read_announcement(FIELDS, [host, "10.0.0.1"], 1).addresses == ("tcp://10.0.0.1:1",)


def test_of_many_fields_and_addresses_few_are_looked_at() -> None:
    many = {b"%d" % number: b"x" for number in range(FIELDS_MAX)}
    with pytest.raises(MalformedError):
        read_announcement({**many, **FIELDS}, ["10.0.0.1"], 1)
    hosts = [f"10.0.0.{number}" for number in range(1, 200)]
    assert len(read_announcement(FIELDS, hosts, 1).addresses) == ADDRESSES_MAX


@given(
    st.dictionaries(
        st.sampled_from([b"v", b"n", b"c", b"k", b"x"]), st.none() | st.binary(max_size=80)
    ),
    st.lists(st.text(max_size=20), max_size=4),
    st.none() | st.integers(),
)
def test_nothing_that_is_announced_can_do_more_than_be_refused(
    fields: dict[bytes, bytes | None], hosts: list[str], port: int | None
) -> None:
    with pytest.raises(MalformedError):
        read_announcement(fields, hosts, port)


@pytest.mark.parametrize(
    ("listen", "hosts"),
    [
        ("tcp://127.0.0.1:5700", ("127.0.0.1",)),
        ("tcp://192.168.1.7:5700", ("192.168.1.7",)),
        ("tcp://*:5700", ("10.0.0.2", "192.168.1.7")),
        ("tcp://0.0.0.0:5700", ("10.0.0.2", "192.168.1.7")),
        ("tcp://eth0:5700", ()),
    ],
)
def test_only_what_others_can_dial_is_announced(listen: str, hosts: tuple[str, ...]) -> None:
    assert hosts_to_announce(listen, ["127.0.0.1", "192.168.1.7", "::1", "10.0.0.2"]) == hosts
