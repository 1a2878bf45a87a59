"""GitHub workflow commands: annotations on the lines of a pull request, then the whole report in the log.

GitHub shows ten annotations of a level per step and drops the rest without a word, so the rest is counted in a notice.
The report below them is fenced by `stop-commands`: text of the checked project must not be read as a command.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from accord.report import text
from accord.report.places import below, primary

if TYPE_CHECKING:
    from accord.model import Finding, Report, Where

LIMIT = 10  # annotations of a level that GitHub shows per step
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, *, prefix: str = "", verbose: bool = False, quiet: bool = False, **_: Any) -> str:
    """Annotations, errors first, then the text report; `prefix` is the folder of the run's root in the repository."""
    told = [finding for finding in report.findings if not finding.waiver]
    commands: list[str] = []
    left = 0
    for severity, level in _LEVELS.items():
        group = [finding for finding in told if finding.severity == severity]
        room = LIMIT - 1 if level == "notice" else LIMIT  # the last notice is the one that counts the rest
        commands += [_command(report, finding, level, prefix) for finding in group[:room]]
        left += len(group[room:])
    if left:
        commands.append(f"::notice title=accord::{_data(f'{left} more findings in the log of this step')}")
    log = text.render(report, verbose=verbose, quiet=quiet)
    fence = hashlib.sha256(log.encode("utf-8", "surrogatepass")).hexdigest()  # no text can name its own hash
    return "\n".join([*commands, f"::stop-commands::{fence}", log.rstrip("\n"), f"::{fence}::"]) + "\n"


def render_error(kind: str, message: str, place: Where) -> str:
    """One annotation, at the file that is to blame where there is one."""
    at = f"file={_property(place.file)},line={max(place.line, 1)}," if place.file else ""
    return f"::error {at}title={_property(f'accord {kind} error')}::{_data(message)}\n"


def _command(report: Report, flaw: Finding, level: str, prefix: str) -> str:
    place = primary(report, flaw)
    subject = f"{flaw.operation}: " if flaw.operation else ""
    lines = [f"{subject}{flaw.message}"]
    if flaw.contract and flaw.contract != place:
        lines.append(f"contract: {flaw.contract}")
    if flaw.nearest:
        difference = f" ({flaw.nearest.difference})" if flaw.nearest.difference else ""
        lines.append(f"nearest: {flaw.nearest.where} {flaw.nearest.operation}{difference}")
    if flaw.fix:
        lines.append(f"fix: {flaw.fix}")
    file = _property(below(prefix, place.file))
    return f"::{level} file={file},line={place.line},title={_property(flaw.rule)}::{_data(chr(10).join(lines))}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
