"""Founding a company, and enrolling nodes whose disks are at hand, without a network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.company.certificate import SERIAL_BYTES, Certificate, issue, read_chain
from core.errors import RefusedError
from core.identity import Signer
from node import system_clock, system_dice
from node.company.enrolment import LONE
from node.company.files import Company, make_root, read_root
from node.config import NodeConfig, PeerConfig
from node.data_directory import DataDirectory, NodeKeys


def found(directory: DataDirectory, config: NodeConfig, *, root: Path | None = None) -> PeerConfig:
    """Make a node and found a company with it; returns the node as its peers may dial it.

    The company is called ``config.company``. With the file of a ``root`` key the node becomes
    another founder of that key's company. Raises :class:`RefusedError` when there is a node.
    """
    own = directory.create(config)
    found_at(directory, config.company, root=root)
    return own


def found_at(directory: DataDirectory, name: str, *, root: Path | None = None) -> None:
    """Found a company at a lone node, which keeps its history; it must not be running.

    Raises :class:`RefusedError` when the node belongs to a company.
    """
    directory.lock()
    try:
        before = Company.read(directory.path)
        config = directory.config()
        if before is not None:
            raise RefusedError(f"{config.name} belongs to company '{before.name}' already.")
        signer = make_root(directory.path) if root is None else read_root(root)
        wanted = _wanted(directory.keys(), config, signer, may_invite=True)
        Company(name, signer.public_key, issue(signer, wanted)).write(directory.path)
        directory.write_config(config.model_copy(update={"company": name}))
    finally:
        directory.release()


def _wanted(
    keys: NodeKeys, config: NodeConfig, signer: Signer, *, may_invite: bool, root_key: bytes = b""
) -> Certificate:
    return Certificate(
        root_key or signer.public_key,
        config.name,
        config.branch,
        config.role,
        keys.signer.public_key,
        keys.curve_public_key,
        system_dice.secret_bytes(SERIAL_BYTES),
        system_clock.now_ms(),
        0,
        may_invite,
    )


def enrol_directly(
    inviter: DataDirectory, new: DataDirectory, config: NodeConfig, *, may_invite: bool = False
) -> PeerConfig:
    """Make a node that belongs to the company of a node on this machine; neither may run.

    The inviter says so in its log when it next opens it. Returns the node as its peers may
    dial it. Raises :class:`RefusedError` when the inviter may not invite, or a node it knows
    has the name.
    """
    inviter.lock()
    try:
        company = Company.read(inviter.path)
        if company is None:
            raise RefusedError(f"{inviter.config().name} {LONE}")
        known = (company.certificate, *company.certificates)
        if config.name in {read_chain(data).certificate.node for data in known}:
            raise RefusedError(f"There is a {config.name} in the company already.")
        own = new.create(config.model_copy(update={"company": company.name}))
        signer = inviter.keys().signer
        wanted = _wanted(
            new.keys(), config, signer, may_invite=may_invite, root_key=company.root_key
        )
        data = issue(signer, wanted, company.certificate)
        Company(company.name, company.root_key, data).knowing(known).write(new.path)
        company.knowing([data]).write(inviter.path)
    finally:
        inviter.release()
    return own


def introduce(directories: Iterable[DataDirectory]) -> None:
    """Make nodes on this machine know one another's certificates before they first meet."""
    companies = [(one, Company.read(one.path)) for one in directories]
    members = [(one, company) for one, company in companies if company is not None]
    certificates = [company.certificate for _, company in members]
    for one, company in members:
        company.knowing(certificates).write(one.path)
