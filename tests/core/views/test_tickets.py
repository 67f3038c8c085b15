"""Open tickets: opened and not yet completed, and nobody closes another's."""

from __future__ import annotations

from uuid import UUID

from core.shop import kinds
from core.shop.ticket import Ticket
from core.views import tickets
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act, body_of, complete_ticket

CART = UUID(int=7)
OPENED = Act(Ticket.open, {"location": "north", "till": "n1"}, NOW_MS)
COMPLETED = Act(complete_ticket, {"sale": UUID(int=1)}, NOW_MS)


def open_ids(mesh: Mesh, node: int = 0) -> list[UUID]:
    return [found for found, _ in mesh.look("tickets", tickets.open_tickets, node)]


def test_a_ticket_is_open_until_it_is_completed() -> None:
    mesh = Mesh(1)
    mesh.append(0, OPENED, CART)
    assert open_ids(mesh) == [CART]
    mesh.append(0, COMPLETED, CART)
    assert open_ids(mesh) == []


def test_tickets_are_listed_oldest_first_with_the_stream_that_opened_them() -> None:
    mesh = Mesh(1)
    made = [mesh.append(0, OPENED) for _ in range(3)]
    expected = [(opened.id, opened.stream) for opened in made]
    assert mesh.look("tickets", tickets.open_tickets) == expected


def test_a_peer_cannot_open_or_complete_a_ticket_of_ours_whichever_is_heard_first() -> None:
    mesh = Mesh(3)
    mine = mesh.append(0, OPENED, CART)
    mesh.append(1, COMPLETED, CART)
    mesh.append(1, OPENED, CART)
    theirs = mesh.append(1, COMPLETED, CART)
    assert mesh.pull(2, 1, 0, 1 << 16)
    mesh.settle()
    assert mine.stream != theirs.stream
    for node in range(3):
        found = mesh.look("tickets", tickets.open_tickets, node)
        assert found == [(CART, mine.stream)]


def test_a_ticket_whose_id_is_a_text_is_not_listed() -> None:
    mesh = Mesh(1)
    mesh.append_raw(0, kinds.TICKET_OPENED, body_of(OPENED.event(CART)), "a text")
    assert open_ids(mesh) == []
