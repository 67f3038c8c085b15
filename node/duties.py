"""Duties: what a node does by itself once it has heard something, and nobody asked it to.

They run in the till's process, which alone writes this node's events, after peers' events came
in. Each looks at the log and does what is still to be done, so it does not matter how often they
run, or whether the node was killed in between.
"""

from __future__ import annotations

from node.auditing.witnessing import cosign_heads, publish_heads
from node.shop.credit import answer_requests
from node.shop.erasing import erase_forgotten
from node.shop.escrowing import top_up
from node.shop.reclaiming import reclaim_stranded
from node.till import Till


def do_duties(till: Till) -> None:
    """Do all that is to be done; raises :class:`core.errors.StorageError` as a verb does."""
    answer_requests(till)
    reclaim_stranded(till)
    top_up(till)
    erase_forgotten(till)
    publish_heads(till)
    cosign_heads(till)
