"""Row deltas: whoever does not hold a branch's sales shows its stock all the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.log.event_codec import decode_event
from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
