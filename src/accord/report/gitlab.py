"""GitLab Code Quality: what the merge request widget reads from `artifacts: reports: codequality`.

GitLab keeps one entry per fingerprint, so two places of one finding get two of them. Accepted findings are counted in
one entry of severity info, as the widget has no word for them; its fingerprint stays, so that no merge request adds it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from accord.report.places import below, primary

if TYPE_CHECKING:
    from accord.model import Report, Where

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, *, prefix: str = "", **_: Any) -> str:
    """The array of findings; `prefix` is the folder of the run's root in the repository."""
    seen: Counter[str] = Counter()
    entries = []
    waived = [flaw for flaw in report.findings if flaw.waiver]
    for flaw in report.findings:
        if flaw.waiver:
            continue
        place = primary(report, flaw)
        subject = f"{flaw.operation}: " if flaw.operation else ""
        entries.append(
            {
                "description": f"{subject}{flaw.message}" + (f" ({flaw.fix})" if flaw.fix else ""),
                "check_name": f"accord/{flaw.rule}",
                "fingerprint": _unique(flaw.fingerprint, seen),
                "severity": _SEVERITIES[flaw.severity],
                "location": {"path": below(prefix, place.file), "lines": {"begin": place.line}},
            }
        )
    if waived:
        place = primary(report, waived[0])
        entries.append(
            {
                "description": f"{len(waived)} finding{'s' * (len(waived) != 1)} waived, each with its reason",
                "check_name": "accord/waived",
                "fingerprint": hashlib.sha256(b"accord|waived").hexdigest()[:12],
                "severity": "info",
                "location": {"path": below(prefix, place.file), "lines": {"begin": place.line}},
            }
        )
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def render_error(kind: str, message: str, place: Where) -> str:
    """One blocker: an empty report would read as "nothing to say"."""
    entry = {
        "description": message,
        "check_name": f"accord/{kind}-error",
        "fingerprint": hashlib.sha256(f"{kind}|{place.file}".encode()).hexdigest()[:12],
        "severity": "blocker",
        "location": {"path": below("", place.file) or ".", "lines": {"begin": max(place.line, 1)}},
    }
    return json.dumps([entry], indent=2, ensure_ascii=False) + "\n"


def _unique(fingerprint: str, seen: Counter[str]) -> str:
    seen[fingerprint] += 1
    rank = seen[fingerprint]
    return fingerprint if rank == 1 else hashlib.sha256(f"{fingerprint}|{rank}".encode()).hexdigest()[:12]
