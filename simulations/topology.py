"""Who stands where, and who is linked to whom."""

from __future__ import annotations

from typing import NamedTuple

from core.identity import COMPANY_SCOPE, branch_scope
from node.till_config import HUB, TILL
from replication.messages import EVERYTHING
from replication.peer import takes_scope
from simulations.options import (
    BRANCHES,
    CHAIN,
    COUNTRY,
    MESH,
    OWN_BRANCH,
    SPOKES,
    WorldOptions,
)

HUB_BRANCH = "hq"
"""Where the hub stands; nobody sells there."""


TILLS_MAX = 25_000
"""Most tills of a world: what one machine's memory holds."""


class Place(NamedTuple):
    """A node before it lives."""

    name: str
    branch: str
    role: str
    scopes: tuple[str, ...]
    """What it subscribes to."""

    def holds(self, scope: str) -> bool:
        """Return whether the node is to hold a scope's streams."""
        return takes_scope(self.scopes, scope)


def branch_name(number: int) -> str:
    """Return the name of a branch, counted from 0."""
    return f"b{number + 1}"


def places(options: WorldOptions) -> list[Place]:
    """Return the nodes of a world: branch by branch, the hub last."""
    found = []
    for branch in map(branch_name, range(options.branches)):
        scopes: tuple[str, ...] = (EVERYTHING,)
        if options.subscription == OWN_BRANCH:
            scopes = (COMPANY_SCOPE, branch_scope(branch))
        found += [
            Place(f"{branch}t{till + 1}", branch, TILL, scopes) for till in range(options.tills)
        ]
    if options.hub:
        found.append(Place("hub", HUB_BRANCH, HUB, (EVERYTHING,)))
    return found


def links(options: WorldOptions) -> list[tuple[int, int]]:
    """Return the pairs (who dials, whom), as indexes into :func:`places`."""
    tills = options.branches * options.tills
    nodes = tills + options.hub
    match options.shape:
        case "mesh":
            pairs = _all_pairs(list(range(nodes)))
        case "country":
            pairs = [(till, tills) for till in range(tills)]
            for gate in range(0, tills, options.tills):
                pairs += _all_pairs(list(range(gate, gate + options.tills)))
        case "branches":
            gates = list(range(0, tills, options.tills)) + list(range(tills, nodes))
            pairs = _all_pairs(gates)
            for gate in range(0, tills, options.tills):
                pairs += _all_pairs(list(range(gate, gate + options.tills)))
        case "spokes":
            pairs = [(till, tills) for till in range(tills)]
        case _:
            pairs = [(node, node + 1) for node in range(nodes - 1)]
    if options.both_dial:
        pairs += [(other, dialer) for dialer, other in pairs]
    return pairs


def _all_pairs(nodes: list[int]) -> list[tuple[int, int]]:
    return [(one, other) for at, one in enumerate(nodes) for other in nodes[at + 1 :]]


def check_topology(options: WorldOptions) -> None:
    """Check that all who should agree can reach one another; raises ValueError.

    A stream travels only through nodes that subscribe to it.
    """
    if options.branches < 1 or options.tills < 1:
        raise ValueError("A world has at least one branch with one till.")
    if options.branches * options.tills > TILLS_MAX:
        raise ValueError(f"A world has at most {TILLS_MAX:,} tills.")
    if options.shape not in (MESH, BRANCHES, SPOKES, CHAIN, COUNTRY):
        raise ValueError(f"There is no shape '{options.shape}'.")
    if options.shape in (SPOKES, COUNTRY) and not options.hub:
        raise ValueError("Spokes and a country need a hub.")
    if options.shape == CHAIN and options.subscription == OWN_BRANCH and options.hub:
        raise ValueError("On a chain the hub's streams must pass through other branches.")


def hops(options: WorldOptions) -> int:
    """Return the longest way between two nodes, in links."""
    match options.shape:
        case "mesh":
            return 1
        case "branches":
            return 3
        case "spokes" | "country":
            return 2
        case _:
            return max(1, options.branches * options.tills + options.hub - 1)
