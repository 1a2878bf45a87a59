"""The shipped files are found in both layouts: beside the package (a wheel) and at the top of the repository (editable)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from accord.errors import OutsideError
from accord.outside import shipped

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("package", "templates"), [("site/accord", "site/accord/templates"), ("src/accord", "templates")]
)
def test_a_template_is_found_in_either_layout(tmp_path: Path, package: str, templates: str) -> None:
    for part in ("__init__.py", "errors.py", "outside"):
        source, target = ROOT / "src/accord" / part, tmp_path / package / part
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    (tmp_path / templates).mkdir(parents=True)
    (tmp_path / templates / "hello.md").write_text("# hello\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / package / '..')!r}); from accord.outside import shipped; print(shipped.template('hello.md'))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "# hello"


def test_what_was_not_shipped_is_said() -> None:
    with pytest.raises(OutsideError, match="reinstall"):
        shipped.template("no-such-template.md")
