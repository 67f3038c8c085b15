"""Every test of the verbs runs in memory and on LMDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.tills import CATALOGUE, Shop, Street


@pytest.fixture(params=["memory", "lmdb"])
def street(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Street]:
    """Makes tills."""
    made = Street(None if request.param == "memory" else tmp_path)
    yield made
    made.close()


@pytest.fixture
def shop(street: Street) -> Shop:
    """A till with a catalogue."""
    opened = street.open()
    opened.do("import-catalogue", products=CATALOGUE)
    return opened
