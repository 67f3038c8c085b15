"""The screen's build: which Node.js builds it, and whose licences lie beside what it made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import hatch_build

LOCK = hatch_build.SOURCES / "package-lock.json"


def hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> hatch_build.ScreenBuildHook:
    monkeypatch.setattr(hatch_build, "BUILT", tmp_path)
    nothing: Any = None
    return hatch_build.ScreenBuildHook(str(tmp_path), {}, nothing, nothing, "", "wheel")


def test_a_machine_without_node_js_builds_with_the_one_of_a_python_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    own = hook(monkeypatch, tmp_path)
    assert own.dependencies() == [hatch_build.NODE_WHEEL]
    (tmp_path / "index.html").write_text("built")
    assert own.dependencies() == [], "what is built already needs nothing"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js on this machine")
def test_a_machine_with_node_js_builds_with_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert hook(monkeypatch, tmp_path).dependencies() == []


@pytest.mark.skipif(
    not (hatch_build.SOURCES / "node_modules").is_dir(), reason="'make ui' fetches the packages"
)
def test_the_licence_of_every_package_in_the_built_files_is_told() -> None:
    told = hatch_build._licences()
    built_in = {
        place.removeprefix("node_modules/")
        for place, said in json.loads(LOCK.read_text("utf-8"))["packages"].items()
        if place and not said.get("dev")
    }
    assert {"preact", "@preact/signals"} <= built_in
    for name in built_in:
        assert f"{name} " in told
    assert told.count("Permission is hereby granted") == len(built_in)
