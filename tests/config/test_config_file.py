"""The configuration file: what it means, and that every fault names its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord import config
from accord.config import Delegation
from accord.errors import ConfigError
from accord.model import Where

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """\
[project]
name = "shop"

[tool.accord]
contract = ["docs/*.md", "api/openapi.yaml"]
fail_on = "warning"
strict = true
report = "json=build/accord.json"
tests = true
libraries = ["backend"]

[tool.accord.severity]
undocumented-endpoint = "error"
path-case = "off"

[tool.accord.versions]
fastapi = "0.115"

[tool.accord.provider.backend]
path = "backend"
app = "backend/main.py:app"
prefix = "/gateway"
endpoints = ["* /posts/**", "tag:users"]

[tool.accord.consumer.frontend]
path = "frontend/src"
base = "/api"
calls = "all"
contract = "api/openapi.yaml"

[tool.accord.delegate]
agent = "codex"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("docs", "api", "backend", "frontend/src"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("docs/b.md", "docs/a.md", "api/openapi.yaml", "docs/note.txt"):
        (tmp_path / file).write_text("")
    return tmp_path


def write(tree: Path, text: str, name: str = "pyproject.toml") -> Path:
    (tree / name).write_text(text, "utf-8")
    return tree


def faults(tree: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(ConfigError) as caught:
        config.load(write(tree, text))
    return list(caught.value.faults)


def test_every_key_arrives(tree: Path) -> None:
    loaded = config.load(write(tree, WHOLE))
    assert loaded.root == tree.resolve()
    assert loaded.contracts == ("docs/a.md", "docs/b.md", "api/openapi.yaml")
    assert (loaded.fail_on, loaded.strict, loaded.tests, loaded.libraries) == ("warning", True, True, ("backend",))
    assert [(report.style, report.path) for report in loaded.reports] == [
        ("json", tree.resolve() / "build/accord.json")
    ]
    assert loaded.severities == {"undocumented-endpoint": "error", "path-case": "off"}
    assert loaded.versions == {"fastapi": "0.115"}
    assert loaded.sections == {}
    assert loaded.delegation == Delegation(agent="codex")
    backend, frontend = loaded.components
    assert (backend.name, backend.role, backend.path) == ("backend", "provider", "backend")
    assert (backend.app, backend.prefix) == ("backend/main.py:app", "/gateway")
    assert backend.endpoints == ("* /posts/**", "tag:users")
    assert backend.where == Where("pyproject.toml", 19)
    assert (frontend.role, frontend.path, frontend.base, frontend.calls) == ("consumer", "frontend/src", "/api", "all")
    assert loaded.contracts_of(backend) == loaded.contracts
    assert loaded.contracts_of(frontend) == ("api/openapi.yaml",)
    assert loaded.all_contracts == ("docs/a.md", "docs/b.md", "api/openapi.yaml")


def test_accord_toml_has_the_same_keys_without_the_prefix(tree: Path) -> None:
    text = WHOLE.replace("[tool.accord]", "").replace("[tool.accord.", "[").replace('[project]\nname = "shop"', "")
    assert (
        config.load(write(tree, text, "accord.toml")).components
        == config.load(write(tree, text, "accord.toml")).components
    )
    assert [part.name for part in config.load(tree).components] == ["backend", "frontend"]
    assert config.load(tree).file == "accord.toml"


def test_the_nearest_configuration_above_rules_but_not_beyond_the_repository(tree: Path) -> None:
    write(tree, '[tool.accord]\ncontract = "docs/a.md"\n')
    assert config.load(tree / "frontend/src").root == tree.resolve()
    (tree / "frontend/.git").mkdir()
    assert config.find(tree / "frontend/src") is None
    assert config.load(tree / "frontend/src").root == (tree / "frontend/src").resolve()


def test_a_pyproject_of_others_does_not_stop_the_search(tree: Path) -> None:
    write(tree, '[tool.accord]\ncontract = "docs/a.md"\n')
    (tree / "backend/pyproject.toml").write_text('[project]\ndependencies = ["pytest-accord"]\n')
    assert config.find(tree / "backend") == tree.resolve() / "pyproject.toml"


def test_two_configurations_in_one_folder_are_refused(tree: Path) -> None:
    (tree / "accord.toml").write_text("")
    write(tree, "[tool.accord]\n")
    with pytest.raises(ConfigError, match="keep one of the two"):
        config.load(tree)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('provder = "x"', 2, 'unknown key "provder"; did you mean "provider"?'),
        ("zzz = 1", 2, 'unknown key "zzz"; known are contract,'),
        ('contract = "docs/none.md"', 2, 'no such file: contract "docs/none.md"'),
        ('contract = "docs/*.rst"', 2, 'no file matches: contract "docs/*.rst"'),
        ("contract = 3", 2, "contract must be a string or a list of strings, not 3"),
        ("strict = 1", 2, "strict must be true or false, not 1"),
        (
            'fail_on = "warnings"',
            2,
            'must be one of "error", "warning", "none", not "warnings"; did you mean "warning"?',
        ),
        ('report = ["json"]', 2, 'report "json" names no file'),
        ('provider = "backend"', 2, "provider must be a table; write [tool.accord.provider.NAME]"),
        ('provider.x = "backend"', 2, "x must be a table; write [tool.accord.provider.x]"),
        ('[tool.accord.provider.x]\napp = "a:b"', 2, "provider x has no path"),
        ('[tool.accord.provider.x]\npath = "nowhere"', 3, 'path "nowhere" does not exist'),
        ('[tool.accord.provider.x]\npath = "docs/a.md"', 3, 'path "docs/a.md" is no directory'),
        ('[tool.accord.provider.x]\npath = "backend"\nbase = "/api"', 4, 'unknown key "base"'),
        ('[tool.accord.provider.x]\npath = "backend"\nprefix = "api"', 4, "begins with no slash"),
        ('[tool.accord.provider.x]\npath = "backend"\n\nendpoints = ["posts"]', 5, '"posts" names no rows'),
        ('[tool.accord.consumer.x]\npath = "backend"\ncalls = "most"', 4, 'calls must be one of "some", "all"'),
        ('[tool.accord.provider."a b"]\npath = "backend"', 2, '"a b" is no component name'),
        ('[tool.accord.provider.accord]\npath = "backend"', 2, "the name of the status item"),
        (
            '[tool.accord.severity]\nmissing-endpont = "off"',
            3,
            'unknown rule "missing-endpont"; did you mean "missing-endpoint"?',
        ),
        ('[tool.accord.severity]\nmissing-endpoint = "loud"', 3, 'must be one of "error", "warning", "info", "off"'),
        ('[tool.accord.severity]\nnothing-examined = "off"', 3, "never green"),
        ("[tool.accord.versions]\nfastapi = 0.1", 3, "fastapi must be a string, not 0.1"),
        ('libraries = ["nowhere"]', 2, 'libraries "nowhere" does not exist'),
        ("strict =", 2, "no valid TOML"),
    ],
)
def test_a_fault_names_line_and_remedy(tree: Path, text: str, line: int, words: str) -> None:
    found = faults(tree, f"[tool.accord]\n{text}\n")
    assert len(found) == 1
    assert found[0][0] == line
    assert words in found[0][1]


def test_one_name_for_two_components_is_refused(tree: Path) -> None:
    text = '[tool.accord.provider.x]\npath = "backend"\n[tool.accord.consumer.x]\npath = "frontend"\n'
    assert faults(tree, text) == [
        (3, 'two components are called "x"; a name stands for one component, whatever its role')
    ]


def test_all_faults_come_at_once_in_order_of_lines(tree: Path) -> None:
    found = faults(tree, '[tool.accord]\nstrict = "yes"\nnonsense = 1\n[tool.accord.provider.x]\npath = "nowhere"\n')
    assert [line for line, _ in found] == [2, 3, 5]


def test_a_message_shows_file_and_line(tree: Path) -> None:
    with pytest.raises(ConfigError, match=r"^pyproject.toml:2: unknown key"):
        config.load(write(tree, "[tool.accord]\nprovders = 1\n"))


def test_text_that_is_no_toml_is_named_as_other_faults_are(tree: Path) -> None:
    with pytest.raises(ConfigError, match=r"^pyproject.toml:2: no valid TOML"):
        config.load(write(tree, "[tool.accord]\nstrict =\n"))


def test_the_tables_of_a_pyproject_in_accord_toml_are_told_apart(tree: Path) -> None:
    (tree / "accord.toml").write_text('[tool.accord.provider.x]\npath = "backend"\n', "utf-8")
    with pytest.raises(ConfigError, match=r'in accord.toml tables stand without "tool.accord"'):
        config.load(tree)


def test_accord_that_is_no_table_is_refused(tree: Path) -> None:
    with pytest.raises(ConfigError, match=r"write \[tool.accord\]"):
        config.load(write(tree, "[tool]\naccord = 1\n"))


def test_bytes_that_are_no_utf8_are_a_fault_not_a_crash(tree: Path) -> None:
    (tree / "pyproject.toml").write_bytes(b"[tool.accord]\n\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load(tree)


@pytest.mark.parametrize("path", ["../a.html", "/a.html", ".git/hooks/pre-commit"])
def test_a_report_of_the_configuration_stays_in_the_repository(tmp_path: Path, path: str) -> None:
    """Whoever wrote a checkout does not choose which file is overwritten elsewhere; a flag may name any."""
    root = tmp_path / "checkout"
    (root / ".git").mkdir(parents=True)
    (root / "accord.toml").write_text(f'report = "html={path}"\n')
    with pytest.raises(ConfigError, match=rf"accord.toml:1: .*give it as a flag: --report html={path}"):
        config.load(root)
    (root / "accord.toml").write_text("")
    flags = config.Flags(reports=(f"html={path}",))
    assert config.apply(config.load(root), flags, root).reports[0].path == root / path


@pytest.mark.parametrize("value", ["[" * 100_000, "1" * 10_000])
def test_nesting_and_numbers_without_end_are_a_fault_of_the_file(tmp_path: Path, value: str) -> None:
    (tmp_path / "accord.toml").write_text(f"contract = {value}\n")
    with pytest.raises(ConfigError, match=r"accord\.toml: .*TOML"):
        config.load(tmp_path)
