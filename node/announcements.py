"""What nodes call out on the local network: their name, company, key and port.

Anybody can call out anything there, so every byte is hostile, and nothing heard is believed: an
announcement only ever adds an address to try for a key that is trusted already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from ipaddress import AddressValueError, IPv4Address
from typing import NamedTuple

from core.errors import MalformedError
from node.config import PORT_MAX
from node.wording import KEY_PATTERN, NAME_PATTERN

SERVICE_TYPE = "_tillmesh._tcp.local."
"""How the service is called in DNS-SD (RFC 6763)."""

VERSION = b"1"
"""Of the fields below; another one is not read."""

COMPANY_DIGITS = 16
"""Digits of a company's hash: enough to tell two apart, and its name stays inside."""

VALUE_BYTES_MAX = 64
"""Longest value: a key's digits."""

FIELDS_MAX = 16
"""Most fields looked at: ours, and some of a later version."""

ADDRESSES_MAX = 2
"""Addresses taken from one announcement: a machine with a cable and a radio."""


class Announcement(NamedTuple):
    """Who is to be found where, as far as it says so itself."""

    name: str
    company: str
    """The hash of the company's name."""
    curve_public_key: bytes
    addresses: tuple[str, ...]


def company_hash(company: str) -> str:
    """Return the name under which a company is announced."""
    return sha256(f"tillmesh company {company}".encode()).hexdigest()[:COMPANY_DIGITS]


def fields_of(name: str, company: str, curve_public_key: bytes) -> dict[bytes, bytes]:
    """Return the fields of a node's TXT record."""
    return {
        b"v": VERSION,
        b"n": name.encode(),
        b"c": company_hash(company).encode(),
        b"k": curve_public_key.hex().encode(),
    }


def read_announcement(
    fields: Mapping[bytes, bytes | None], hosts: Iterable[str], port: int | None
) -> Announcement:
    """Read what a node announced; raises :class:`core.errors.MalformedError`."""
    if len(fields) > FIELDS_MAX or fields.get(b"v") != VERSION:
        raise MalformedError("An announcement is of another version, or none.")
    if port is None or not 0 < port <= PORT_MAX:
        raise MalformedError("An announcement has no port.")
    addresses = [f"tcp://{host}:{port}" for host in hosts if _can_be_dialed(host)]
    if not addresses:
        raise MalformedError("An announcement has no address.")
    return Announcement(
        _text(fields, b"n", NAME_PATTERN),
        _text(fields, b"c", f"[0-9a-f]{{{COMPANY_DIGITS}}}"),
        bytes.fromhex(_text(fields, b"k", KEY_PATTERN)),
        tuple(addresses[:ADDRESSES_MAX]),
    )


def _text(fields: Mapping[bytes, bytes | None], field: bytes, pattern: str) -> str:
    value = fields.get(field) or b""
    text = value[: VALUE_BYTES_MAX + 1].decode("ascii", errors="replace")
    if re.fullmatch(pattern, text) is None:
        raise MalformedError(
            f"Field '{field.decode()}' of an announcement is not what it should be."
        )
    return text


def _can_be_dialed(host: str) -> bool:
    """Return whether a host is the IPv4 address of one machine."""
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return False
    return not (address.is_multicast or address.is_unspecified or address.is_reserved)


def hosts_to_announce(listen: str, machine: Iterable[str]) -> tuple[str, ...]:
    """Return under which addresses a node that listens there can be found by others.

    One that listens on loopback can be found there, by nodes of the same machine.
    """
    host = listen.removeprefix("tcp://").rpartition(":")[0]
    if host in ("*", "0.0.0.0"):
        return tuple(h for h in sorted(machine) if _can_be_dialed(h) and not is_loopback(h))
    return (host,) if _can_be_dialed(host) else ()


def is_loopback(host: str) -> bool:
    """Return whether an IPv4 address leads back to its own machine."""
    return IPv4Address(host).is_loopback
