"""How the node is: what it holds, what it sold, whom it hears."""

from __future__ import annotations

from hashlib import sha256

from core.log.log_view import LogView
from core.views import takings, tickets
from node import forking
from node.answers import StatusAnswer
from node.commands import Status
from node.links import confirms
from node.replication_state import ReplicationState, state_without
from node.shop.alerting import low_products
from node.shop.reviewing import open_reviews
from node.till import Till
from node.travelled import travelled
from replication.spread import stream_text


def status(
    till: Till,
    command: Status,
    replication: ReplicationState | None = None,
    alerts: tuple[str, ...] = (),
) -> StatusAnswer:
    """Return the node's state; without ``replication`` as one that is not running.

    ``alerts`` stand before those that replication has.
    """
    running = replication is not None
    told = state_without(till.log, till.recall()) if replication is None else replication
    with till.log.read() as view:
        heads = view.heads()
        sums = takings.total(view.table("takings"), till.config.currency)
        own = sum(
            head.sequence + 1 - stream.start
            for stream, head in heads.items()
            if stream.author == till.log.author
        )
        config = till.config
        far = travelled(till, view, told.known)
        room = till.log.store.room()
        return StatusAnswer(
            name=config.name,
            role=config.role,
            branch=config.branch,
            company=config.company,
            currency=config.currency,
            running=running,
            epoch=till.log.epoch,
            epoch_reason=till.log.epoch_reason,
            events=view.last_lsn(),
            own_events=own,
            streams=len(heads),
            behind=told.behind,
            digest=view.digest().hex(),
            stock_digest=view.table("inventory").digest().hex() if command.full else "",
            projections_digest=projections_digest(till, view) if command.full else "",
            sales=sums.sales,
            items=sums.items,
            quantity_milli=sums.quantity_milli,
            sales_minor=sums.sales_minor,
            coupon_minor=sums.coupon_minor,
            paid_minor=sums.paid_minor,
            refunds=sums.refunds,
            refunded_minor=sums.refunded_minor,
            tax_minor=sums.tax_minor,
            rounding_minor=sums.rounding_minor,
            products=_products(view) if command.full else 0,
            open_tickets=len(tickets.waiting(view.table("tickets"))),
            low_products=low_products(view, config.branch),
            open_reviews=open_reviews(view) if command.full else 0,
            disk_bytes=room.used,
            disk_most_bytes=room.most,
            disk_free_bytes=room.free,
            by_peers=far.by_peers,
            at_hub=far.at_hub,
            waits_for_hub_ms=far.waits_for_hub_ms,
            known_as_of_ms=told.known.as_of_ms,
            scopes=config.scopes,
            heads={stream_text(stream): head.sequence for stream, head in heads.items()},
            bytes_sent=told.bytes_sent,
            peers=told.peers,
            confirmed_by=tuple(line.name for line in told.peers if confirms(line)),
            forks=forking.fork_lines(till, view, _names(till, told)),
            clock=told.clock,
            alerts=(*alerts, *told.alerts),
        )


def projections_digest(till: Till, view: LogView) -> str:
    """Return one SHA-256 over every projection's bytes (invariant I7)."""
    total = sha256()
    for projection in till.log.projections.projections:
        total.update(view.table(projection.name).digest())
    return total.hexdigest()


def _names(till: Till, told: ReplicationState) -> dict[str, str]:
    """Return what the authors we know of call themselves, by their ids in hexadecimal digits."""
    names = {one.author: one.name for one in told.known.holders}
    return {**names, till.log.author.hex(): till.config.name}


def _products(view: LogView) -> int:
    return sum(1 for _ in view.table("catalogue").scan(b"p"))
