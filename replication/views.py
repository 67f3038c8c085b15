"""Views: with whom a node holds links, so that few links join many nodes.

A view is a list of slots. Each slot asks for one link, and names who could serve it, the best
first. Who holds which of them at a moment is :mod:`replication.dialing`'s business; here is
only the choice, the same on every node that knows the same names.

Inside a branch the nodes stand in the ring of their names, and each holds the ones 1, 2, 4, ...
places on: the fingers of Stoica et al., "Chord" (2001), and a circulant graph, which stays
connected when any of its nodes are gone that are fewer than its degree. Hubs are chosen by the
highest hash of both names (Thaler and Ravishankar, "Using name-based mappings to increase hit
rates", 1998), so that many tills spread over few hubs without a word about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from replication.transport import PeerAddress

ACTIVE_LINKS_MAX = 8
"""Peers to which every one a link is held: a branch of nine tills is one hop wide, with 36
links in all. A tick costs a message a link and second, and an own event one push a link."""

HUB_LINKS = 2
"""Hubs a node is linked to: one may be down without anybody's noticing."""

HUB_ROLE = "hub"
"""The role of a node that serves all branches, as HELLO says it."""


class Contact(NamedTuple):
    """A node that could be dialed, and what is known of its place."""

    name: str
    address: str
    """Where it should be, empty when that is not known."""
    curve_public_key: bytes
    branch: str = ""
    """Its branch, empty when that is not known."""
    role: str = ""
    pinned: bool = False
    """Whether the operator named it: then a link to it is always held."""

    @property
    def peer_address(self) -> PeerAddress:
        """The contact as the transport dials it."""
        return PeerAddress(self.name, self.address, self.curve_public_key)


Slot = tuple[str, ...]
"""Who could serve one link, the best first."""


def slots(own: Contact, contacts: Mapping[str, Contact], *, without_hub: bool) -> list[Slot]:
    """Return the view of the node ``own``, which is not among ``contacts``.

    ``without_hub`` says that no hub can be reached: one link then leads into the next branch.
    """
    names = sorted(contacts)
    if len(names) <= ACTIVE_LINKS_MAX:
        return [(name,) for name in names]
    # Nobody can say who else would reach a node whose place is not known.
    view: list[Slot] = [(n,) for n in names if contacts[n].pinned or not contacts[n].branch]
    placed = [name for name in names if contacts[name].branch]
    hubs = [name for name in placed if contacts[name].role == HUB_ROLE]
    if own.role == HUB_ROLE:
        return view + _mates(own.name, hubs)
    tills = [name for name in placed if contacts[name].role != HUB_ROLE]
    view += _mates(own.name, [name for name in tills if contacts[name].branch == own.branch])
    ranked = sorted(hubs, key=lambda hub: _draw(own.name, hub))
    view += [(hub, *ranked[HUB_LINKS:]) for hub in ranked[:HUB_LINKS]]
    if without_hub:
        view += _abroad(own, [contacts[n] for n in tills if contacts[n].branch != own.branch])
    return view


def _mates(own_name: str, mates: list[str]) -> list[Slot]:
    """Return a slot for every mate while they are few, and for the fingers of a ring beyond."""
    if len(mates) <= ACTIVE_LINKS_MAX:
        return [(name,) for name in mates]
    ring = sorted([*mates, own_name])
    place = ring.index(own_name)
    onward = [*ring[place + 1 :], *ring[:place]]
    found: list[Slot] = []
    distance = 1
    while distance <= len(ring) // 2:
        found.append((*onward[distance - 1 :], *onward[: distance - 1]))
        distance *= 2
    return found


def _abroad(own: Contact, strangers: list[Contact]) -> list[Slot]:
    """Return one slot into the next branch of the ring of branches, if there is any.

    Every branch is linked to the next one then, by as many links as it has nodes.
    """
    branches = sorted({stranger.branch for stranger in strangers} | {own.branch})
    place = branches.index(own.branch)
    turn = {b: n for n, b in enumerate([*branches[place + 1 :], *branches[:place]])}
    ranked = sorted(strangers, key=lambda s: (turn[s.branch], _draw(own.name, s.name)))
    return [tuple(stranger.name for stranger in ranked)] if ranked else []


def _draw(one: str, other: str) -> bytes:
    """Return the lot that two names draw together."""
    return sha256(f"{one}\0{other}".encode()).digest()
