"""Any interleaving, any batches, any node, any disk: the projections say the same, in bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.log.lmdb_store import LmdbStore
from core.log.projection import Projection
from core.views.shop import shop_projections
from tests.core.views import checks
from tests.core.views.mesh import Mesh, meshes

modest = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
NAMES = [projection.name for projection in shop_projections()]


def only(name: str) -> Callable[[], Sequence[Projection]]:
    return lambda: [kept for kept in shop_projections() if kept.name == name]


@pytest.mark.parametrize("name", NAMES)
@modest
@given(data=st.data())
def test_one_projection_is_the_same_on_every_node_and_after_a_rebuild(
    name: str, data: st.DataObject
) -> None:
    (alone,) = only(name)()
    mesh = data.draw(meshes(only(name), sorted(alone.kinds)))
    checks.every_node_holds_the_same_bytes(mesh)
    checks.rebuilding_gives_the_same_bytes(mesh)


@settings(parent=modest, max_examples=60)
@given(meshes())
def test_all_projections_together_pass_every_check(mesh: Mesh) -> None:
    for check in checks.EVERY_CHECK:
        check(mesh)


@settings(parent=modest, max_examples=4, phases=[Phase.generate])
@given(data=st.data())
def test_a_data_file_passes_every_check(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        mesh = data.draw(meshes(store=lambda node: LmdbStore.open(f"{folder}/{node}")))
        for check in checks.EVERY_CHECK:
            check(mesh)
        for log in mesh.logs:
            log.store.close()
