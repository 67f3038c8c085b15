"""A forger: what a member of the company can make with its own key, and must not pass with."""

from __future__ import annotations

from collections.abc import Callable

from core.identity import Signer
from core.log.event_log import EventLog
from core.log.seal import make_seal
from core.log.segment import decode_segment
from replication.messages import Batch, Hello


class Forger:
    """Seals with one node's key what others wrote."""

    def __init__(
        self, log: Callable[[], EventLog], signer: Signer, hello: Callable[[], Hello]
    ) -> None:
        """Sign with ``signer``; ``log`` returns the node's log, which a restart exchanges.

        ``hello`` says who the node is.
        """
        self._log = log
        self._signer = signer
        self._hello = hello

    def greeting(self, session: int) -> Hello:
        """Return a HELLO of a session that nobody began."""
        return self._hello()._replace(session=session)

    def sealed_anew(self, batch: Batch) -> Batch:
        """Return a batch of what others wrote under our own seal and key; our own as it is."""
        if batch.stream.author == self._log().author:
            return batch
        with self._log().read() as view:
            before = view.chain_at(batch.stream, batch.first - 1)
        last = decode_segment(batch.data, batch.stream, batch.first, before)[-1]
        head = (last.sequence, last.hlc, last.chain)
        seal = make_seal(self._signer, batch.stream, *head, batch.seal.extension)
        return batch._replace(seal=seal, public_key=self._signer.public_key)
