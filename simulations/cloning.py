"""Disks set back to an image, and copied onto another machine, keys and name with them."""

from __future__ import annotations

from simulations.network import Network
from simulations.virtual_node import VirtualNode


def set_back(node: VirtualNode, image: dict[str, dict[bytes, bytes]]) -> None:
    """Put an image of a disk back while nothing runs on it."""
    assert not node.up, "a machine is off when its disk is set back"
    node.store.set_back(image)
    node.times_set_back += 1


def clone(network: Network, source: VirtualNode, target: VirtualNode) -> None:
    """Start ``target`` as a living copy of ``source``; what it was itself is gone.

    Every link of it is made anew, for another key is proved on it now.
    """
    target.stop()
    target.papers = source.papers
    target.called = source.name
    target.disks += 1
    set_back(target, source.store.image())
    source.times_set_back += 1  # its streams may fork as well
    _prove(network, target, source.end.proves)
    target.start()


def be_oneself(network: Network, node: VirtualNode) -> None:
    """Let a dead machine be no copy of another one any more."""
    if node.called:
        node.called = ""
        _prove(network, node, node.place.name)


def _prove(network: Network, node: VirtualNode, name: str) -> None:
    node.end.proves = name
    network.break_links(node.end)
