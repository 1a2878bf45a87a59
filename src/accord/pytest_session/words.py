"""What items and summary say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accord.model import Contract, Finding, Unread


def finding(flaw: Finding) -> str:
    """A finding as the text report prints it, without colour."""
    from accord.report import text

    return text.finding_block(flaw)


def head(flaw: Finding) -> str:
    """Place, rule and subject of a finding in one line."""
    from accord.report import text

    return text.head(flaw)


def unread(place: Unread) -> str:
    return f"unread  {place.where}  {place.reason}"


def unvalidated(contract: Contract) -> str:
    """What to say of a document whose flaws the run did not wait for."""
    from accord.report import text

    return text.unvalidated(contract)


def properties(findings: Iterable[Finding]) -> list[tuple[str, object]]:
    """JUnit properties of an item's findings."""
    found: list[tuple[str, object]] = []
    for flaw in findings:
        found += [("rule", flaw.rule), ("fingerprint", flaw.fingerprint)]
        if flaw.code:
            found.append(("code", str(flaw.code)))
    return found
