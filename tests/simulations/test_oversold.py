"""Shelves that run empty: reviews that name other sales, or forget what was decided, are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.views.reviews import oversold, state
from core.views.reviews.state import OPEN
from simulations.run import run
from simulations.scenarios import SCENARIOS

WORLD = replace(SCENARIOS["last_pieces"].draw(3), seconds=2, branches=1, faults=())


def test_reviews_that_name_other_sales_and_forget_decisions_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oversold, "_order", lambda at: (0, at.stream, at.entry.sequence))
    monkeypatch.setattr(state, "_state", lambda problem, made: OPEN)
    found = {finding.kind for finding in run(WORLD).findings}
    assert found >= {"oversold.named", "oversold.state"}
