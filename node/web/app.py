"""The web application of one node."""

from __future__ import annotations

from fastapi import FastAPI

from node.web import bundles, catalogue, live, pages, session_routes, words
from node.web.errors import add_error_answers
from node.web.guard import Guard
from node.web.openapi import add_document
from node.web.screen import Screen
from node.web.verb_routes import verb_router

DESCRIPTION = """
A till always appends to its own log; this is its door for a screen on the same machine.

Every verb of the command line is a `POST` under `/api/v1/verbs/`. Amounts are integers of minor
units, quantities integers of thousandths, times milliseconds since 1970. A command that changes
something may carry an `id` made by whoever sends it, a UUID: sent again, it is answered and not
done again.

A change needs the cookie and the `csrf` of `GET /api/v1/session`, the latter in the header
`X-Tillmesh-CSRF`, and `Content-Type: application/json`.
"""


def create_app(screen: Screen) -> FastAPI:
    """Return the application that serves one node."""
    app = FastAPI(
        title="Tillmesh",
        version="1",
        description=DESCRIPTION,
        docs_url=None,  # their pages load scripts of another host
        redoc_url=None,
    )
    app.state.screen = screen
    app.state.live = live.Live(screen)
    app.state.catalogue = catalogue.CatalogueFile(screen.reader)
    add_error_answers(app)
    add_document(app)
    for router in (
        verb_router(),
        session_routes.router,
        live.router,
        catalogue.router,
        bundles.router,
        words.router,
        words.messages_router,
        pages.router,  # last: it answers every path that nobody else does
    ):
        # As they are: to include them would make every route again, a tenth of a second in all.
        app.router.routes.extend(router.routes)
    app.add_middleware(Guard, address=screen.address, tokens=screen.tokens)
    return app
