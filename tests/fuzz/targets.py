"""Every door through which bytes come in, as a fuzz target."""

from __future__ import annotations

from tests.fuzz.node_targets import NODE_TARGETS
from tests.fuzz.replica_target import REPLICA_TARGETS
from tests.fuzz.room_targets import ROOM_TARGETS
from tests.fuzz.shop_target import SHOP_TARGETS
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (*ROOM_TARGETS, *REPLICA_TARGETS, *SHOP_TARGETS, *NODE_TARGETS)
}
