"""The verdict: what the nodes say against what the file says."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from core.money import format_amount
from simulations.datasets.expected import ExpectedSums, expected_sums
from simulations.demo.plan import DELIVERED_MILLI, Plan

SUMS = {
    "baskets": "sales",
    "lines": "items",
    "sales_minor": "sales_minor",
    "quantity_milli": "quantity_milli",
    "coupon_minor": "coupon_minor",
    "paid_minor": "paid_minor",
}
"""Each sum of the file, and what a node's status calls it."""


@dataclass
class Verdict:
    """What was found; serialised by ``--json``."""

    baskets: int
    lines: int
    sales_minor: int
    quantity_milli: int
    coupon_minor: int
    paid_minor: int
    expected: dict[str, int]
    nodes: list[dict[str, Any]]
    digests_equal: bool
    converged: bool
    heal_to_agreement_s: float
    events_per_s: float
    seconds: float
    restarts: int
    findings: list[str] = field(default_factory=list)
    verdict: str = "fail"

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.verdict != "pass":
            return "fail"
        return (
            f"pass: {self.baskets} baskets, {self.lines} lines, "
            f"{format_amount(self.sales_minor)} taken. All {len(self.nodes)} nodes hold the same "
            f"{self.nodes[0]['events']} events and the same stock, and every sum is the file's. "
            f"Healed nodes had caught up after {self.heal_to_agreement_s} s."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object."""
        return asdict(self)


def judge(
    plan: Plan,
    statuses: list[dict[str, Any]],
    stocks: dict[str, list[dict[str, Any]]],
    *,
    converged: bool,
    heal_to_agreement_s: float,
    seconds: float,
    restarts: int,
) -> Verdict:
    """Compare every figure of every node with the file; all must hold for a pass."""
    expected = expected_sums(plan.dataset, list(plan.stores.values()), plan.baskets_max)
    total = asdict(expected.total)
    findings = [] if converged else ["The nodes did not come to agree in time."]
    for digest in ("digest", "stock_digest", "projections_digest"):
        if len({status[digest] for status in statuses}) != 1:
            findings.append(f"The nodes differ in {digest}.")
    digests_equal = len(findings) == (not converged)
    if len({status["events"] for status in statuses}) != 1:
        findings.append("The nodes hold different numbers of events.")
    for what, names in (("state", [one["name"] for one in statuses]), ("stock", list(stocks))):
        if sorted(names) != sorted(plan.nodes):
            findings.append(f"The {what} of every node, once, is needed, not of {names}.")
    for status in statuses:
        for name, said in SUMS.items():
            if status[said] != total[name]:
                findings.append(
                    f"{status['name']} says {name} is {status[said]}; the file says {total[name]}."
                )
    findings += _compare_stock(plan, expected, stocks)
    first = statuses[0]
    fields = ("name", "role", "branch", "events", "digest", "stock_digest", "sales_minor")
    return Verdict(
        **{name: first[said] for name, said in SUMS.items()},
        expected={name: total[name] for name in SUMS},
        nodes=[{name: status[name] for name in fields} for status in statuses],
        digests_equal=digests_equal,
        converged=converged,
        heal_to_agreement_s=round(heal_to_agreement_s, 3),
        events_per_s=round(first["events"] / seconds, 1),
        seconds=round(seconds, 3),
        restarts=restarts,
        findings=findings,
        verdict="fail" if findings else "pass",
    )


def _compare_stock(
    plan: Plan, expected: ExpectedSums, stocks: dict[str, list[dict[str, Any]]]
) -> list[str]:
    """Compare every product at every branch on every node: delivered less sold."""
    should = {
        (sku, branch): DELIVERED_MILLI - expected.sold_milli.get((store, sku), 0)
        for branch, store in plan.stores.items()
        for sku in plan.deliveries[branch]
    }
    findings = []
    for name, lines in stocks.items():
        said = {(line["sku"], line["location"]): line["quantity_milli"] for line in lines}
        wrong = sum(1 for key in should.keys() | said.keys() if should.get(key) != said.get(key))
        wrong += len(lines) - len(said)
        if wrong:
            findings.append(f"{name} has the stock of {wrong} products wrong.")
    return findings
