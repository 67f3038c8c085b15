"""The table of tickets: which ones wait, whoever worked on them and however it was heard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack

from core.shop import kinds
from core.shop.ticket import Ticket, TicketCompletion
from core.shop.ticket_state import COMPLETED, LEFT
from core.shop.ticket_steps import TicketScan
from core.views import tickets
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act, body_of

CART = UUID(int=7)
NORTH = "branch:north"
OPENED = Act(Ticket.open, {"location": "north", "till": "n1"}, NOW_MS)


def scan(line: int = 1, amount_minor: int = 100) -> Act:
    goods = {"sku": "milk", "quantity_milli": 1000, "amount_minor": amount_minor}
    return Act(TicketScan.scan, {"ticket": CART, "line": line, "till": "n1", **goods}, NOW_MS)


def complete(*cut: tuple[bytes, int]) -> Act:
    said = {"ticket": CART, "sale": UUID(int=1), "cut": tuple(sorted(cut))}
    return Act(TicketCompletion.complete, said, NOW_MS)


def waiting(mesh: Mesh, node: int = 0) -> list[tuple[str, UUID]]:
    return list(mesh.look("tickets", tickets.waiting, node))


def found(mesh: Mesh, node: int = 0) -> Any:
    return mesh.look("tickets", lambda table: tickets.find(table, CART, NORTH), node)


def test_a_ticket_waits_until_it_is_completed() -> None:
    mesh = Mesh(1)
    opened = mesh.append(0, OPENED, CART)
    assert waiting(mesh) == [(NORTH, CART)]
    mesh.append(0, complete((opened.stream.to_bytes(), opened.entry.sequence)))
    assert waiting(mesh) == []
    assert found(mesh).state == COMPLETED


def test_a_scan_that_an_end_did_not_see_waits_again_whichever_is_heard_first() -> None:
    mesh = Mesh(4)
    opened = mesh.append(0, OPENED, CART)
    mesh.append(2, scan())
    mesh.append(0, complete((opened.stream.to_bytes(), opened.entry.sequence)))
    mesh.settle()
    for node in range(4):
        assert waiting(mesh, node) == [(NORTH, CART)]
        assert (found(mesh, node).state, found(mesh, node).to_pay_minor) == (LEFT, 100)


def test_another_branch_cannot_touch_a_ticket() -> None:
    mesh = Mesh(2)
    mesh.append(0, OPENED, CART)
    mesh.append(1, OPENED, CART)  # the second node is of the south
    mesh.append(1, scan())
    mesh.append(1, complete())
    mesh.settle()
    for node in range(2):
        assert waiting(mesh, node) == [(NORTH, CART), ("branch:south", CART)]
        assert found(mesh, node).lines == ()


def test_a_ticket_whose_id_is_a_text_is_not_listed() -> None:
    mesh = Mesh(1)
    mesh.append_raw(0, kinds.TICKET_OPENED, body_of(OPENED.event(CART)), "a text")
    assert waiting(mesh) == []


def test_steps_from_before_tickets_were_shared_are_still_a_ticket() -> None:
    mesh = Mesh(1)
    first: dict[str, list[Any]] = {
        kinds.TICKET_OPENED: ["north", "n1"],
        kinds.TICKET_LINE_ADDED: [1, "milk", 1000, 100],
        kinds.TICKET_TENDERED: ["cash", 100],
    }
    for kind, fields in first.items():
        mesh.append_raw(0, kind, msgpack.packb([1, NOW_MS, *fields]), CART)
    raw = [("branch:raw", CART)]
    assert waiting(mesh) == raw
    held = mesh.look("tickets", lambda table: tickets.find(table, CART, "branch:raw"))
    assert (held.to_pay_minor, held.tendered_minor, held.lines[0].line) == (100, 100, 1)
    mesh.append_raw(0, kinds.TICKET_LINE_REMOVED, msgpack.packb([1, NOW_MS, 1]), CART)
    held = mesh.look("tickets", lambda table: tickets.find(table, CART, "branch:raw"))
    assert held.lines == ()
    mesh.append_raw(0, kinds.TICKET_COMPLETED, msgpack.packb([1, NOW_MS, bytes(16)]), CART)
    assert waiting(mesh) == []
