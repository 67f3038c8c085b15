"""One trial, in a process of its own: a mutant comes in as JSON, what was found goes out."""

from __future__ import annotations

import json
import resource
import sys

from simulations.mutants.budget import Verdict, flushes, verdict_of_worlds
from simulations.mutants.loading import load_with
from simulations.mutants.mutant import HONEST, Mutant

MEMORY_BYTES_MAX = 3 << 30
"""Most address space of the worlds: a mutant may ask for more and more."""


def trial(mutant: Mutant) -> Verdict:
    """Run the budget with a mutant until something is found."""
    if mutant != HONEST:
        load_with(mutant)
    try:
        # What it looks at is read only now, with the mistake in it.
        from simulations.mutants.cosigning import cosigning_fault

        if not flushes():
            return Verdict("store.flush", "the store", 0)
        if fault := cosigning_fault():
            return Verdict(fault, "logs of heads", 0)
        # Only now: real stores are mapped far larger than they are.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        return verdict_of_worlds(mutant.first, mutant.seconds)
    except Exception as error:  # a program that does not even begin is no survivor
        return Verdict(f"broke: {type(error).__name__}", "", 0)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(trial(Mutant(**json.load(sys.stdin)))) + "\n")
