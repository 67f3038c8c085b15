"""What a node answers about labels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelsAnswer:
    """What labels look like, in the order they are tried."""

    layouts: tuple[str, ...]
    repeated: bool = False
