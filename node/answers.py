"""What a node answers; every answer is plain data, the same for people, JSON and tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """A sale or refund that is in the log, flushed."""

    id: str
    receipt: str
    kind: str
    total_minor: int
    currency: str
    change_minor: int = 0
    repeated: bool = False
    """Whether the command had been done before; nothing was done again."""


@dataclass(frozen=True, slots=True)
class DoneAnswer:
    """Something else that is in the log, flushed."""

    id: str
    lines: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class BundleAnswer:
    """A bundle written or taken in."""

    path: str
    events: int
    """Events in the bundle."""
    added: int
    """How many of them were new here."""
    events_before: int
    events_after: int
    bytes: int
    left_out: int = 0
    """Streams not taken in: their nodes are no members, or were revoked."""


FINE, WARN, BAD = "fine", "warning", "bad"
"""How a finding is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at."""

    what: str
    state: str
    """fine, warning or bad."""
    said: str


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """What the doctor found."""

    state: str
    """The worst of all findings."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StockLine:
    """How much of a product is at a location."""

    sku: str
    name: str
    location: str
    quantity_milli: int
    oversold: bool
    low: bool
    """Whether it is at the threshold somebody set for it, or below."""
    exact: bool
    """Whether it is the node's own branch; any other is as it was last heard of."""
    as_of_ms: int
    """When the branch's latest event happened that the figure knows of, in milliseconds since
    1970 by that branch's clock."""
    age_s: int
    """How old the figure is: whole seconds since then by our clock; 0 when it is exact."""


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """Stock as far as this node knows."""

    lines: tuple[StockLine, ...]
    events: int
    digest: str


@dataclass(frozen=True, slots=True)
class PeerLine:
    """A peer as this node sees it."""

    name: str
    role: str
    branch: str
    connected: bool
    they_lack: int
    """Events we hold and it is not known to hold."""
    trouble: str = ""
    """Why it may never be level, in words; empty when nothing is known against it."""
    we_lack: int = 0
    """Events it is known to hold and we do not."""
    lag_ms: int | None = None
    """How old the oldest event is that it lacks; None: it lacks none."""
    heard_ms: int = 0
    """When it was last heard, in milliseconds since 1970 by our clock; 0: never."""
    rtt_ms: int | None = None
    """How long a message takes there and back; None: not measured."""
    skew_ms: int | None = None
    """Its clock less ours, when that was last measured; None: never."""
    clock: str = ""
    """What is to be said of its clock, in words; empty when it is right."""
    bytes_sent: int = 0
    bytes_received: int = 0
    """Bytes of messages on its link since that opened."""
    haves_heard: int = 0
    """How often it has said on this link how it is."""


@dataclass(frozen=True, slots=True)
class ForkLine:
    """A stream of which its author wrote two histories; both are held."""

    node: str
    """Who wrote them, as far as it can be named."""
    stream: str
    scope: str
    sequence: int
    """The first event with two versions."""
    events: int
    """Events from there on in the one history."""
    other_events: int
    """Events from there on in the other."""
    ours: bool
    proved: bool
    """Whether an event is held that proves it to anybody."""


@dataclass(frozen=True, slots=True)
class ForkProofAnswer:
    """A proof that was written."""

    path: str
    stream: str
    sequence: int
    """The first event with two versions."""
    bytes: int


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """How a node is."""

    name: str
    role: str
    branch: str
    company: str
    currency: str
    running: bool
    epoch: int
    epoch_reason: str
    """Why the epoch was begun; empty for a node that never had to doubt its log."""
    events: int
    own_events: int
    streams: int
    behind: int
    """Events peers are known to hold and this node does not."""
    digest: str
    stock_digest: str
    projections_digest: str
    sales: int
    items: int
    quantity_milli: int
    sales_minor: int
    coupon_minor: int
    paid_minor: int
    refunds: int
    refunded_minor: int
    tax_minor: int
    rounding_minor: int
    products: int
    open_tickets: int
    low_products: int
    """Products of this branch at their threshold or below it."""
    open_reviews: int
    """Problems found by merging that wait for a person, of all branches held here; 0 when the
    whole was not asked for."""
    scopes: tuple[str, ...]
    """What the node subscribes to: sales, refunds and their sums are of these, stock is of all."""
    disk_bytes: int
    """Bytes in use of the data file."""
    disk_most_bytes: int
    """What the data file may grow to; 0: there is no bound."""
    disk_free_bytes: int
    """Bytes the volume has left."""
    by_peers: tuple[int, ...]
    """How many of our own events exactly 0, 1, 2 ... peers are known to hold."""
    at_hub: int
    """How many of our own events are known to be at a hub."""
    waits_for_hub_ms: int | None
    """How old our oldest event is that no hub is known to hold; None: a hub has them all."""
    known_as_of_ms: int
    """When distances and peers were as they are told, in milliseconds since 1970; 0: never."""
    heads: dict[str, int]
    """Of each stream (author, epoch and scope as text), the highest sequence held."""
    bytes_sent: int = 0
    """Bytes handed to the network since the process started."""
    peers: tuple[PeerLine, ...] = ()
    confirmed_by: tuple[str, ...] = ()
    """Peers that have said, since they can be heard, how much of what this node wrote they hold,
    and know of no more than it does itself."""
    forks: tuple[ForkLine, ...] = ()
    """Streams with more than one history."""
    clock: str = ""
    """What is to be said of this node's own clock, in words; empty when it is right."""
    alerts: tuple[str, ...] = ()
    """What went wrong between peers since the process started, in sentences."""
