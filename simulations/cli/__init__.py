"""The ``sim`` verbs: virtual worlds where everything goes wrong.

What a world needs is imported when one is run: every other verb starts as fast as before.
"""

from __future__ import annotations

import typer

from simulations.cli import live_verbs, replay_verbs, report_verbs, run_verbs, sweep_verbs


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    sim = typer.Typer(
        help="Run the same code in a virtual world where everything goes wrong, by a seed.",
        no_args_is_help=True,
    )
    run_verbs.register(sim)
    sweep_verbs.register(sim)
    replay_verbs.register(sim)
    report_verbs.register(sim)
    live_verbs.register(sim)
    app.add_typer(sim, name="sim")
