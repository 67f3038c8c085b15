"""The company of a virtual world: one root key, a founder, and a certificate for every node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from core.company.admission import CompanyAdmission
from core.company.certificate import Certificate, issue
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import Signer, Verifier
from simulations.dice import number_of
from simulations.signing import KeyedHashSigner, verify_keyed_hash
from simulations.topology import Place

_KEY_BYTES, _SERIAL_BYTES = 32, 16


class Papers(NamedTuple):
    """What one node has to prove who it is, and to judge others."""

    signer: Signer
    verifier: Verifier
    root_key: bytes
    certificate: bytes
    issued: tuple[bytes, ...]
    """The certificates it made known itself: the founder's, of everybody."""

    def admission(self) -> CompanyAdmission:
        """Return a gate that knows nobody but ourselves, and who enrolled us."""
        return CompanyAdmission(self.root_key, self.verifier, (self.certificate,))


def virtual_key(name: str) -> bytes:
    """Return the key by which the node of a name proves itself in the virtual world."""
    return sha256(b"curve key of " + name.encode()).digest()


def enrol(seed: int, places: Sequence[Place], *, real_signatures: bool) -> list[Papers]:
    """Let the first node found the company and enrol the others; returns everybody's papers."""
    make: Callable[[bytes], Signer] = Ed25519Signer if real_signatures else KeyedHashSigner
    verifier: Verifier = verify_ed25519 if real_signatures else verify_keyed_hash
    root = make(_secret(seed, "root"))
    signers = [make(_secret(seed, place.name)) for place in places]
    drawn = [
        Certificate(
            root_key=root.public_key,
            node=place.name,
            branch=place.branch,
            role=place.role,
            signing_key=signer.public_key,
            curve_key=virtual_key(place.name),
            serial=_secret(seed, "serial", place.name)[:_SERIAL_BYTES],
            issued_ms=0,
            expires_ms=0,
            may_invite=place is places[0],
        )
        for place, signer in zip(places, signers, strict=True)
    ]
    founder = issue(root, drawn[0])
    issued = tuple(issue(signers[0], certificate, founder) for certificate in drawn[1:])
    return [
        Papers(signer, verifier, root.public_key, certificate, issued if not number else ())
        for number, (signer, certificate) in enumerate(
            zip(signers, (founder, *issued), strict=True)
        )
    ]


def _secret(seed: int, *words: str) -> bytes:
    return number_of(seed, "key", *words).to_bytes(_KEY_BYTES, "big")
