"""Flags over a configuration, as typed in some folder of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord import config
from accord.config import Config, Flags, apply
from accord.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
contract = "api.md"
[provider.backend]
path = "backend"
prefix = "/gateway"
[consumer.web]
path = "web"
contract = "web.md"
"""


@pytest.fixture
def configured(tmp_path: Path) -> Config:
    for folder in ("backend", "web", "other", "sub/backend"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("api.md", "web.md", "sub/new.md"):
        (tmp_path / file).write_text("")
    (tmp_path / "accord.toml").write_text(TOML)
    return config.load(tmp_path)


def test_no_flags_change_nothing(configured: Config) -> None:
    assert apply(configured, Flags(), configured.root / "sub") == configured


def test_a_contract_is_relative_to_where_it_was_typed_and_replaces_all(configured: Config) -> None:
    changed = apply(configured, Flags(contracts=("new.md",)), configured.root / "sub")
    assert changed.all_contracts == ("sub/new.md",)


def test_components_given_replace_those_of_both_roles(configured: Config) -> None:
    changed = apply(configured, Flags(providers=("srv=other",)), configured.root)
    assert [(part.name, part.role, part.path, part.prefix) for part in changed.components] == [
        ("srv", "provider", "other", "")
    ]


@pytest.mark.parametrize(
    ("given", "path"), [("backend", "backend"), ("backend=other", "other"), ("sub/backend", "sub/backend")]
)
def test_a_configured_name_keeps_its_settings(configured: Config, given: str, path: str) -> None:
    (part,) = apply(configured, Flags(providers=(given,)), configured.root).components
    assert (part.name, part.path, part.prefix) == ("backend", path, "/gateway")


def test_a_bare_name_picks_the_configured_component(configured: Config) -> None:
    (part,) = apply(configured, Flags(consumers=("web",)), configured.root / "sub").components
    assert (part.path, part.contract) == ("web", ("web.md",))


def test_the_folder_itself_gets_its_name(configured: Config) -> None:
    (part,) = apply(configured, Flags(providers=(".",)), configured.root / "other").components
    assert (part.name, part.path) == ("other", "other")


def test_files_outside_the_root_are_named_upwards(configured: Config) -> None:
    inner = Config(root=configured.root / "sub")
    changed = apply(inner, Flags(contracts=("../api.md",), providers=("../other",)), inner.root)
    assert changed.contracts == ("../api.md",)
    assert changed.components[0].path == "../other"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (Flags(contracts=("nothing.md",)), "contract nothing.md: no such file"),
        (Flags(contracts=("*.txt",)), "no such file"),
        (Flags(contracts=("sub/",)), 'contract sub/ is a folder; name a file in it, or several: "sub/*.md"'),
        (Flags(providers=("nowhere",)), "--provider nowhere: nowhere does not exist"),
        (Flags(consumers=("api.md",)), "is no directory"),
        (Flags(providers=("backend", "sub/backend")), "NAME=DIR gives a component its name"),
        (Flags(providers=("a/b=backend",)), "is no component name"),
        (Flags(reports=("json",)), 'report "json" names no file'),
    ],
)
def test_what_cannot_be_done_is_said(configured: Config, flags: Flags, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        apply(configured, flags, configured.root)
    assert words in str(caught.value)


def test_switches_and_reports_add_to_the_configuration(configured: Config) -> None:
    changed = apply(configured, Flags(fail_on="none", strict=True, reports=("json=out/x=y.json",)), configured.root)
    assert (changed.fail_on, changed.strict) == ("none", True)
    assert changed.reports[0].path == configured.root / "out/x=y.json"


@pytest.mark.parametrize(("given", "path"), [("backend=new", "new"), ("new", "new"), ("backend", "backend")])
def test_a_folder_somebody_is_about_to_write_need_not_be_there(configured: Config, given: str, path: str) -> None:
    """Git keeps no empty folders: in a fresh clone the one that is to be written is not there."""
    (configured.root / "backend").rmdir()
    fresh = config.load(configured.root, new_folders=True)
    assert [part.path for part in apply(fresh, Flags(providers=(given,)), fresh.root).components] == [path]
    with pytest.raises(ConfigError, match=r'"backend" does not exist'):
        config.load(configured.root)


def test_a_file_is_never_the_folder_somebody_is_about_to_write(configured: Config) -> None:
    (configured.root / "backend").rmdir()
    (configured.root / "backend").write_text("")
    with pytest.raises(ConfigError, match="is no directory"):
        config.load(configured.root, new_folders=True)
    (configured.root / "backend").unlink()
    fresh = config.load(configured.root, new_folders=True)
    for given in ("x=api.md", "api.md"):
        with pytest.raises(UsageError):
            apply(fresh, Flags(providers=(given,)), fresh.root)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    flags = Flags(contracts=("a.md", "b.md"), providers=("nowhere", "=x"), consumers=("web=web",), reports=("json",))
    with pytest.raises(UsageError) as caught:
        apply(Config(root=tmp_path), flags, tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 6
    for words in (
        "contract a.md",
        "contract b.md",
        "--provider nowhere",
        "--provider =x",
        "--consumer web=web",
        'report "json"',
    ):
        assert any(words in line for line in lines), words


def test_two_reports_do_not_go_to_one_file(tmp_path: Path) -> None:
    """The one written last would be all that is left; the same report twice is one."""
    flags = Flags(reports=("json=a.out", "html=./a.out"))
    with pytest.raises(UsageError, match=r"two reports are written to a\.out; give each a file of its own"):
        apply(Config(root=tmp_path), flags, tmp_path)
    twice = Flags(reports=("json=a.out", "json=a.out"))
    assert len(apply(Config(root=tmp_path), twice, tmp_path).reports) == 1
