"""Opening the log of a node: a store, the keys, every projection of the shop, and the gate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.company.admission import CompanyAdmission
from core.ed25519 import verify_ed25519
from core.identity import Signer
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from core.views.shop import ALL_READERS, shop_projections


def open_log(
    path: Path,
    signer: Signer,
    admission: CompanyAdmission | None,
    clock_ms: Callable[[], int],
) -> EventLog:
    """Open the log in the directory ``path``, which this process holds.

    Raises :class:`core.errors.StorageDamagedError` when the data file cannot be trusted.
    """
    own = () if admission is None else (admission.projection(),)
    store = LmdbStore.open(str(path))
    try:
        return EventLog(
            store,
            clock_ms=clock_ms,
            signer=signer,
            verifier=verify_ed25519,
            projections=shop_projections(*own),
            readers=ALL_READERS,
            admission=admission,
        )
    except BaseException:
        store.close()
        raise
