"""Broken defences: nodes that let a lying till do what it likes."""

from __future__ import annotations

from collections.abc import Sequence

import msgpack

from core.log.entry import Draft
from core.log.event_log import EventLog
from core.shop import kinds
from replication.replica import Replica
from simulations.parts import Parts
from simulations.scenarios import SCENARIOS
from tests.simulations.mutants import Mutant


class AnswersWithoutEnd(Replica):
    """Forgets after each message how much a peer has said."""

    def receive(self, data: bytes, link: bytes, now: float) -> None:
        super().receive(data, link, now)
        if (peer := self.peers.get(link)) is not None:
            peer.talk.spent = 0


class KeepsTheProof(EventLog):
    """States that a stream forked and proves nothing."""

    def append(self, drafts: Sequence[Draft]) -> list[int]:
        return super().append([self._bare(draft) for draft in drafts])

    @staticmethod
    def _bare(draft: Draft) -> Draft:
        if draft.kind != kinds.STREAM_FORKED:
            return draft
        *fields, _ = msgpack.unpackb(draft.body)
        return draft._replace(body=msgpack.packb([*fields, b""]))


LIAR_MUTANTS = (
    Mutant(
        "AnswersWithoutEnd",
        Parts(replica=AnswersWithoutEnd),
        ("floods.answers",),
        SCENARIOS["flooding_till"],
    ),
    Mutant(
        "KeepsTheProof",
        Parts(log=KeepsTheProof),
        ("forks.unproved",),
        SCENARIOS["two_faced_till"],
    ),
)
"""Every broken defence."""
