"""One HTML page that needs nothing else: the three-way matrix, filters, and behind every cell its evidence.

The whole page is there without its script; the script only filters, opens and moves. It may run nothing but that
script (a Content-Security-Policy names its hash) and load nothing at all. All text of the checked project is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from accord.report import matrix
from accord.report.text import counted, looked_at
from accord.rules import help_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.model import Cell, Component, Finding, Report, TrailStep, Unread, Where

_ATTENTION = ("broken", matrix.UNDOCUMENTED, "undetermined")


def render(report: Report, **_: Any) -> str:
    """The page; the same report gives the same bytes."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    files = ", ".join(c.contract.file for c in report.comparisons if c.contract.file) or "the servers' own routes"
    lines, parts = matrix.lines(report), matrix.columns(report)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(report.verdict)}: {_e(files)}</title>",
            f"<style>{style}</style></head><body>",
            *(['<a class="skip" href="#matrix">To the matrix</a>'] if lines else []),
            *_header(report, files, lines, parts),
            "<main>",
            *([*_filters(lines, parts), *_table(lines, parts)] if lines else []),
            *_beside(report),
            *_unread(report),
            "</main>",
            *([f"<script>{script}</script>"] if lines else []),
            "</body></html>\n",
        ]
    )


def render_error(kind: str, message: str, place: Where) -> str:
    """A page that says why there is no matrix."""
    at = f" <code>{_e(place)}</code>" if place.file else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>not checked</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_asset('page.css')}</style></head><body><header>"
        f'<h1><span class="broken">not checked</span>{at}</h1><p>{_e(kind)} error: {_e(message)}</p>'
        "</header></body></html>\n"
    )


def _header(report: Report, files: str, lines: tuple[matrix.Line, ...], parts: Sequence[Component]) -> list[str]:
    verdict = report.verdict
    out = [
        "<header>",
        f'<h1><span class="{verdict}">{verdict.replace("-", " ")}</span> <code>{_e(files)}</code></h1>',
        f"<p>{_e(counted(report, verbose=True))}</p>",
    ]
    for part in parts:
        counts = matrix.counts(lines, part.name)
        told = ", ".join(
            f'<span class="{state}">{counts[state]} {matrix.STATES[state][1]}</span>'
            for state in matrix.STATES
            if counts[state]
        )
        out.append(
            f"<p><strong>{_e(part.name)}</strong> ({part.role}): {told or 'no endpoint'} "
            f'<span class="faint">({_e(looked_at(report, part))})</span></p>'
        )
    return [*out, "</header>"]


def _filters(lines: Iterable[matrix.Line], parts: Sequence[Component]) -> list[str]:
    there = {line.state(part.name) for line in lines for part in parts}
    states = [f'<option value="{s}">{words}</option>' for s, (_, words) in matrix.STATES.items() if s in there]
    components = [f"<option>{_e(part.name)}</option>" for part in parts]
    return [
        '<form id="filter" hidden>',
        (
            '<label>state<select id="state"><option value="">any</option>'
            f'<option value="attention">needs attention</option>{"".join(states)}</select></label>'
        ),
        f'<label>component<select id="component"><option value="">any</option>{"".join(components)}</select></label>',
        '<label class="wide">text<input id="text" type="search" placeholder="path, file, rule; press /"></label>',
        '<button type="reset">show all</button>',
        "<p>Each cell opens to its evidence: contract line, code line, trail, remedy.</p>",
        "</form>",
        '<output id="count" aria-live="polite"></output>',
        '<p class="legend faint">',
        *(f"<span>{mark} {words}</span>" for state, (mark, words) in matrix.STATES.items() if state in there),
        "</p>",
    ]


# -- the matrix --------------------------------------------------------------------------------------------------------


def _table(lines: Sequence[matrix.Line], parts: Sequence[Component]) -> list[str]:
    heads = "".join(f'<th scope="col">{_e(part.name)}</th>' for part in parts)
    promised = lines[0].promised_by if lines else "contract"
    out = [
        '<table id="matrix" aria-label="endpoints and what each component makes of them"><thead><tr>',
        f'<th scope="col">endpoint</th><th scope="col">{promised}</th>{heads}</tr></thead><tbody>',
    ]
    for number, line in enumerate(lines):
        out += _line(f"d{number}", line, parts, 2 + len(parts))
    return [*out, "</tbody></table>"]


def _line(name: str, line: matrix.Line, parts: Sequence[Component], columns: int) -> list[str]:
    absent = "not in it" if line.contract_file else "nowhere"
    contract = f"<code>{_e(line.contract)}</code>" if line.contract else f'<span class="undocumented">{absent}</span>'
    if line.endpoint and (line.endpoint.planned or line.endpoint.deprecated):
        contract += f' <span class="faint">{"planned" if line.endpoint.planned else "deprecated"}</span>'
    words = [str(line.operation), line.contract_file, str(line.contract or "")]
    row, details = [], []
    for number, part in enumerate(parts):
        cell, state = line.cells.get(part.name), line.state(part.name)
        if cell is None or not state:
            row.append(f'<td data-name="{_e(part.name)}"></td>')
            continue
        mark, said = matrix.STATES[state]
        row.append(
            f'<td data-name="{_e(part.name)}"><button type="button" class="cell {state}" aria-expanded="false" '
            f'aria-controls="{name}-{number}" data-component="{_e(part.name)}" data-state="{state}"'
            f"{' data-attention=1' if state in _ATTENTION else ''}>{mark} {said}</button></td>"
        )
        details.append(
            f'<tr class="detail" id="{name}-{number}"><td colspan="{columns}">'
            f"{_detail(line, part.name, cell, said)}</td></tr>"
        )
        words += [part.name, said, cell.reason, str(cell.at or "")]
        words += [f"{flaw.rule} {flaw.message} {flaw.fingerprint}" for flaw in cell.findings]
    method, path = _e(line.operation.method), _e(line.operation.path.text)
    return [
        (
            f'<tr class="line" data-text="{_e(" ".join(words).lower())}"><th scope="row">'
            f'<span class="method">{method}</span> <span class="path">{path}</span></th>'
            f'<td class="promise" data-name="{line.promised_by}">{contract}</td>{"".join(row)}</tr>'
        ),
        *details,
    ]


def _detail(line: matrix.Line, component: str, cell: Cell, said: str) -> str:
    facts = [("verdict", f"{_e(said)} by {_e(component)}")]
    if line.contract and line.endpoint:
        description = f" {_e(line.endpoint.description)}" if line.endpoint.description else ""
        stated = f"<code>{_e(line.contract)}</code> <code>{_e(line.operation)}</code>{description}"
        facts.append((line.promised_by, stated))
    if cell.at:
        facts.append(("code", f"<code>{_e(cell.at)}</code>"))
    if cell.reason and not cell.findings:
        facts.append(("reason", _e(cell.reason)))
    if cell.trail:
        facts.append(("made of", _trail(cell.trail)))
    return _facts(facts) + "".join(_finding(flaw, at_row=True) for flaw in cell.findings)


def _finding(flaw: Finding, *, at_row: bool = False) -> str:
    about = "" if at_row else flaw.operation or flaw.component
    subject = f" <code>{_e(about)}</code>" if about else ""
    facts: list[tuple[str, str]] = []
    if flaw.contract and not at_row:
        facts.append(("contract", f"<code>{_e(flaw.contract)}</code>"))
    if flaw.code:
        facts.append(("code", f"<code>{_e(flaw.code)}</code>"))
    if flaw.nearest:
        near = flaw.nearest
        facts.append(
            ("nearest", f"<code>{_e(near.where)}</code> <code>{_e(near.operation)}</code> {_e(near.difference)}")
        )
    if flaw.affects:
        facts.append(("affects", ", ".join(f"<code>{_e(operation)}</code>" for operation in flaw.affects)))
    if flaw.trail and not at_row:
        facts.append(("made of", _trail(flaw.trail)))
    if flaw.waiver:
        facts.append(("waived", _e(flaw.waiver)))
    if flaw.fix:
        facts.append(("fix", _e(flaw.fix)))
    facts.append(("fingerprint", f"<code>{flaw.fingerprint}</code>"))
    rule = f'<a href="{_e(help_uri(flaw.rule))}" rel="noreferrer">{_e(flaw.rule)}</a>'
    head = f"<p><strong>{rule}</strong>{subject}: {_e(flaw.message)}</p>"
    return f'<div class="finding {flaw.severity}">{head}{_facts(facts)}</div>'


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _trail(steps: Iterable[TrailStep]) -> str:
    items = "".join(f"<li><code>{_e(s.where)}</code> <code>{_e(s.piece or '/')}</code></li>" for s in steps)
    return f'<ol class="trail">{items}</ol>'


# -- what belongs to no line -------------------------------------------------------------------------------------------


def _beside(report: Report) -> list[str]:
    found = matrix.beside(report)
    return ["<h2>Findings of no single endpoint</h2>", *(_finding(flaw) for flaw in found)] if found else []


def _unread(report: Report) -> list[str]:
    places: dict[Unread, str] = {}
    for name, scan in report.scans.items():
        for place in scan.unread:
            places.setdefault(place, name)
    if not places:
        return []
    items = [
        f"<li><code>{_e(place.where)}</code> {_e(place.reason)}"
        + (f" (may hide {_e(', '.join(place.covers))})" if place.covers else "")
        + "</li>"
        for place in sorted(places, key=lambda p: (p.where, p.reason))
    ]
    return [f"<h2>Not understood ({len(places)})</h2>", "<ul>", *items, "</ul>"]


def _e(value: object) -> str:
    return escape(str(value), quote=True)


def _asset(name: str) -> str:
    return (resources.files("accord.report") / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
