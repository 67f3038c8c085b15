"""Which catalogues there are beside those that one module alone reads, and who looks where.

What was said in English elsewhere is looked for in several at once, for one tells what another did.
"""

from __future__ import annotations

FINDINGS = "findings"
"""What nodes say in their answers."""

REFUSALS = "refusals"
"""What was asked and cannot be done."""

FAULTS = "faults"
"""What is wrong with bytes, whoever wrote them, and with the disk."""

AUDITS = "audits"
"""What audits find, and what stands in their reports and tables."""

HEARD = (FINDINGS, FAULTS)
REFUSED = (REFUSALS, FAULTS)
AUDITED = (AUDITS, FINDINGS, FAULTS, REFUSALS)
"""Where each is found: an answer, a refusal, what an audit says."""
