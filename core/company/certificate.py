"""Certificates: the company's word that a node belongs to it.

::

    certificate  msgpack [fields, signature, issuer]
    fields       bytes, msgpack [version, root key, node, branch, role, signing key,
                 CURVE key, serial, issued_ms, expires_ms, may_invite]
    signature    64 bytes over "tillmesh certificate 1\\0" + fields
    issuer       empty when the root key signed, else the issuer's whole certificate

So a certificate carries its chain, and the root's public key alone judges it. Whether it has
expired is for whoever admits a connection to ask, never for records already written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError, RefusedError, SealError
from core.identity import Signer, Verifier, author_id
from core.log.seal import SIGNATURE_BYTES
from core.shop.limits import WORD_LENGTH_MAX
from core.shop.reading import MS_MAX

CERTIFICATE_VERSION = 1
"""Version of the fields."""

CHAIN_MAX = 4
"""Longest chain: a founder, whom he trusts, whom they trust, and a till."""

CERTIFICATE_BYTES_MAX = 4096
"""Largest certificate: a full chain whose names have four bytes a character takes 3 KiB."""

READ_KEPT = 4096
"""Certificates kept as they were read: all are judged again whenever somebody comes or goes."""

KEY_BYTES = 32
"""Length of an Ed25519 or CURVE public key."""

SERIAL_BYTES = 16
"""Length of a serial: drawn, so that two issuers never give one twice."""

ROLES = ("till", "hub")
"""What a certificate lets a node be."""

_DOMAIN = b"tillmesh certificate 1\0"


class Certificate(NamedTuple):
    """What a company says of one node."""

    root_key: bytes
    """The company: the public key at the root of every chain."""
    node: str
    branch: str
    role: str
    signing_key: bytes
    """The Ed25519 key that signs the node's seals, and what it issues itself."""
    curve_key: bytes
    """The CURVE key the node proves when it connects."""
    serial: bytes
    issued_ms: int
    expires_ms: int
    """From when on it opens no connection; 0: never."""
    may_invite: bool
    """Whether the node may issue certificates and revoke them."""

    @property
    def author(self) -> bytes:
        """The author id of the node."""
        return author_id(self.signing_key)

    def expired(self, now_ms: int) -> bool:
        """Return whether the certificate opens no connection any more."""
        return 0 < self.expires_ms <= now_ms


class Issued(NamedTuple):
    """A certificate with its signature and its issuer's, read but not yet verified."""

    certificate: Certificate
    signature: bytes
    issuer: Issued | None
    """Whose key signed; None: the root."""
    data: bytes
    """The canonical bytes of it all."""

    @property
    def issuer_key(self) -> bytes:
        """The key that must have signed."""
        if self.issuer is None:
            return self.certificate.root_key
        return self.issuer.certificate.signing_key

    @property
    def chain(self) -> tuple[Issued, ...]:
        """This certificate, its issuer's, and so on up to the one the root signed."""
        return (self,) if self.issuer is None else (self, *self.issuer.chain)


def issue(signer: Signer, certificate: Certificate, issuer_chain: bytes = b"") -> bytes:
    """Sign a certificate; without ``issuer_chain`` the signer is the root key itself.

    Raises :class:`RefusedError` when the issuer may not invite or its chain is full, and
    :class:`MalformedError` when a field is out of bounds.
    """
    issuer = read_chain(issuer_chain) if issuer_chain else None
    if issuer is not None and not issuer.certificate.may_invite:
        raise RefusedError(f"{issuer.certificate.node} may not invite; ask a node that may.")
    if issuer is not None and len(issuer.chain) >= CHAIN_MAX:
        raise RefusedError(
            f"{issuer.certificate.node} stands at the end of a chain of {CHAIN_MAX}; "
            "ask a node nearer to the founder to invite."
        )
    fields = msgpack.packb((CERTIFICATE_VERSION, *certificate))
    signature = signer.sign(_DOMAIN + fields)
    data: bytes = msgpack.packb((fields, signature, issuer_chain))
    issued = read_chain(data)
    assert issued.issuer_key == signer.public_key, "a certificate is signed by its issuer"
    return data


def read_certificate(data: bytes, root_key: bytes, verifier: Verifier) -> Certificate:
    """Return the certificate in ``data``, verified up to ``root_key``.

    Raises :class:`MalformedError` when it cannot be read, :class:`SealError` when it is of
    another company or a signature does not hold.
    """
    issued = read_chain(data)
    verify_chain(issued, root_key, verifier)
    return issued.certificate


def verify_chain(issued: Issued, root_key: bytes, verifier: Verifier) -> None:
    """Verify every signature of a chain; raises :class:`SealError`."""
    for link in issued.chain:
        node = link.certificate.node
        if link.certificate.root_key != root_key:
            raise SealError(f"The certificate of {node} is of another company.")
        if link.issuer is not None and not link.issuer.certificate.may_invite:
            raise SealError(f"{link.issuer.certificate.node} may not invite, and invited {node}.")
        fields = msgpack.packb((CERTIFICATE_VERSION, *link.certificate))
        if not verifier(link.issuer_key, _DOMAIN + fields, link.signature):
            raise SealError(f"The signature on the certificate of {node} does not verify.")


def read_chain(data: bytes) -> Issued:
    """Read a certificate without verifying it; raises :class:`MalformedError`."""
    if type(data) is not bytes or not 0 < len(data) <= CERTIFICATE_BYTES_MAX:
        raise MalformedError(f"A certificate has 1 to {CERTIFICATE_BYTES_MAX} bytes.")
    try:
        return _read(data, CHAIN_MAX)
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise MalformedError(f"A certificate cannot be read: {error}.") from None


@lru_cache(maxsize=READ_KEPT)
def _read(data: bytes, most: int) -> Issued:
    if most == 0:
        raise MalformedError(f"A certificate's chain is longer than {CHAIN_MAX}.")
    fields, signature, issuer = _unpack(data)
    if type(fields) is not bytes or type(signature) is not bytes or type(issuer) is not bytes:
        raise MalformedError("A certificate does not have its parts.")
    if len(signature) != SIGNATURE_BYTES:
        raise MalformedError("A certificate's signature has the wrong length.")
    return Issued(_fields(fields), signature, _read(issuer, most - 1) if issuer else None, data)


def _unpack(data: bytes) -> tuple[Any, ...]:
    """Unpack an array whose bytes are the only ones for it."""
    values = msgpack.unpackb(data, use_list=False, max_map_len=0, max_ext_len=0)
    if type(values) is not tuple or msgpack.packb(values) != data:
        raise MalformedError("A certificate is not written the one way there is.")
    return values


def _fields(data: bytes) -> Certificate:
    version, *values = _unpack(data)
    if type(version) is not int or version != CERTIFICATE_VERSION:
        raise MalformedError("A certificate has a version this program does not know.")
    certificate = Certificate(*values)
    for key in (certificate.root_key, certificate.signing_key, certificate.curve_key):
        _exactly(key, KEY_BYTES)
    _exactly(certificate.serial, SERIAL_BYTES)
    for word in (certificate.node, certificate.branch):
        if type(word) is not str or not 0 < len(word) <= WORD_LENGTH_MAX or "\0" in word:
            raise MalformedError("A certificate's node or branch is no name.")
    if certificate.role not in ROLES:
        raise MalformedError("A certificate names a role this program does not know.")
    for time_ms in (certificate.issued_ms, certificate.expires_ms):
        if type(time_ms) is not int or not 0 <= time_ms < MS_MAX:
            raise MalformedError("A certificate states an impossible time.")
    if type(certificate.may_invite) is not bool:
        raise MalformedError("A certificate does not say whether its node may invite.")
    return certificate


def _exactly(value: Any, length: int) -> None:
    if type(value) is not bytes or len(value) != length:
        raise MalformedError("A key or serial in a certificate has the wrong length.")
