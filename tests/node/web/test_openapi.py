"""What the OpenAPI document promises is kept for requests that a machine makes up from it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.log.memory_store import MemoryStore
from node.web.verb_routes import HTTP_VERBS
from tests.node.tills import CATALOGUE, Shop
from tests.node.web.browser import MANAGER, Browser, Door

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


PARTS = 2
"""As many tests as a machine has cores share the work."""

EXAMPLES = 4
"""Requests made up for each route: what is promised is mostly about the shape of answers."""


class Visit:
    """A till with a manager who is signed in, and the browser they sit at."""

    def __init__(self) -> None:
        self.shop = Shop(MemoryStore())
        self.shop.do("import-catalogue", products=CATALOGUE)
        self.shop.do("user-add", **MANAGER)
        self.door = Door(self.shop.till)
        self.browser = Browser(self.door.client())
        self.browser.sign_in(MANAGER)

    def headers(self) -> dict[str, str]:
        """Return what a page says, signed in anew when the last request signed out."""
        if self.browser.look()["person"] is None:
            self.shop.do("user-unlock", login="mia")
            self.browser.sign_in(MANAGER)
        cookies = "; ".join(f"{name}={text}" for name, text in self.browser.client.cookies.items())
        return {**self.browser.headers, "cookie": cookies, "host": "127.0.0.1:8700"}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_fails_and_a_refused_one_changes_nothing(part: int) -> None:
    visit = Visit()
    document = schemathesis.openapi.from_asgi(
        "/openapi.json", visit.door.app, headers={"host": "127.0.0.1:8700"}
    ).exclude(path="/api/v1/live")  # it never ends
    operations = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > len(HTTP_VERBS)
    for operation in operations[part::PARTS]:
        try_operation(visit, operation)


def try_operation(visit: Visit, operation: Any) -> None:
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def keeps_its_promise(case: Any) -> None:
        headers = visit.headers()
        before = visit.shop.dump()
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        if response.status_code >= 400:
            assert visit.shop.dump() == before, case

    keeps_its_promise()


def test_every_field_our_source_speaks_of_is_described() -> None:
    schemas = Visit().browser.client.get("/openapi.json").json()["components"]["schemas"]
    assert "repeated" in schemas["ReceiptAnswer"]["properties"]
    told = schemas["ReceiptAnswer"]["properties"]["repeated"]["description"]
    assert told == "Whether the command had been done before; nothing was done again."
    assert schemas["Sell"]["properties"]["group"]["description"]
    assert {"Refusal", "Failure"} <= schemas.keys()
