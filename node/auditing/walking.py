"""What workers do for an audit of bytes alone: walk a log, and know nothing of what it says."""

from __future__ import annotations

from core.audit.stream_audit import StreamAudit, audit_stream
from core.ed25519 import verify_ed25519
from core.errors import StorageError
from core.identity import StreamId
from node.auditing.opening import opened


def lengths(directory: str) -> dict[StreamId, int] | str:
    """Return how many records each stream of a log has, or why it cannot be opened."""
    try:
        with opened(directory) as view:
            return {stream: head.sequence for stream, head in view.heads().items()}
    except StorageError as error:
        return str(error)


def judge_records(directory: str, stream: StreamId) -> StreamAudit | str:
    """Judge the bytes of one stream, its seals and trees, and not what it says."""
    try:
        with opened(directory) as view:
            return audit_stream(view, stream, verify_ed25519)
    except StorageError as error:
        return str(error)
