"""The table of all mutants, as a page of the docs."""

from __future__ import annotations

from collections.abc import Sequence

from simulations.mutants.mutant import Mutant, left_out
from simulations.mutants.trials import Result

KILLED_PERMILLE_LEAST = 950
"""How many of a thousand mutants must be found."""

_HEAD = """# Mutants

`make mutants` puts one mistake after another into the source and runs the same worlds
with each (`simulations/mutants/`). Made by it; do not edit.
"""


def killed(results: Sequence[Result]) -> int:
    """Return how many were found."""
    return sum(bool(result.found) for result in results)


def good_enough(mutants: Sequence[Mutant], results: Sequence[Result]) -> bool:
    """Return whether all were tried, enough were found, and every survivor is explained."""
    if len(mutants) != len(results):
        return False
    explained = all(
        result.found or mutant.survives for mutant, result in zip(mutants, results, strict=True)
    )
    return explained and killed(results) * 1_000 >= KILLED_PERMILLE_LEAST * len(results)


def page(mutants: Sequence[Mutant], results: Sequence[Result], source: str) -> str:
    """Return the page: how many were found, the survivors, and then all."""
    known = {result.name: result for result in results}
    pairs = [(mutant, known[mutant.name]) for mutant in mutants if mutant.name in known]
    dead, seconds = killed(results), sum(result.seconds for result in results)
    lines = [
        _HEAD,
        f"**{dead} of {len(results)} are found** ({100 * dead / len(results):.1f} %),"
        f" in {seconds / 60:.0f} minutes one after another; the source was `{source}`.",
        "",
    ]
    if missing := [f"`{one.name}`" for one in mutants if one.name not in known]:
        lines += [f"Not tried yet: {', '.join(missing)}.", ""]
    survivors = [mutant for mutant, result in pairs if not result.found]
    if survivors:
        lines += ["## Survivors", ""]
        lines += [f"- `{mutant.name}`: {mutant.survives or 'unexplained'}" for mutant in survivors]
        lines.append("")
    if others := left_out():
        lines += ["## Not tried", "", "Mistakes that make no difference to anybody.", ""]
        lines += [f"- `{one.name}`: {one.why}" for one in others]
        lines.append("")
    lines += ["## All", "", "| mutant | in | what it would do | found as | in world |"]
    lines.append("|" + "---|" * 5)
    for mutant, result in pairs:
        where = f"`{mutant.file}`"
        found = f"`{result.found}`" if result.found else "**survives**"
        world = f"{result.world} (no. {result.worlds})" if result.world else ""
        lines.append(f"| `{mutant.name}` | {where} | {mutant.why} | {found} | {world} |")
    return "\n".join(lines) + "\n"
