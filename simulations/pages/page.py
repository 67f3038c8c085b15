"""The page of one run: what struck, who was apart from whom, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import pairwise
from typing import Any

from simulations.checkers import CHECKERS
from simulations.pages.charts import LANE, Frame, heat, lanes, steps
from simulations.pages.chronicle import Chronicle
from simulations.report import PASS

_BEGIN, _END = {"cut", "away", "crash"}, {"mend", "restart"}
"""Words of faults that begin and end something; all others are moments."""

QUIET = " The rest of its time, in which all must be quiet, is not drawn."

_STYLE = """
:root { color-scheme: light dark; --ink: #111827; --paper: #ffffff; --soft: #6b7280;
  --line: #e5e7eb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --paper: #14171c;
  --soft: #9ca3af; --line: #2b313b; } polyline, .legend i { filter: brightness(1.45); }
  .cut, .moment, .heal, .calm { filter: brightness(1.3); } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .2rem; }
p.note { color: var(--soft); margin: 0 0 .5rem; }
.chart { overflow-x: auto; }
svg { width: 100%; min-width: 720px; height: auto; font: 11px system-ui, sans-serif; }
svg text { fill: var(--soft); } .grid { stroke: var(--line); } .zero { stroke: var(--soft); }
.heal { stroke: #059669; stroke-width: 2; stroke-dasharray: 4 3; }
.calm { stroke: #059669; stroke-width: 2; stroke-dasharray: 2 3; }
.cut { fill: #b45309; fill-opacity: .55; } .moment { fill: #b45309; }
.down { fill: #6b7280; fill-opacity: .7; }
.verdict { display: inline-block; padding: .1rem .7rem; border-radius: 1rem; color: #fff;
  font-weight: 600; } .pass { background: #047857; } .fail { background: #b91c1c; }
.passed { columns: 14rem; margin: .4rem 0; padding: 0; list-style: none; font-size: .9rem; }
.passed li { padding: .15rem 0; break-inside: avoid; } .passed small { color: var(--soft); }
table { border-collapse: collapse; font-size: .9rem; } td, th { text-align: left;
  padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.legend span { display: inline-block; margin-right: 1rem; font-size: .85rem; color: var(--soft); }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem;
  margin-right: .3rem; vertical-align: -1px; background: currentColor; }
.legend i.dots { background: repeating-linear-gradient(90deg, currentColor 0 2px, #0000 2px 4px); }
code { font-size: .85em; word-break: break-all; }
"""


def page_of(chronicle: Chronicle) -> str:
    """Return one self-contained HTML page."""
    report = chronicle.report
    scenario = report.options["scenario"]
    title = f"{scenario}, seed {report.seed}"
    shown = chronicle.shown()
    sections = [
        _head(chronicle, title),
        _faults(shown),
        _life(shown),
        _apart(shown),
        _traffic(shown),
        *_stocks(shown),
        _checkers(chronicle),
        _options(report.options),
    ]
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        + "".join(sections)
        + "</body></html>\n"
    )


def _frame(chronicle: Chronicle, height: int) -> Frame:
    marks = {"heal": chronicle.heal_s}
    if chronicle.report.core:
        marks["calm"] = chronicle.calm_s
    return Frame(chronicle.end_s, height, marks)


def _head(chronicle: Chronicle, title: str) -> str:
    report = chronicle.report
    verdict = report.verdict
    kind = "pass" if verdict == PASS else "fail"
    return (
        f'<h1>{escape(title)} <span class="verdict {kind}">{verdict}</span></h1>'
        f'<p class="note">{report.virtual_s:.1f} virtual seconds, {len(chronicle.names)} nodes, '
        f"{report.node_events:,} node-events, {report.messages:,} messages of which "
        f"{report.lost:,} were lost. {_core(chronicle)}"
        f"Everything was healed at {chronicle.heal_s:.1f} s (the dashed line): "
        f"{report.lacked_events:,} events were lacking, and {_agreed(chronicle)}</p>"
    )


def _agreed(chronicle: Chronicle) -> str:
    settling = chronicle.report.settling
    if not chronicle.agreed:
        return f"all did not come to agree within {settling.seconds:.1f} s."
    quiet = "" if chronicle.end_s >= chronicle.report.virtual_s else QUIET
    return (
        f"all agreed {settling.seconds:.1f} s later, after {settling.messages:,} messages and "
        f"{settling.bytes:,} bytes.{quiet}"
    )


def _core(chronicle: Chronicle) -> str:
    report = chronicle.report
    if not report.core:
        return ""
    names = escape(", ".join(report.core))
    return (
        f"At {chronicle.calm_s:.1f} s (the dotted line) faults ended for a core ({names}), which "
        f"was to agree without all others, and took {report.core_settling.seconds:.1f} s. "
    )


def _section(title: str, note: str, inner: str) -> str:
    return f'<h2>{escape(title)}</h2><p class="note">{escape(note)}</p>{inner}'


def _faults(chronicle: Chronicle) -> str:
    names = list(chronicle.report.options["faults"])
    if not names:
        return _section("Faults", "None: nothing goes wrong in this world.", "")
    frame = _frame(chronicle, LANE * len(names))
    spans = []
    for name in names:
        strikes = [(at_s, said) for at_s, fault, said in chronicle.strikes if fault == name]
        spans.append(_spans(name, strikes, chronicle.calm_s))
    lanes(names, spans, frame)
    note = (
        "Bars last from a cut to its mending, ticks are moments. A lane without marks is a "
        "fault that is there all the time, like loss."
    )
    return _section("Faults", note, frame.to_svg("when each fault acted"))


def _spans(
    name: str, strikes: list[tuple[float, str]], heal_s: float
) -> list[tuple[float, float, str, str]]:
    found: list[tuple[float, float, str, str]] = []
    marks = [*strikes, (heal_s, "mend")]
    for (begin_s, said), (end_s, _) in pairwise(marks):
        word = said.split(" ")[0]
        if word in _BEGIN:
            found.append((begin_s, end_s, "cut", f"{name}: {said}, {end_s - begin_s:.1f} s"))
        elif word not in _END:
            found.append((begin_s, begin_s, "moment", f"{name}: {said} at {begin_s:.2f} s"))
    return found


def _life(chronicle: Chronicle) -> str:
    if all(all(alive) for alive in chronicle.up):
        return _section("Nodes", "None of them ever died.", "")
    frame = _frame(chronicle, LANE * len(chronicle.names))
    moments = list(pairwise(zip(chronicle.times_s, chronicle.up, strict=True)))
    spans = [
        [
            (begin_s, end_s, "down", f"{name} was down")
            for (begin_s, alive), (end_s, _) in moments
            if not alive[index]
        ]
        for index, name in enumerate(chronicle.names)
    ]
    lanes(chronicle.names, spans, frame)
    return _section("Nodes", "Grey is dead.", frame.to_svg("when each node was down"))


def _apart(chronicle: Chronicle) -> str:
    names = [f"{one} - {other}" for one, other in chronicle.apart]
    frame = _frame(chronicle, LANE * max(1, len(names)))
    heat(names, chronicle.times_s, list(chronicle.apart.values()), frame)
    note = "By how many events of streams that both want two nodes differed; a blank is agreement."
    return _section("Apart", note, frame.to_svg("divergence of each pair of nodes"))


def _traffic(chronicle: Chronicle) -> str:
    frame = _frame(chronicle, 120)
    rates = [0.0]
    for (before_s, before), (now_s, now) in pairwise(
        zip(chronicle.times_s, chronicle.bytes, strict=True)
    ):
        rates.append((now - before) / max(now_s - before_s, 1e-9) / 1000)
    legend = steps(chronicle.times_s, {"kB a second, over all links": rates}, frame, "kB/s")
    return _section("Traffic", "", frame.to_svg("bytes a second") + legend)


def _stocks(chronicle: Chronicle) -> list[str]:
    found = []
    for (sku, branch), lines in chronicle.stock.items():
        frame = _frame(chronicle, 110)
        milli = {name: [value / 1000 for value in line] for name, line in lines.items()}
        legend = steps(chronicle.times_s, milli, frame, "")
        title = f"Stock of {sku} in {branch}, as each node believed"
        found.append(_section(title, "", frame.to_svg(title) + legend))
    return found


def _checkers(chronicle: Chronicle) -> str:
    findings = chronicle.report.findings
    rows, passed = [], []
    for checker in CHECKERS:
        own = [finding for finding in findings if finding.kind.startswith(checker.name + ".")]
        name, invariants = escape(checker.name), ", ".join(checker.invariants)
        if not own:
            passed.append(f"<li>{name} <small>{invariants}</small></li>")
            continue
        said = "<br>".join(
            escape(f"{one.at_s:.1f} s {one.node} {one.where}: {one.message}") for one in own
        )
        rows.append(
            f"<tr><td>{name}</td><td>{invariants}</td>"
            f'<td><span class="verdict fail">fail</span></td><td>{said}</td></tr>'
        )
    broke = [finding for finding in findings if finding.kind == "world.broke"]
    rows += [
        f"<tr><td>world</td><td></td><td></td><td>{escape(one.message)}</td></tr>" for one in broke
    ]
    failed = f"<table>{''.join(rows)}</table>" if rows else ""
    note = (
        f"{len(passed)} of {len(CHECKERS)} found nothing; beside each, the invariants it looks at."
    )
    return _section("Checkers", note, f'{failed}<ul class="passed">{"".join(passed)}</ul>')


def _options(options: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td><code>{escape(str(value))}</code></td></tr>"
        for name, value in options.items()
    )
    return _section("Options", "Everything the seed decided.", f"<table>{rows}</table>")
