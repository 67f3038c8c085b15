"""One trial, in a process of its own: a mutant comes in as JSON, what was found goes out."""

from __future__ import annotations

import json
import resource
import sys

from simulations.mutants.budget import flushes, verdict_of_worlds
from simulations.mutants.loading import load_with
from simulations.mutants.mutant import HONEST, Mutant

MEMORY_BYTES_MAX = 3 << 30
"""Most address space of a trial: a mutant may ask for more and more."""

CPU_S_MAX = 180
"""Most processor time of a trial, a few times that of the whole budget: a mutant may go round and
round in one moment of virtual time. Its process is ended by SIGXCPU."""


def trial(mutant: Mutant) -> tuple[str, str, int]:
    """Run the budget until something is found: return what, where, and after how many worlds.

    The first is empty when nothing is.
    """
    if mutant != HONEST:
        load_with(mutant)
    try:
        if not flushes():
            return "store.flush", "the store", 0
        return verdict_of_worlds(mutant.first, mutant.seconds)
    except Exception as error:  # a program that does not even begin is no survivor
        return f"broke: {type(error).__name__}", "", 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX + 1))
    sys.stdout.write(json.dumps(trial(Mutant(**json.load(sys.stdin)))) + "\n")
