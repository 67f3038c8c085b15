"""The fault atlas: which harm to which disk can be survived, so that only that is done.

No code brings back what is on no disk any more. So before a disk is lost, or damaged where
nobody can mend it, the atlas looks whether all it holds stands on other disks as well:

* A power cut, a crash, a failed flush, a full disk: always survivable, for a commit is there whole
  or not at all. They may strike any node in any commit.
* A torn, lost, misdirected or flipped write: survivable when others hold all that the disk does.
  It may strike any table of the log, and shows at a start.
* The whole disk: survivable when others hold all it holds. Any node but the founder may lose it.

A cashier's command whose outcome nobody knows yet counts as something only this disk holds. The
founder alone enrols, so its machine is never lost: a company keeps a copy of that one's keys.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulations.virtual_node import VirtualNode

FOUNDER = 0
"""The index of the node that enrolled all others."""


def may_lose(nodes: Sequence[VirtualNode], lost: VirtualNode) -> bool:
    """Return whether a node's disk may go: everything on it is on another node's disk as well."""
    if lost.index == FOUNDER:
        return False
    with lost.log.read() as view:
        heads = view.heads()
    held: set[bytes] = set()
    for other in nodes:
        if other is lost:
            continue
        with other.log.read() as view:
            for stream, head in heads.items():
                if head.sequence <= view.head(stream).sequence:
                    held.add(view.chain_at(stream, head.sequence))
    return all(head.chain in held for head in heads.values())
