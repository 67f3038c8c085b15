"""Receipts: papers made from what is committed, and the ways they leave the till.

``document`` and ``z_document`` read the log; ``layout`` and ``z_layout`` say it in a language as
blocks; ``text``, ``html`` and ``escpos`` render blocks. ``outbox`` keeps what waits for a
printer or for a mail server, ``printing`` and ``mailing`` carry it there.
"""
