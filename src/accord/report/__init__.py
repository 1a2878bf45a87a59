"""Report styles: siblings over one Report, found by name. A style is a module with `render(report, **options) -> str`.

Built-in styles are registered as a stranger's are (entry points `accord.report`); the table here serves a source tree
that is not installed. A style ignores options it has no use for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from accord.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Report, Where

_BUILT_IN: Mapping[str, str] = {
    "github": "accord.report.github",
    "gitlab": "accord.report.gitlab",
    "html": "accord.report.html",
    "json": "accord.report.json_report",
    "junit": "accord.report.junit",
    "markdown": "accord.report.markdown",
    "sarif": "accord.report.sarif",
    "text": "accord.report.text",
}


class Style(Protocol):
    """What a report module offers."""

    def render(self, report: Report, **options: Any) -> str:
        """The whole report, ending with a line break."""


@runtime_checkable
class Failing(Protocol):
    """What a style may offer, too: its document for a run that ended with an error, so that a reader is not left with
    an empty file.
    """

    def render_error(self, kind: str, message: str, place: Where) -> str:
        """`kind` is `usage`, `config`, `contract`, `source`, ...; `place` may be without a file."""


def styles() -> Mapping[str, str]:
    """Style names and the modules behind them, sorted by name."""
    from importlib import metadata

    found = dict(_BUILT_IN)
    found.update({entry.name: entry.value for entry in metadata.entry_points(group="accord.report")})
    return dict(sorted(found.items()))


def render(report: Report, style: str, **options: Any) -> str:
    """The report in a style. Options of the terminal: `width` (columns), `color`, `verbose`, `quiet`; of a repository:
    `prefix`, the folder of the run's root in it, for the formats whose files are named from the repository.

    UsageError where there is no such style.
    """
    known = styles()
    if style not in known:
        raise UsageError(f"no report format {style!r}", f"choose one of {', '.join(known)}")
    return cast("Style", import_module(known[style])).render(report, **options)


def render_error(style: str, kind: str, message: str, place: Where) -> str:
    """What a style has to say of a run that gave no report; "" where it has no words for it."""
    module = import_module(styles()[style])
    return module.render_error(kind, message, place) if isinstance(module, Failing) else ""
