"""The files of a company in a node's data directory.

``company.toml`` says which company the node belongs to: the root's public key, the node's own
certificate with its chain, and certificates known before any event says them.
``company-root.toml`` is the root's secret key. It lies where the company was founded and is
not needed from day to day: the founder invites by its own key.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.company.certificate import CERTIFICATE_BYTES_MAX, KEY_BYTES
from core.ed25519 import SEED_BYTES, Ed25519Signer, verify_ed25519
from core.errors import RefusedError, RemoteError
from node import system_dice
from node.whole_file import write_private

if TYPE_CHECKING:
    from core.company.admission import CompanyAdmission

COMPANY_FILE, ROOT_FILE = "company.toml", "company-root.toml"
"""The names of the files."""

CERTIFICATES_MAX = 4_096
"""Most certificates known ahead: a chain enrolled on a workbench before it was switched on."""


@dataclass(frozen=True)
class Company:
    """Which company a node belongs to, and as what."""

    name: str
    """For people; the root key is what tells companies apart."""
    root_key: bytes
    certificate: bytes
    """The node's own, with its chain."""
    certificates: tuple[bytes, ...] = ()
    """Those of others, known before any event says them."""

    def knowing(self, certificates: Iterable[bytes]) -> Company:
        """Return the same with more certificates known ahead."""
        known = dict.fromkeys((*self.certificates, *certificates))
        known.pop(self.certificate, None)
        return replace(self, certificates=tuple(known)[-CERTIFICATES_MAX:])

    def admission(self) -> CompanyAdmission:
        """Return the gate of this company; raises :class:`RefusedError`."""
        from core.company.admission import CompanyAdmission

        try:
            seeds = (self.certificate, *self.certificates)
            return CompanyAdmission(self.root_key, verify_ed25519, seeds)
        except RemoteError as error:
            raise RefusedError(f"A certificate in {COMPANY_FILE} is not good: {error}") from None

    def write(self, directory: Path) -> None:
        """Write ``company.toml``, whole or not at all; raises :class:`StorageError`."""
        lines = [
            "# The company this node belongs to. Made by tillmesh; not to be edited.",
            # JSON's strings and lists of strings are TOML's too.
            f"name = {json.dumps(self.name, ensure_ascii=False)}",
            f'root_key = "{self.root_key.hex()}"',
            f'certificate = "{self.certificate.hex()}"',
            f"certificates = {json.dumps([one.hex() for one in self.certificates])}",
        ]
        write_private(directory / COMPANY_FILE, "\n".join(lines) + "\n")

    @classmethod
    def read(cls, directory: Path) -> Company | None:
        """Read ``company.toml``; None for a lone node. Raises :class:`RefusedError`."""
        fields = _toml(directory / COMPANY_FILE)
        if fields is None:
            return None
        try:
            company = cls(
                str(fields["name"]),
                bytes.fromhex(fields["root_key"]),
                bytes.fromhex(fields["certificate"]),
                tuple(bytes.fromhex(one) for one in fields["certificates"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"{directory / COMPANY_FILE} cannot be read: {error}.") from None
        sizes = {len(one) for one in (company.certificate, *company.certificates)}
        if len(company.root_key) != KEY_BYTES or max(sizes) > CERTIFICATE_BYTES_MAX:
            raise RefusedError(f"{directory / COMPANY_FILE} holds no key or no certificate.")
        return company


def make_root(directory: Path) -> Ed25519Signer:
    """Return the root key in a directory, made anew when there is none.

    Raises :class:`StorageError` or, for a file that holds no key, :class:`RefusedError`.
    """
    file = directory / ROOT_FILE
    if not file.exists():
        seed = system_dice.secret_bytes(SEED_BYTES)
        note = "# The company's root key. Keep a copy offline, and show it to nobody."
        write_private(file, f'{note}\nseed = "{seed.hex()}"\n')
    return read_root(file)


def read_root(file: Path) -> Ed25519Signer:
    """Read a root key; raises :class:`RefusedError`."""
    fields = _toml(file)
    try:
        if fields is None:
            raise ValueError("there is no such file")
        return Ed25519Signer(bytes.fromhex(fields["seed"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError(f"The root key in {file} cannot be read: {error}.") from None


def _toml(file: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RefusedError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise RefusedError(f"{file} cannot be read: {error}.") from None
