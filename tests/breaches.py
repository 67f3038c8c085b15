"""Lines of source that break the rules of the house, by rule, and lines that keep them all."""

BREACHES = {
    "doors of core": [
        ("core/log/seal.py", "import replication"),
        ("core/log/seal.py", "from ...node import till"),
        ("core/hlc.py", "def f():\n    from simulations.clock import Clock"),
        ("core/hlc.py", "from tests.strategies import records"),
    ],
    "doors of replication": [("replication/gossip.py", "from node.till import Till")],
    "doors of node": [("node/till.py", "import simulations.world as world")],
    "doors of simulations": [("simulations/world.py", "import tests.strategies")],
    "disk": [("core/log/segment.py", "import lmdb"), ("node/till.py", "from lmdb import open")],
    "network": [("replication/replica.py", "if TYPE_CHECKING:\n    import zmq.green as zmq")],
    "local network": [("node/processes/reaching.py", "from zeroconf import Zeroconf")],
    "signatures": [("node/enrolment.py", "from nacl.signing import SigningKey")],
    "web": [
        ("node/processes/till_part.py", "from fastapi import FastAPI"),
        ("node/cli/screen_verbs.py", "import uvicorn"),
    ],
    "printers": [("node/selling.py", "from escpos.printer import Network")],
    "serial lines": [("node/shop/weighing.py", "from serial import Serial")],
    "mail": [("node/receipts/mailing.py", "import smtplib")],
    "outbox": [("node/till.py", "import sqlite3")],
    "pdf": [("node/cli/paper_verbs.py", "from weasyprint import HTML")],
    "languages": [("node/cli/show.py", "from babel.numbers import format_currency")],
    "compression": [("replication/wire.py", "import zstandard")],
    "clock": [
        ("core/hlc.py", "import time"),
        ("simulations/world.py", "from time import monotonic"),
        ("simulations/network_faults.py", "import time as t"),
        ("node/till.py", "import datetime as dt\ndt.datetime.now(dt.UTC)"),
        ("node/till.py", "from datetime import datetime as D\nfield(default_factory=D.utcnow)"),
        ("node/till.py", "from datetime import date\ndate.today()"),
    ],
    "global dice": [
        ("simulations/faults.py", "import random\nrandom.random()"),
        ("core/crdt/lww.py", "import random as dice\npick = dice.choice"),
        ("node/till.py", "from random import shuffle"),
        ("node/till.py", "from random import *"),
    ],
    "new dice": [
        ("replication/gossip.py", "import random\nrandom.Random(7)"),
        ("core/hlc.py", "from random import Random\nRandom()"),
    ],
    "system dice": [
        ("core/identity.py", "from uuid import uuid4"),
        ("simulations/world.py", "import os\nos.urandom(16)"),
        ("node/till.py", "import secrets"),
        ("node/till.py", "from random import SystemRandom"),
    ],
    "local sockets": [
        ("node/processes/replicator.py", "import socket"),
        ("core/hlc.py", "import selectors"),
    ],
    "files and processes": [
        ("core/log/recorder.py", "import os.path"),
        ("replication/bundle.py", "from pathlib import Path"),
        ("replication/bundle.py", "open('bundle', 'rb')"),
        ("core/log/segment.py", "import subprocess"),
    ],
    "hidden imports": [
        ("core/log/store.py", "import importlib"),
        ("replication/wire.py", "__import__('zmq')"),
    ],
}

HONEST = (
    ("core/log/lmdb_store.py", "import lmdb, os\nfrom pathlib import Path"),
    ("core/shop/sale.py", "from ..hlc import Clock\nfrom . import refund\nimport eventsourcing"),
    ("replication/gossip.py", "import random\ndef f(dice: random.Random): dice.choice([1])"),
    ("replication/replica.py", "from core.hlc import Clock\ndef f(clock): return clock.now()"),
    ("node/config.py", "from pathlib import Path\nopen('node.toml')"),
    ("node/till.py", "from datetime import datetime, time\ndatetime.fromisoformat('x')"),
    ("simulations/world.py", "import random\nimport node.till\nrandom.Random(7)"),
    ("simulations/bench/append.py", "import time"),
    ("core/log/store.py", "from core.log import segment\nsegment.open()"),
)
