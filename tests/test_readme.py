"""What the README shows is what happens."""

from __future__ import annotations

import re

import pytest

from readme import README, Block, blocks, comparable, printed


def test_the_readme_shows_both_doors() -> None:
    assert {block.command.split()[0] for block in blocks()} == {"accord", "pytest"}


@pytest.mark.parametrize("block", blocks(), ids=lambda block: f"{block.command} in {block.variant}")
def test_an_output_of_the_readme_is_real(block: Block) -> None:
    if block.command.startswith("pytest") and pytest.version_tuple < (8,):
        pytest.skip("older versions of pytest count differently; the README shows a current one")
    assert comparable(block.output) == comparable(printed(block.variant, block.command)), "make docs writes it anew"


def test_files_the_readme_and_docs_link_to_exist() -> None:
    root = README.parent
    for page in [README, root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(root)} links to {target}"
