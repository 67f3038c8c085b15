"""What a node's configuration says of its scale."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from node.wording import SCALE_PATTERN

TIMEOUT_S = 1.0
"""How long a scale may take to answer: a good one takes a tenth of it, and a cashier who waits any
longer types the weight. The till does nothing else meanwhile."""

TIMEOUT_S_MAX = 10.0
"""Longest that may be configured: what asks a till gives up not much later."""


class ScaleConfig(BaseModel):
    """A scale that answers when it is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, StringConstraints(pattern=SCALE_PATTERN)]
    """tcp://HOST:PORT or serial:/dev/NAME."""
    protocol: Literal["toledo-8217", "sma", "cas"] = "toledo-8217"
    unit: Literal["kg", "lb"] = "kg"
    """What prices of weighed goods are for; a scale that says it shows another is not believed."""
    baud: Annotated[int, Field(ge=300, le=1_000_000)] = 9600
    """How fast a serial line is."""
    framing: Literal["7E1", "7O1", "8N1", "8E1", "8O1"] | None = None
    """Data bits, parity and stop bits of a serial line; None: as the protocol has it."""
    timeout_s: Annotated[float, Field(gt=0, le=TIMEOUT_S_MAX)] = TIMEOUT_S
