"""Broken parts of shifts: what a Z would be that nobody can work out again."""

from __future__ import annotations

from collections.abc import Sequence

import msgpack

from core.log.entry import Draft
from core.log.event_log import EventLog
from core.shop import kinds
from simulations.parts import Parts
from tests.simulations.mutants import Mutant

DIGEST = 6
"""Where the hash stands in the body of a closing."""


class StampsAnotherHash(EventLog):
    """Writes a Z down with a hash that is not bound to this log."""

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        return super().append([self._other(draft) for draft in drafts])

    @staticmethod
    def _other(draft: Draft) -> Draft:
        if draft.kind != kinds.SHIFT_CLOSED:
            return draft
        fields = msgpack.unpackb(draft.body)
        fields[DIGEST] = bytes(32)
        return draft._replace(body=msgpack.packb(fields))


SHIFT_MUTANTS = (Mutant("StampsAnotherHash", Parts(log=StampsAnotherHash), ("shifts.recompute",)),)
"""Every broken part of shifts."""
