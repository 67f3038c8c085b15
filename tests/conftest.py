"""One setting for every property test, and where the larger data files are, when they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline, and no complaint that drawing took a second: a busy machine is not a wrong answer.
settings.register_profile(
    "tillmesh", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
if settings.get_current_profile_name() == "default":  # a build server brings its own profile
    settings.load_profile("tillmesh")

_ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the files too large for the repository; without it the test is skipped."""
    place = Path(os.environ.get("TILLMESH_SHARED_DATA", _ROOT / ".." / "shared" / "data"))
    if not (place / "MANIFEST.json").is_file():
        pytest.skip("TILLMESH_SHARED_DATA names no folder with a MANIFEST.json")
    return place
