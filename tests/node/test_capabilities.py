"""What docs/capabilities.md promises is tried, and the page is what the facts say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.capabilities import FACTS, Fact, page
from tests.node.tills import CATALOGUE, Street

DOCS = Path(__file__).parents[2] / "docs" / "capabilities.md"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.tried.__name__.strip("_"))
def test_a_promise_is_kept_on_a_till_that_hears_nobody(fact: Fact) -> None:
    street = Street(None)
    till, other = street.open("B1T1"), street.open("B1T2")
    far = street.open("B2T1", "B2")
    for shop in (till, other, far):
        shop.do("import-catalogue", products=CATALOGUE)
    fact.tried(till, other, far)
    street.close()


def test_the_page_says_what_was_tried() -> None:
    assert DOCS.read_text("utf-8") == page()
