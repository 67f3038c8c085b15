"""How the node is: what it holds, what it sold, whom it hears."""

from __future__ import annotations

from hashlib import sha256

from core.log.log_view import LogView
from core.views import takings, tickets
from node.answers import PeerLine, StatusAnswer
from node.commands import Status
from node.shop.reviewing import open_reviews
from node.till import Till
from replication.replica import Replica


def status(
    till: Till, command: Status, replica: Replica | None = None, alerts: tuple[str, ...] = ()
) -> StatusAnswer:
    """Return the node's state; with a replica, also its peers and what went wrong with them."""
    with till.log.read() as view:
        heads = view.heads()
        sums = takings.total(view.table("takings"), till.config.currency)
        own = sum(
            head.sequence for stream, head in heads.items() if stream.author == till.log.author
        )
        config = till.config
        return StatusAnswer(
            name=config.name,
            role=config.role,
            branch=config.branch,
            company=config.company,
            currency=config.currency,
            running=replica is not None,
            epoch=till.log.epoch,
            epoch_reason=till.log.epoch_reason,
            events=view.last_lsn(),
            own_events=own,
            streams=len(heads),
            behind=0 if replica is None else _behind(replica),
            digest=view.digest().hex(),
            stock_digest=view.table("inventory").digest().hex(),
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
            open_tickets=len(tickets.open_tickets(view.table("tickets"))),
            open_reviews=open_reviews(view) if command.full else 0,
            disk_bytes=till.log.store.size_bytes(),
            scopes=config.scopes,
            heads={
                f"{stream.author.hex()}.{stream.epoch}/{stream.scope}": head.sequence
                for stream, head in heads.items()
            },
            bytes_sent=0 if replica is None else replica.bytes_sent,
            peers=() if replica is None else _peers(replica),
            alerts=alerts,
        )


def projections_digest(till: Till, view: LogView) -> str:
    """Return one SHA-256 over every projection's bytes (invariant I7)."""
    total = sha256()
    for projection in till.log.projections.projections:
        total.update(view.table(projection.name).digest())
    return total.hexdigest()


def _products(view: LogView) -> int:
    return sum(1 for _ in view.table("catalogue").scan(b"p"))


def _behind(replica: Replica) -> int:
    holdings = replica.holdings
    return sum(
        max(0, claimed - holdings.sequence(stream))
        for stream, claimed in replica.receiver.behind.items()
    )


def _peers(replica: Replica) -> tuple[PeerLine, ...]:
    lines = []
    for peer in replica.peers.values():
        if peer.standby:
            continue
        hello = peer.hello
        lack = sum(
            max(0, head.sequence - max(peer.holds(stream), peer.told.get(stream, 0)))
            for stream, head in replica.holdings.items()
            if hello is None or peer.subscribes(stream.scope)
        )
        trouble = ""
        if hello is None:
            trouble = "never heard; check its address and key"
        elif peer.refused:
            trouble = "refused: not a member of this company, or of another protocol"
        elif peer.quarantined or peer.suspected:
            trouble = "its history of a stream differs from ours"
        name = peer.link[1:].decode(errors="replace") if hello is None else hello.name
        role, branch = ("", "") if hello is None else (hello.role, hello.branch)
        connected = peer.up and not peer.refused
        lines.append(PeerLine(name, role, branch, connected, lack, trouble))
    return tuple(sorted(lines, key=lambda line: line.name))
