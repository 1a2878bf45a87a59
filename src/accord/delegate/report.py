"""What is read at the end: a short block of accord's own words, for people and for the model that orchestrates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from accord.delegate.ending import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.delegate.model import Outcome, Refusal
    from accord.delegate.session import Session

VERSION = 1
_REASON = 160  # characters
_PLAIN = re.compile(r"[A-Za-z0-9_./-]{1,60}")


def block(session: Session) -> str:
    """Agents, files · lines · seconds, validation, tokens, one next step; a line for each component."""
    if not session.outcomes:
        return "nothing to delegate: every component keeps the contract"
    outcomes = session.outcomes.values()
    begun = [outcome for outcome in outcomes if outcome.stop != "declined"]
    lines = []
    if begun:
        kept, promised = session.validation
        lines.append(
            f"delegation {session.run}: {_count(len(begun), 'agent')} ({session.agent}), "
            f"{_count(sum(o.files for o in begun), 'file')} · {_count(sum(o.lines for o in begun), 'line')} · "
            f"{session.seconds:.0f} s, validation {kept}/{promised}, {_tokens(session.tokens)}"
        )
    else:
        lines.append("nothing was delegated:")
    width = max(len(outcome.task) for outcome in outcomes)
    lines += [f"  {outcome.task:<{width}}  {_line(outcome, session)}" for outcome in outcomes]
    return "\n".join([*lines, f"next: {session.next}"])


def data(session: Session) -> dict[str, Any]:
    """The block as plain data. Within a version fields are added, never renamed or removed."""
    kept, promised = session.validation
    return {
        "version": VERSION,
        "run": session.run or None,
        "agent": session.agent or None,
        "seconds": round(session.seconds, 1),
        "validation": {"kept": kept, "promised": promised},
        "tokens": session.tokens,
        "components": [_component(outcome, session) for outcome in session.outcomes.values()],
        "patch": shown(session.patch) if session.patch else None,
        "next": session.next if session.outcomes else None,
        "note": session.note or None,
    }


def _component(outcome: Outcome, session: Session) -> dict[str, Any]:
    judged, patch = outcome.judgement, session.patches.get(outcome.task)
    return {
        "component": outcome.task,
        "outcome": outcome.stop,
        "reason": session.refused.get(outcome.task) or outcome.reason or None,
        "kept": judged.kept if judged else None,
        "promised": judged.promised if judged else None,
        "verify": [{"command": one.command, "passed": one.passed} for one in judged.verified] if judged else [],
        "attempts": len(outcome.attempts),
        "files": outcome.files,
        "lines": outcome.lines,
        "tokens": outcome.tokens,
        "refused": len(judged.refused) if judged else 0,
        "resets": outcome.reset or None,
        "patch": shown(patch) if patch else None,
        "applied": outcome.task in session.applied,
    }


def _line(outcome: Outcome, session: Session) -> str:
    parts: list[str] = [outcome.stop]
    if judged := outcome.judgement:
        parts.append(f"{judged.kept}/{judged.promised}")
        left = sum(check.passed is False for check in judged.verified)
        unrun = sum(check.passed is None for check in judged.verified)
        parts += [f"{left} of its own checks fail"] if left else []
        parts += [f"{unrun} of its own checks not run, no sandbox"] if unrun else []
    if outcome.attempts:
        parts.append(_count(len(outcome.attempts), "attempt"))
    if outcome.judgement and outcome.judgement.refused:
        parts.append(_refused(outcome.judgement.refused))
    reason = session.refused.get(outcome.task) or outcome.reason
    if reason:
        parts.append(reason if len(reason) <= _REASON else f"{reason[: _REASON - 1]}…")
    return ", ".join(parts)


def _refused(refused: Sequence[Refusal]) -> str:
    """How many, and the first that is named as files are; what an agent calls a file could be words as well."""
    told = f"{_count(len(refused), 'write')} refused"
    named = [one.path for one in refused if _PLAIN.fullmatch(one.path)]
    if not named:
        return told
    return f"{told} ({named[0]}{', ...' if len(refused) > 1 else ''})"


def _tokens(number: int | None) -> str:
    return "tokens unknown" if number is None else f"{number:,} tokens"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
