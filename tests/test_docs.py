"""The pages are true: commands and options they show exist, files they link to are there, examples can be read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from accord import plugin, waivers
from accord.cli.group import accord
from accord.contract.markdown import read as read_markdown
from accord.contract.openapi import read as read_openapi
from accord.scan import ignores
from generated import _Options

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
ADOPTING = (ROOT / "docs/adopting.md").read_text(encoding="utf-8")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@each_page
def test_commands_and_their_options_exist(page: Path) -> None:
    shown = [
        line[2:]
        for block in blocks(page.read_text(encoding="utf-8"), "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    for line in shown:
        program, *words = shlex.split(line, comments=True)
        if program == "accord":
            known(words, line)
        elif program == "pytest":
            options = _Options()
            plugin.pytest_addoption(options)  # type: ignore[arg-type]
            flags = " ".join(options.lines)
            for word in words:
                if word.startswith(("--accord", "--delegate")):
                    assert word.partition("=")[0] in flags, line


def known(words: list[str], line: str) -> None:
    """Whether a command line of accord names commands and options there are."""
    command: click.Command = accord
    context = click.Context(command)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest.pop(0))
        assert found is not None, line
        command = found
    flags = {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)}
    for word in rest:
        if word.startswith("-"):
            assert word.partition("=")[0] in flags | {"--help", "-h"}, line


@each_page
def test_yaml_examples_are_yaml(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8"), "yaml"):
        assert yaml.safe_load(block)


class TestAdopting:
    """Every form of a waiver on the page is one."""

    def test_the_baseline(self) -> None:
        (text,) = [block for block in blocks(ADOPTING, "toml") if "[[waiver]]" in block]
        first, second = waivers.read(text, "x").entries
        assert (first.fingerprint, str(first.expires), second.endpoint) == (
            "a3f8c21b9d04",
            "2027-01-31",
            "GET /internal/*",
        )

    def test_inline_in_source(self) -> None:
        (python,), (script,) = blocks(ADOPTING, "python"), blocks(ADOPTING, "ts")
        assert [i.rules for i in ignores.find(python.encode(), "x.py")] == [("undocumented-endpoint",)]
        assert [(i.rules, i.lines) for i in ignores.find(script.encode(), "x.ts")] == [(("unknown-call",), (2, 2))]

    def test_inline_in_contracts(self) -> None:
        (row,), (operation,) = blocks(ADOPTING, "markdown"), blocks(ADOPTING, "yaml")
        table = f"| Method | Path | About |\n|---|---|---|\n{row}"
        (endpoint,) = read_markdown(table, "api.md").endpoints
        assert [(i.rules, i.reason) for i in endpoint.ignores] == [(("missing-endpoint",), "in May")]
        document = (
            "openapi: 3.1.0\ninfo: {title: x, version: '1'}\n"
            + operation
            + "      responses: {'204': {description: gone}}\n"
        )
        (endpoint,) = read_openapi(document, "api.yaml").endpoints
        assert [(i.rules, i.reason) for i in endpoint.ignores] == [(("missing-endpoint",), "in May")]
