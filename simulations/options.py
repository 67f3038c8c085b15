"""Everything that makes one world differ from another, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from simulations.faults import Fault

MESH, BRANCHES, SPOKES, CHAIN = "mesh", "branches", "spokes", "chain"
"""Who is linked to whom: everybody to everybody; within branches, and the first tills of the
branches and the hub among one another; only to the hub; one after another."""

COUNTRY = "country"
"""Everybody within each branch to everybody, and to the hub: for very many branches."""

SHAPES = (MESH, BRANCHES, SPOKES, CHAIN)
"""Those that a swarm draws."""

ALL_SCOPES, OWN_BRANCH = "all", "branch"
"""What tills subscribe to: everything, or the company and their own branch."""

SUBSCRIPTIONS = (ALL_SCOPES, OWN_BRANCH)

DRAWN, BASKETS = "drawn", "baskets"
"""Where the shopping comes from: drawn from the seed, or the bundled real baskets."""


@dataclass(frozen=True, slots=True)
class WorkOptions:
    """What the people of a world do."""

    source: str = DRAWN
    """:data:`DRAWN` or :data:`BASKETS`."""
    think_us: int = 400_000
    """How long a cashier waits between two acts in the mean."""
    skus: int = 30
    """How many products are drawn."""
    shelf_milli: int = 200_000
    """What of every product lies in a branch when it opens, in thousandths."""
    hot_permille: int = 500
    """How many of a thousand picks take one of the few hot products."""
    office: bool = False
    """Whether the last node, the hub where there is one, brings the catalogue before anybody
    comes; otherwise the first till of every branch does, and the shelves are filled at once."""
    weights: dict[str, int] = field(default_factory=dict)
    """How often each act is chosen; an act that is not named is never done."""


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """One world, but for what its seed decides on the way."""

    seed: int
    scenario: str = "swarm"
    seconds: int = 20
    """Virtual seconds of trouble before everything is healed."""
    branches: int = 2
    tills: int = 2
    """Tills of each branch."""
    hub: bool = False
    shape: str = MESH
    subscription: str = ALL_SCOPES
    both_dial: bool = False
    """Whether each of two linked nodes dials the other, as careless installers have it."""
    delay_least_us: int = 1_000
    delay_mean_us: int = 5_000
    in_order: bool = True
    """Whether links keep the order of messages; they must, and replicas should not need it."""
    work_us: int = 500
    """How long a node takes to look after what has arrived, together."""
    enrolled: bool = True
    """Whether there is a company whose members all know one another; without it, every node takes
    in what is sealed by whoever wrote it."""
    rows: bool = True
    """Whether tills are told the stock of branches they do not take."""
    tick_s: int = 1
    """How often a replica looks after a link."""
    real_signatures: bool = False
    """Whether seals are Ed25519; the cheap twin is checked as strictly."""
    strikes_most: int = 0
    """How often faults may act at moments of their own, all together; 0 means any number. With
    it a long story of accidents is cut down to its first few."""
    acts_most: int = 0
    """How many acts people do, all together; 0 means any number."""
    work: WorkOptions = field(default_factory=WorkOptions)
    faults: tuple[Fault, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return the options as plain data, faults by name."""
        plain: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        work = self.work
        plain["work"] = {each.name: getattr(work, each.name) for each in fields(work)}
        plain["faults"] = {fault.name: fault.options() for fault in self.faults}
        return plain
