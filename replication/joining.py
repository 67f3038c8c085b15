"""JOIN and WELCOME: the two messages of a node that does not belong to a company yet.

They are spoken on a link whose key was derived from an invitation, and nothing else is: no
byte of such a link reaches the replica. JOIN may be said again and again; the answer to the
same keys is the same certificate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgpack

from core.company.certificate import CERTIFICATE_BYTES_MAX, KEY_BYTES
from core.errors import MalformedError
from core.identity import Signer, Verifier
from core.log.seal import SIGNATURE_BYTES

JOIN, WELCOME = 13, 14
"""The numbers of the messages, for ever."""

TEXT_BYTES_MAX = 300
"""Longest text in either: an address is a host of 253 letters and a port."""

PEERS_MAX = 64
"""Peers, and certificates, in a WELCOME: one that answers is enough to hear of all others."""

JOINING_BYTES_MAX = 1 << 20
"""Largest of either: a WELCOME full of certificates takes a third of it."""

INVITE_ID_BYTES = 16
"""Length of an invitation's id, which becomes the serial of the certificate it leads to."""

_DOMAIN = b"tillmesh join 1\0"


class Join(NamedTuple):
    """A node asks to be enrolled; the link's key says by which invitation."""

    name: str
    """How it wants to be called; empty when the invitation says it."""
    signing_key: bytes
    curve_key: bytes
    address: str
    """Where it listens; empty when nobody could dial it there."""
    proof: bytes
    """Its signature over all of this and the invitation's id."""


class JoinedPeer(NamedTuple):
    """A node that may be dialed."""

    name: str
    address: str
    curve_key: bytes


class Welcome(NamedTuple):
    """The answer: a certificate and what else a new node must know, or why there is none."""

    refusal: str
    """One sentence; empty when the node is welcome."""
    company: str = ""
    currency: str = ""
    certificate: bytes = b""
    certificates: tuple[bytes, ...] = ()
    """Those of the peers below, so that they are known before any event says them."""
    peers: tuple[JoinedPeer, ...] = ()


def make_join(signer: Signer, invite_id: bytes, name: str, curve_key: bytes, address: str) -> Join:
    """Return a signed JOIN."""
    join = Join(name, signer.public_key, curve_key, address, b"")
    return join._replace(proof=signer.sign(_signed(join, invite_id)))


def is_proved(join: Join, invite_id: bytes, verifier: Verifier) -> bool:
    """Return whether the owner of the signing key made this JOIN for this invitation."""
    return verifier(join.signing_key, _signed(join, invite_id), join.proof)


def _signed(join: Join, invite_id: bytes) -> bytes:
    fields: bytes = msgpack.packb((invite_id, *join[:-1]))
    return _DOMAIN + fields


def encode_joining(message: Join | Welcome) -> bytes:
    """Return the bytes of a message."""
    number = JOIN if isinstance(message, Join) else WELCOME
    data: bytes = msgpack.packb((number, *message))
    return data


def decode_joining(data: bytes) -> Join | Welcome:
    """Read a message; raises :class:`MalformedError` saying what is wrong with it."""
    if len(data) > JOINING_BYTES_MAX:
        raise MalformedError(f"A message of {len(data)} bytes is too long for joining.")
    try:
        fields = msgpack.unpackb(data, use_list=False, max_map_len=0, max_ext_len=0)
        if type(fields) is not tuple or not fields:
            raise MalformedError("A message is no array.")
        if fields[0] == JOIN:
            return _join(fields[1:])
        if fields[0] == WELCOME:
            return _welcome(fields[1:])
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise MalformedError(f"A message of joining cannot be read: {error}.") from None
    raise MalformedError("This message is neither JOIN nor WELCOME.")


def _join(fields: tuple[Any, ...]) -> Join:
    name, signing_key, curve_key, address, proof = fields
    return Join(
        _text(name),
        _bytes(signing_key, KEY_BYTES),
        _bytes(curve_key, KEY_BYTES),
        _text(address),
        _bytes(proof, SIGNATURE_BYTES),
    )


def _welcome(fields: tuple[Any, ...]) -> Welcome:
    refusal, company, currency, certificate, certificates, peers = fields
    return Welcome(
        _text(refusal),
        _text(company),
        _text(currency),
        _certificate(certificate),
        tuple(_certificate(one) for one in _many(certificates)),
        tuple(_peer(one) for one in _many(peers)),
    )


def _peer(value: Any) -> JoinedPeer:
    name, address, curve_key = value
    return JoinedPeer(_text(name), _text(address), _bytes(curve_key, KEY_BYTES))


def _text(value: Any) -> str:
    if type(value) is not str or len(value.encode()) > TEXT_BYTES_MAX:
        raise MalformedError("A text of joining is no text or too long.")
    return value


def _bytes(value: Any, length: int) -> bytes:
    if type(value) is not bytes or len(value) != length:
        raise MalformedError("A key or signature of joining has the wrong length.")
    return value


def _certificate(value: Any) -> bytes:
    if type(value) is not bytes or len(value) > CERTIFICATE_BYTES_MAX:
        raise MalformedError("A certificate of joining is too long or none.")
    return value


def _many(value: Any) -> tuple[Any, ...]:
    if type(value) is not tuple or len(value) > PEERS_MAX:
        raise MalformedError(f"A list of joining holds more than {PEERS_MAX} or is none.")
    return value
