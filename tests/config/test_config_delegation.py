"""`[tool.accord.delegate]`, what components say for it, and the flags over it: one meaning at both doors."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from accord import config
from accord.config import Config, DelegateFlags, Delegation, apply_delegation
from accord.errors import ConfigError, UsageError

ROOT = Path(__file__).parents[2]
WHOLE = """\
contract = "api.md"

[provider.backend]
path = "backend"
brief = "One router per resource."
include = ["docs/style.md", "shared/**"]
framework = "fastapi"
verify = ["pytest -q", "ruff check ."]

[delegate]
mode = "always"
agent = "scripted"
jobs = 2
timeout = 60.5
retries = 0
max_tokens = 100000
model = "gpt-5.5"
apply = true
keep = true
allow = ["backend/conftest.py"]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "backend").mkdir()
    (tmp_path / "api.md").write_text("")
    return tmp_path


def load(tree: Path, text: str) -> Config:
    (tree / "accord.toml").write_text(text, "utf-8")
    return config.load(tree)


def test_every_key_arrives(tree: Path) -> None:
    loaded = load(tree, WHOLE)
    assert loaded.delegation == Delegation(
        mode="always", agent="scripted", jobs=2, timeout=60.5, retries=0, max_tokens=100000, model="gpt-5.5",
        apply=True, keep=True, allow=("backend/conftest.py",),
    )  # fmt: skip
    (part,) = loaded.components
    assert (part.brief, part.framework) == ("One router per resource.", "fastapi")
    assert (part.include, part.verify) == (("docs/style.md", "shared/**"), ("pytest -q", "ruff check ."))


def test_without_the_table_there_are_the_defaults(tree: Path) -> None:
    assert load(tree, 'contract = "api.md"\n').delegation == Delegation()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("retry = 1", 2, 'unknown key "retry"; did you mean "retries"?'),
        ("zzz = 1", 2, 'unknown key "zzz"; known are mode,'),
        ('mode = "allways"', 2, 'mode must be one of "auto", "always", not "allways"; did you mean "always"?'),
        ("jobs = 0", 2, "jobs must be a whole number from 1 on, not 0"),
        ("jobs = 1.5", 2, "jobs must be a whole number from 1 on, not 1.5"),
        ("jobs = true", 2, "jobs must be a whole number from 1 on, not true"),
        ('retries = "2"', 2, 'retries must be a whole number from 0 on, not "2"'),
        ("retries = -1", 2, "from 0 on, not -1"),
        ("timeout = 0", 2, "timeout must be a number of seconds from 1 on, not 0"),
        ("timeout = inf", 2, "timeout must be a number of seconds from 1 on, not inf"),
        ("max_tokens = 0", 2, "max_tokens must be a whole number from 1 on"),
        ("apply = 1", 2, "apply must be true or false, not 1"),
        ("agent = 3", 2, "agent must be a string, not 3"),
        ('allow = ["/etc/passwd"]', 2, 'allow "/etc/passwd" leaves the project'),
        ('allow = "a/../../b"', 2, "leaves the project"),
        ('agent = "codex:/tmp/evil"', 2, "is no agent's name; what goes with one is given to --delegate-agent"),
        ('agent = "./evil"', 2, "is no agent's name"),
    ],
)
def test_faults_name_their_line(tree: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tree, f"[delegate]\n{text}\n")
    ((at, told),) = caught.value.faults
    assert (at, words in told) == (line, True), told


@pytest.mark.parametrize("key", ["binary", "command", "path", "executable", "codex"])
def test_the_agents_binary_never_comes_from_the_repository(tree: Path, key: str) -> None:
    with pytest.raises(ConfigError, match="a repository does not choose the program that runs; put the agent on PATH"):
        load(tree, f'[delegate]\n{key} = "./evil"\n')
    assert "binary" not in {field.name for field in fields(Delegation)}


@pytest.mark.parametrize("key", ["enabled", "auto", "run"])
def test_no_key_makes_delegation_start(tree: Path, key: str) -> None:
    with pytest.raises(ConfigError, match="delegation starts only by `accord delegate` or pytest --delegate, typed"):
        load(tree, f"[delegate]\n{key} = true\n")


def test_what_a_component_says_is_checked_too(tree: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(
            tree,
            '[provider.backend]\npath = "backend"\nbrief = 1\ninclude = "../x"\nframework = []\nverify = [""]\nbreif = ""\n',
        )
    assert [line for line, _ in caught.value.faults] == [3, 4, 5, 6, 7]
    assert caught.value.faults[-1][1] == 'unknown key "breif"; did you mean "brief"?'


def test_flags_are_laid_over_the_configuration(tree: Path) -> None:
    loaded = load(tree, WHOLE)
    assert apply_delegation(loaded, DelegateFlags()) == loaded
    flags = DelegateFlags("auto", "scripted:r.toml", 3, 5.0, 1, 7, "m", apply=False, keep=False)
    assert apply_delegation(loaded, flags).delegation == Delegation(
        "auto", "scripted:r.toml", 3, 5.0, 1, 7, "m", apply=False, keep=False, allow=("backend/conftest.py",)
    )


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (DelegateFlags(jobs=0), "--delegate-jobs 0; give a whole number from 1 on"),
        (DelegateFlags(retries=-1), "--delegate-retries -1; give a whole number from 0 on"),
        (DelegateFlags(timeout=0.5), "--delegate-timeout 0.5; give a number of seconds from 1 on"),
        (DelegateFlags(timeout=float("nan")), "--delegate-timeout nan"),
        (DelegateFlags(max_tokens=0), "--delegate-max-tokens 0; give a whole number from 1 on"),
    ],
)
def test_flags_out_of_bounds(tree: Path, flags: DelegateFlags, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        apply_delegation(Config(root=tree), flags)


def test_the_action_knows_nothing_of_delegation() -> None:
    """CI never starts an agent: neither by an input nor in what it runs."""
    assert "delegat" not in (ROOT / "action.yml").read_text("utf-8").casefold()
    for file in (ROOT / "templates/ci").iterdir():
        assert "delegat" not in file.read_text("utf-8").casefold(), file.name
