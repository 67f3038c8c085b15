"""Coverage-guided fuzzing: ``python -m tests.fuzz [--seconds N] [TARGET ...]``, see `make fuzz`.

Each target runs in a process of its own, for libFuzzer ends its process. What crashes one is
left in ``.fuzz/crashes/`` and is worth a file in ``tests/fuzz/corpus/``; what was found to reach
new code is kept in ``.fuzz/corpus/`` for the next time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = ROOT / ".fuzz"
KEPT = Path(__file__).parent / "corpus"
ROOMS = ("core", "replication", "node")

INPUT_BYTES_MAX = 8192
"""Longest input tried: longer ones take time and find little that shorter ones do not."""

RUN_TIMEOUT_S = 10
"""When an input counts as one that takes for ever."""

MEMORY_MIB_MAX = 1024
"""When an input counts as one that takes all memory."""

SECONDS = 60


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process, which does not return."""
    try:
        import atheris
    except ModuleNotFoundError:
        sys.exit("fuzz: atheris is not installed; 'make fuzz' installs it.")
    with atheris.instrument_imports(include=[*ROOMS, "msgpack"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    corpus, crashes = FINDINGS / "corpus" / name, FINDINGS / "crashes"
    for directory in (corpus, crashes):
        directory.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    options = {
        "max_total_time": seconds,
        "max_len": INPUT_BYTES_MAX,
        "timeout": RUN_TIMEOUT_S,
        "rss_limit_mb": MEMORY_MIB_MAX,
        "artifact_prefix": f"{crashes}/{name}-",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    kept = [str(path) for path in (KEPT / name,) if path.is_dir()]
    words = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([name, *words, str(corpus), *kept], target.run)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the named targets in turn, or all of them; ends with 1 when something was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Fuzz every door into a node.")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="How long each target takes.")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*")
    asked = parser.parse_args()
    if asked.here:
        fuzz(asked.targets[0], asked.seconds)
    from tests.fuzz.targets import TARGETS

    unknown = [name for name in asked.targets if name not in TARGETS]
    if unknown:
        sys.exit(f"fuzz: no target {unknown[0]}; there are {', '.join(TARGETS)}.")
    failed = []
    for name in asked.targets or TARGETS:
        print(f"--- {name}", flush=True)
        words = [sys.executable, "-m", "tests.fuzz", "--here", "--seconds", str(asked.seconds)]
        if subprocess.run([*words, name], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"fuzz: something was found in {', '.join(failed)}; look into {FINDINGS}.")
    print("fuzz: nothing was found.")


if __name__ == "__main__":
    main()
