"""Scenarios as files that read aloud: YAML, checked by pydantic, written by anybody.

A file says what kind of world it is and which faults strike it; what it leaves out is
the world's default, and an option of a fault that it leaves out is drawn from the seed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import RefusedError
from simulations.dice import dice_of
from simulations.faults import FAULTS, NAMED_FAULTS, Fault
from simulations.options import WorkOptions, WorldOptions
from simulations.scenarios.scenario import Scenario
from simulations.workload.acts import ACTS

SUFFIX = ".yaml"
"""What the name of a scenario file ends with."""

FILE_BYTES_MAX = 1 << 20
"""Largest scenario file: one that says every option of every fault takes a few kilobytes."""

FAULT_KINDS = {fault.name: fault for fault in (*FAULTS, *NAMED_FAULTS)}

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkModel(_Model):
    """What the people do; see :class:`simulations.options.WorkOptions`."""

    source: Literal["drawn", "baskets"] = "drawn"
    think_us: Positive = 400_000
    skus: Positive = 30
    shelf_milli: Count = 200_000
    hot_permille: Annotated[int, Field(ge=0, le=1_000)] = 500
    office: bool = False
    weights: dict[str, Count] = {"sell": 1}


class ScenarioModel(_Model):
    """A whole file; see :class:`simulations.options.WorldOptions`."""

    title: str
    says: str
    """What happens, and what must survive it, for people."""
    seconds: Positive = 20
    branches: Positive = 2
    tills: Positive = 2
    hub: bool = False
    shape: Literal["mesh", "branches", "spokes", "chain", "country"] = "mesh"
    subscription: Literal["all", "branch"] = "all"
    both_dial: bool = False
    delay_least_us: Count = 1_000
    delay_mean_us: Count = 5_000
    in_order: bool = True
    work_us: Count = 500
    enrolled: bool = True
    rows: bool = True
    tick_s: Positive = 1
    strikes_most: Count = 0
    acts_most: Count = 0
    work: WorkModel = WorkModel()
    faults: dict[str, dict[str, int | str]] = {}


class FileScenario(Scenario):
    """The world a file describes."""

    def __init__(self, name: str, model: ScenarioModel) -> None:
        """Draw worlds of ``model`` under the file's name."""
        self.name = name  # type: ignore[misc]  # a class has one name, a file brings its own
        self.model = model

    @property
    def title(self) -> str:
        """What the file calls itself."""
        return self.model.title.rstrip(".") + "."

    def draw(self, seed: int) -> WorldOptions:
        """Return the world of this file with this seed."""
        fields = self.model.model_dump(exclude={"title", "says", "work", "faults"})
        return WorldOptions(
            seed=seed,
            scenario=self.name,
            work=WorkOptions(**self.model.work.model_dump()),
            faults=tuple(
                _fault(seed, name, options) for name, options in self.model.faults.items()
            ),
            **fields,
        )


def _fault(seed: int, name: str, options: dict[str, int | str]) -> Fault:
    """Return a fault with these options, the others drawn."""
    drawn: Any = FAULT_KINDS[name].draw(dice_of(seed, "options", name))
    changed: Fault = replace(drawn, **options)
    return changed


def read_scenario(path: Path) -> FileScenario:
    """Read a scenario file; raises :class:`RefusedError` in one sentence."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise RefusedError(f"{path} is too long for a scenario.")
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise RefusedError(f"{path} is no YAML: {said}.") from None
    try:
        model = ScenarioModel.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RefusedError(f"{path}: {where}: {first['msg']}.") from None
    _check_names(path, model)
    return FileScenario(path.name.removesuffix(SUFFIX), model)


def _check_names(path: Path, model: ScenarioModel) -> None:
    """Check what only the lists of faults and acts can tell."""
    for name, options in model.faults.items():
        if name not in FAULT_KINDS:
            raise RefusedError(f"{path}: there is no fault '{name}'; 'sim list' shows all.")
        known = FAULT_KINDS[name].draw(dice_of(0, name)).options()
        for option, value in options.items():
            if option not in known:
                raise RefusedError(
                    f"{path}: the fault '{name}' has no option '{option}', only {', '.join(known)}."
                )
            if type(value) is not type(known[option]):
                raise RefusedError(f"{path}: {name}.{option} is to be like {known[option]!r}.")
    for act in model.work.weights:
        if act not in ACTS:
            raise RefusedError(f"{path}: there is no act '{act}', only {', '.join(ACTS)}.")


def write_scenario(path: Path, options: WorldOptions, title: str, says: str) -> None:
    """Write a world as a scenario file that draws exactly it from the same seed."""
    plain = options.to_plain()
    for name in ("seed", "scenario", "real_signatures"):
        del plain[name]
    fields = {"title": title, "says": says} | plain
    ScenarioModel.model_validate(fields)
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=88)
    path.write_text(text, encoding="utf-8")
