"""The files users copy: beside the package in an installed wheel, at the top of the repository in a source tree."""

from __future__ import annotations

from pathlib import Path

from accord.errors import OutsideError

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates")


def template(name: str) -> str:
    """The text of `templates/NAME`, wherever this accord was installed."""
    for folder in _PLACES:
        path = folder / name
        if path.is_file():
            return path.read_text("utf-8")
    raise OutsideError(f"the template {name} was not shipped with this accord; reinstall pytest-accord")
