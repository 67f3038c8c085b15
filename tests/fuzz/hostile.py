"""What an author can seal that keeps to the format and to nothing else."""

from __future__ import annotations

from typing import Any

import msgpack

from tests.fuzz.honest import BODIES, KINDS
from tests.fuzz.plan import Plan


def hostile_columns(plan: Plan) -> bytes:
    """Columns of one to three records whose every field may be odd, now and then mutated."""
    count = 1 + plan.below(3)
    names = [plan.choose((*KINDS, "unknown.kind", "\x1b[2J")) for _ in range(count)]
    bodies = [hostile_body(plan, name) for name in names]
    ids = [plan.choose((0, 1, b"i" * 16, plan.take(16).ljust(16, b"\1"))) for _ in names]
    columns = [
        names,
        list(range(count)) if count > 1 else 1,
        0,
        [plan.choose((1_700_000_000_000, 0, 1, 2**47, 2**48 - 1)) for _ in names],
        [plan.choose((0, 1, 65_535)) for _ in names],
        ids,
        [plan.choose((1, 1, 2, 2**32 - 1)) for _ in names],
        [len(body) for body in bodies],
        b"".join(bodies),
    ]
    packed: bytes = msgpack.packb(columns)
    return plan.mutated(packed, 2) if plan.chance(4) else packed


def hostile_body(plan: Plan, kind: str) -> bytes:
    """A body with one value bent, or some bytes changed, or neither."""
    fields: list[Any] = BODIES.get(kind, [plan.number()])
    match plan.below(3):
        case 0:
            bent: bytes = msgpack.packb(plan.bent(fields))
            return bent
        case 1:
            return plan.mutated(msgpack.packb(fields), 2)
        case _:
            honest: bytes = msgpack.packb(fields)
            return honest
