"""The rules, their reference page and their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from accord.rules import RULES, explain, reference

ROOT = Path(__file__).resolve().parent.parent


def test_the_reference_page_is_what_the_rules_say() -> None:
    """Renew it with: python -c "import accord.rules as r; open('docs/rules.md', 'w').write(r.reference())"."""
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == reference()


def test_names_are_unique_and_read_as_flaws() -> None:
    assert list(RULES) == [rule.name for rule in RULES.values()]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", name) for name in RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_why_and_what_to_do(rule: object) -> None:
    text = explain(rule)  # type: ignore[arg-type] a Rule
    name, severity = re.match(r"(\S+) \((error|warning|info)\)\n", text).groups()  # type: ignore[union-attr]
    known = RULES[name]
    assert severity == known.severity
    for part in (known.summary, known.why, known.fix):
        assert part.endswith(".")
        assert part in text


def test_every_rule_the_comparison_names_exists() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/accord/compare").glob("*.py"))
    named = set(re.findall(r'make\(\s*"([a-z-]+)"', source)) | set(re.findall(r'_broken\([^"]*"([a-z-]+)"', source))
    assert len(named) > 10
    assert named <= set(RULES)
