"""Where the larger data files are, when they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the files too large for the repository; without it the test is skipped."""
    place = Path(os.environ.get("TILLMESH_SHARED_DATA", _ROOT / ".." / "shared" / "data"))
    if not (place / "MANIFEST.json").is_file():
        pytest.skip("TILLMESH_SHARED_DATA names no folder with a MANIFEST.json")
    return place
