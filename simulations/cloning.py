"""Cloning: one machine's disk copied onto another, keys and name with it."""

from __future__ import annotations

from simulations.network import Network
from simulations.virtual_node import VirtualNode


def clone(network: Network, source: VirtualNode, target: VirtualNode) -> None:
    """Start ``target`` as a living copy of ``source``; what it was itself is gone.

    Every link of it is made anew, for another key is proved on it now.
    """
    target.stop()
    target.papers = source.papers
    target.called = source.name
    target.end.proves = source.end.proves
    target.newer = source.newer
    target.disks += 1
    target.set_back(source.store.image())
    source.times_set_back += 1  # its streams may fork as well
    network.break_links(target.end)
    target.start()
