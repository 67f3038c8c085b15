"""Loading one module with a mistake in it, while the tree on the disk stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from simulations.mutants.mutant import Mutant


class _Loader(SourceFileLoader):
    """Compiles a module anew from its mutated source: what was compiled before is not looked at."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the mutated module's code."""
        data = self.get_data(self.path).decode()
        return self.source_to_code(self.mutant.mutated(data).encode(), self.path)


class _Finder:
    """Finds the mutated module, and leaves every other one to Python."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._module = mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the mutated module's spec; None for every other module."""
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path)
        assert spec is not None, f"there is no module {name}"
        assert spec.origin is not None, f"{name} is no file"
        loader = _Loader(name, spec.origin)
        loader.mutant = self._mutant
        spec.loader = loader
        return spec


def load_with(mutant: Mutant) -> None:
    """Have the mutant's module loaded with its mistake from now on; it may not be loaded yet."""
    finder = _Finder(mutant)
    assert finder._module not in sys.modules, f"{finder._module} was loaded without its mistake"
    meta_path: list[Any] = sys.meta_path
    meta_path.insert(0, finder)
