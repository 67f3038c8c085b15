"""A few bytes that unpack to very much: a process with little memory takes them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM_BYTES = 256 << 20
"""Memory a process may take beyond what it has before the first bomb."""

TIMEOUT_S = 120

PREPARE = """
import resource
import zstandard
from core.errors import MalformedError
from core.identity import StreamId
from core.log.record import GENESIS
from core.log.segment import decode_segment
from replication.wire import decode

def array(item, size):
    count = (size - 5) // len(item)
    return b"\\xdd" + count.to_bytes(4, "big") + item * count

def segment(raw, **options):
    data = zstandard.ZstdCompressor(**options).compress(raw)
    return lambda: decode_segment(data, StreamId(b"A" * 16, 1, "company"), 1, GENESIS)

MESSAGE, SEGMENT = 4 << 20, 2 << 20
held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
room = held + int(__import__("sys").argv[1])
bomb = {bomb}
resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    bomb()
except MalformedError:
    print("refused")
"""

BOMBS = {
    "lists of one": "lambda: decode(array(bytes([0x91, 0]), MESSAGE))",
    "empty lists": "lambda: decode(array(bytes([0x90]), MESSAGE))",
    "a count and nothing": "lambda: decode(bytes([0xDD, 255, 255, 255, 255]))",
    "nested lists": "lambda: decode(bytes([0x91]) * MESSAGE)",
    "a message too large": "lambda: decode(bytes(MESSAGE + 1))",
    "compressed lists": "segment(bytes([0x99]) + array(bytes([0x91, 0]), SEGMENT - 1))",
    "compressed nothing": "segment(bytes(1 << 30))",
    "compressed, of unknown size": "segment(bytes(SEGMENT), write_content_size=False)",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE.replace("{bomb}", BOMBS[name]), str(ROOM_BYTES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("refused\n", "")
