"""Every limit of the transport on ZeroMQ, with its reason."""

from __future__ import annotations

SEND_QUEUE = 4096
"""Messages queued in ZeroMQ to one peer. Their bytes are bounded by the peer's credit, a
megabyte; small batches may be many, and one dropped here is a gap that must be asked for again."""

RECEIVE_QUEUE = 64
"""Messages queued in ZeroMQ from one peer before TCP makes it wait, which loses nothing. ZeroMQ
counts messages and no bytes: of the largest ones this is 256 MiB, of honest ones a megabyte."""

DRAIN_MAX = 128
"""Messages taken from one socket before the others get their turn."""

KEEPALIVE_S, UNHEARD_MS = 2, 6_000
"""How soon a dead TCP connection is noticed and dialed anew: by the kernel's probes where nothing
is said, and by what stays unacknowledged. ZeroMQ's own heartbeats must stay off: one that falls due
after a connection was lost, while messages of it still wait to be read, aborts the process."""

NO_RECONNECT = -1
"""ZeroMQ dials once: when to dial again is decided by who knows the other tills wait as well."""

CONNECT_TIMEOUT_MS, HANDSHAKE_TIMEOUT_MS = 3_000, 10_000
"""How long a try may go unanswered: by the machine, and by a process with a queue before it."""

DRAIN_BYTES = 256 * 1024
"""Bytes taken from one socket before the others get their turn: a tenth of a second's work."""

HANDSHAKE_MS = 5_000
"""How long a handshake may take: a loaded machine answers in less, and who was not let in tries
again after it."""

CURVE_BYTES_MAX = 64
"""Room for what CURVE adds to a message: command name, nonce, authentication and flags, 33."""
