"""What every process of a node does to its interpreter before it works."""

from __future__ import annotations

import gc

GC_THRESHOLDS = (200_000, 20, 50)
"""When the garbage collector looks for cycles. A batch of a thousand sales makes thousands of
tuples that live for a moment; at the default of 700 the collector walks them over and over and
takes a quarter of a rebuild."""


def tune_interpreter() -> None:
    """Keep the garbage collector away from what was imported, and from short-lived batches."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
