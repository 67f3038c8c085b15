"""The till's screen in a real Chromium at a hundred thousand products: start, scan, search."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from node.data_directory import SCREEN_FILE
from node.desk import open_desk
from simulations.bench.figures import Figure
from simulations.bench.nodes import POLL_S, TIMEOUT_S, make_nodes, running
from simulations.browser import missing, opened_browser

PRODUCTS = 100_000
"""Products in the catalogue: more than any shop of a chain sells."""

SCANS = 200
"""Scans that are timed, on tickets of up to twenty-five lines."""

LINES = 25
"""Lines on a ticket before the next one begins."""

WORDS = ("Whole", "Milk", "Bread", "Rye", "Cheese", "Old", "Apple", "Juice", "Green", "Tea")

QUERIES = ("milk", "whole br", "tea 4217", "no such thing", "s99999", "a")
"""What is typed, letter by letter: common words, rare ones, and what is not there."""

ANY_PORT = "http://127.0.0.1:0"

# Registered before the page's own, which lets nobody hear a scan after it.
_WATCH = """
window.took = {scan: [], search: [], cold: 0};
const painted = (then) => requestAnimationFrame(() => setTimeout(then, 0));
addEventListener('keydown', (event) => {
  const total = () => document.querySelector('.total output')?.textContent;
  if (event.key !== 'Enter') return;
  const before = total();
  const look = () => total() === before ? requestAnimationFrame(look)
    : setTimeout(() => took.scan.push(performance.now() - event.timeStamp), 0);
  requestAnimationFrame(look);
}, true);
addEventListener('input', (event) =>
  painted(() => took.search.push(performance.now() - event.timeStamp)), true);
const ready = () => document.querySelector('.tile')
  ? painted(() => { took.cold = performance.now(); }) : requestAnimationFrame(ready);
requestAnimationFrame(ready);
"""


def measure_screen(root: Path) -> dict[str, Figure]:
    """Return what whoever stands at the screen waits for; nothing where there is no browser."""
    if lacking := missing():
        typer.echo(f"screen: not measured, {lacking}", err=True)
        return {}
    (till,) = make_nodes(root, ("A",), role="till")
    till.write_config(till.config().model_copy(update={"screen": ANY_PORT}))
    with open_desk(till.path) as desk:
        desk.ask("import-catalogue", {"products": _products()})
    with running(till, screen=ANY_PORT):
        deadline = time.monotonic() + TIMEOUT_S
        while not (told := till.path / SCREEN_FILE).is_file():
            assert time.monotonic() < deadline, "the node has no screen"
            time.sleep(POLL_S)
        address = told.read_text().strip()
        took, again_ms, heap_bytes = _look(address)
    scan, search = sorted(took["scan"]), sorted(took["search"])
    return {
        "screen_scan_to_paint_p50": Figure(statistics.median(scan), "ms"),
        "screen_scan_to_paint_p95": _percentile(scan, 95, most_ms=50),
        "screen_scan_to_paint_p99": Figure(_at(scan, 99), "ms"),
        "screen_search_p95": _percentile(search, 95, most_ms=75),
        "screen_cold_start": Figure(took["cold"], "ms", took["cold"] / 2_000, "2 s"),
        "screen_start_again": Figure(again_ms, "ms", again_ms / 2_000, "2 s"),
        "screen_heap": Figure(heap_bytes / 2**20, "MiB"),
    }


def _products() -> list[dict[str, Any]]:
    dice = random.Random(7)
    return [
        {
            "sku": f"S{number}",
            "name": f"{' '.join(dice.sample(WORDS, 3))} {number}",
            "department": f"Department {number % 12}",
            "price_minor": 100 + number % 900,
            "barcode": f"{10_000_000_000 + number}",
        }
        for number in range(PRODUCTS)
    ]


def _look(address: str) -> tuple[dict[str, Any], float, float]:
    """Scan and search in a browser; return what each took, another start, the page's memory."""
    with opened_browser() as browser:
        # The page's policy forbids the words in text that a measure waits by.
        context = browser.new_context(viewport={"width": 1366, "height": 768}, bypass_csp=True)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_S * 1_000)
        page.add_init_script(_WATCH)
        page.goto(f"{address}/till")
        page.wait_for_function("took.cold > 0")
        page.wait_for_selector(f".search input[placeholder*='{PRODUCTS:,}']")
        keys = page.context.new_cdp_session(page)
        dice = random.Random(os.environ.get("TILLMESH_SEED", "1"))
        for number in range(SCANS):
            for key in [*f"{10_000_000_000 + dice.randrange(PRODUCTS)}", "Enter"]:
                text = "\r" if key == "Enter" else key
                event = {"key": key, "text": text}
                keys.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
            page.wait_for_function(f"took.scan.length > {number}")
            if (number + 1) % LINES == 0:
                page.keyboard.press("F4")
        for query in QUERIES:
            page.keyboard.press("F2")
            page.keyboard.type(query, delay=120)
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        page.wait_for_timeout(100)
        took: dict[str, Any] = page.evaluate("took")
        keys.send("HeapProfiler.collectGarbage")
        heap = page.evaluate("performance.memory.usedJSHeapSize")
        page.reload()
        page.wait_for_function("took.cold > 0")
        again_ms: float = page.evaluate("took.cold")
    return took, again_ms, float(heap)


def _percentile(values: Sequence[float], percent: int, *, most_ms: float) -> Figure:
    value = _at(values, percent)
    return Figure(value, "ms", value / most_ms, f"{most_ms:.0f} ms")


def _at(values: Sequence[float], percent: int) -> float:
    """Return a percentile of sorted values."""
    return values[min(len(values) - 1, len(values) * percent // 100)]
