"""The ``tillmesh`` command: its verbs, and the exit status every one of them ends with.

0: done. 1: refused, with one sentence on standard error and nothing changed. 2: typed wrong.
3: no answer came or it could not be printed, so that it may have been done.
Rooms that ``node`` does not know add verbs of their own through entry points.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from core.errors import TillmeshError
from node.cli import (
    alert_verbs,
    approval_verbs,
    audit_verbs,
    bundle_verbs,
    company_verbs,
    count_verbs,
    distance_verbs,
    node_verbs,
    people_verbs,
    price_verbs,
    product_verbs,
    review_verbs,
    screen_verb,
    shift_verbs,
    shop_verbs,
    transfer_verbs,
)
from node.control import UnknownOutcomeError
from node.tuning import tune_interpreter
from node.wording import one_line

VERBS_GROUP = "tillmesh.verbs"
"""The entry points whose values are called with the app to add verbs to it."""

REFUSED_STATUS = 1
"""Exit status when something was refused, and nothing was changed."""

UNKNOWN_STATUS = 3
"""Exit status when it is not known, or could not be told, whether something was done."""

app = typer.Typer(
    name="tillmesh",
    help="A point of sale for many branches: tills that always sell, a network that replicates.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
node_verbs.register(app)
shop_verbs.register(app)
product_verbs.register(app)
price_verbs.register(app)
bundle_verbs.register(app)
alert_verbs.register(app)
company_verbs.register(app)
count_verbs.register(app)
review_verbs.register(app)
transfer_verbs.register(app)
people_verbs.register(app)
approval_verbs.register(app)
shift_verbs.register(app)
audit_verbs.register(app)
distance_verbs.register(app)
screen_verb.register(app)
for entry_point in sorted(entry_points(group=VERBS_GROUP), key=lambda found: found.name):
    entry_point.load()(app)


def main() -> None:
    """Run one verb and exit."""
    tune_interpreter()
    try:
        app()
    except UnknownOutcomeError as error:
        typer.echo(f"tillmesh: {one_line(str(error))}", err=True)
        sys.exit(UNKNOWN_STATUS)
    except TillmeshError as error:
        typer.echo(f"tillmesh: {one_line(str(error))}", err=True)
        sys.exit(REFUSED_STATUS)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(UNKNOWN_STATUS)
    except OSError as error:
        typer.echo(f"tillmesh: The answer could not be told: {error.strerror}.", err=True)
        sys.exit(UNKNOWN_STATUS)
