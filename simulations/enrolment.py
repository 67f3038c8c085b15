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
    """Empty where there is no company."""
    issued: tuple[bytes, ...]
    """The certificates it made known itself: the founder's, of everybody."""

    def admission(self) -> CompanyAdmission | None:
        """Return a gate that knows nobody but ourselves, and who enrolled us; None: no company."""
        if not self.certificate:
            return None
        return CompanyAdmission(self.root_key, self.verifier, (self.certificate,))


def virtual_key(name: str) -> bytes:
    """Return the key by which whoever stands at a place proves itself to who is linked to it."""
    return sha256(b"curve key of " + name.encode()).digest()


def enrol(seed: int, places: Sequence[Place], *, real_signatures: bool) -> list[Papers]:
    """Let the first node found the company and enrol the others; returns everybody's papers."""
    make = _signer_maker(real_signatures=real_signatures)
    verifier: Verifier = verify_ed25519 if real_signatures else verify_keyed_hash
    root = make(_secret(seed, "root"))
    signers = [make(_secret(seed, place.name)) for place in places]
    drawn = [
        _certificate(seed, root.public_key, place, place.name, signer, founder=place is places[0])
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


def lone(seed: int, name: str, *, real_signatures: bool) -> Papers:
    """Return the papers of a node that belongs to no company: a key, and nothing else."""
    verifier: Verifier = verify_ed25519 if real_signatures else verify_keyed_hash
    signer = _signer_maker(real_signatures=real_signatures)(_secret(seed, name))
    return Papers(signer, verifier, b"", b"", ())


def enrol_again(
    seed: int, place: Place, name: str, founder: Papers, *, real_signatures: bool
) -> Papers:
    """Return papers of a machine that has lost its own, with new ones, under a new name."""
    signer = _signer_maker(real_signatures=real_signatures)(_secret(seed, name))
    certificate = _certificate(seed, founder.root_key, place, name, signer, founder=False)
    issued = issue(founder.signer, certificate, founder.certificate)
    return Papers(signer, founder.verifier, founder.root_key, issued, ())


def _signer_maker(*, real_signatures: bool) -> Callable[[bytes], Signer]:
    return Ed25519Signer if real_signatures else KeyedHashSigner


def _certificate(
    seed: int, root_key: bytes, place: Place, name: str, signer: Signer, *, founder: bool
) -> Certificate:
    return Certificate(
        root_key=root_key,
        node=name,
        branch=place.branch,
        role=place.role,
        signing_key=signer.public_key,
        curve_key=virtual_key(place.name),
        serial=_secret(seed, "serial", name)[:_SERIAL_BYTES],
        issued_ms=0,
        expires_ms=0,
        may_invite=founder,
    )


def _secret(seed: int, *words: str) -> bytes:
    return number_of(seed, "key", *words).to_bytes(_KEY_BYTES, "big")
