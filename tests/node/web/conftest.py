"""A till with a screen, both in memory and in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.log.memory_store import MemoryStore
from tests.node.tills import CATALOGUE, Shop
from tests.node.web.browser import Browser, Door

HERE = Path(__file__).parent

NO_USE = (
    "ignore:The 'alias' attribute with value:pydantic.warnings.UnsupportedFieldAttributeWarning"
)
"""What pydantic says of a name that FastAPI gives the bodies of some commands."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the summary what neither library minds."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings(NO_USE))


@pytest.fixture
def shop() -> Shop:
    """A till with a catalogue and no people."""
    opened = Shop(MemoryStore())
    opened.do("import-catalogue", products=CATALOGUE)
    return opened


@pytest.fixture
def door(shop: Shop) -> Iterator[Door]:
    """The till's door."""
    with Door(shop.till) as opened:
        yield opened


@pytest.fixture
def browser(door: Door) -> Browser:
    """A browser that has loaded the screen."""
    return door.browser()
