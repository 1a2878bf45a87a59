"""Advice as text and as JSON: what `accord delegate --explain` prints."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accord.delegate.advise import Advice

VERSION = 1


def text(advices: Sequence[Advice]) -> str:
    """A block a component: the verdict, and every question with its answer and numbers."""
    if not advices:
        return "nothing to delegate: every component keeps the contract\n"
    return "\n".join("".join(f"{line}\n" for line in _block(advice)) for advice in advices)


def data(advices: Iterable[Advice]) -> dict[str, Any]:
    """The same as plain data; `schema()` describes it."""
    return {"version": VERSION, "advice": [_advice(advice) for advice in advices]}


def dumps(advices: Iterable[Advice]) -> str:
    """`data` as JSON text."""
    return json.dumps(data(advices), indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of `data`. Within a version fields are added, never renamed or removed."""
    file = resources.files("accord.delegate") / "schemas" / "advice.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def _block(advice: Advice) -> list[str]:
    verdict = "delegate" if advice.delegate else "declined"
    lines = [f"{advice.component}  {verdict}, {advice.lines.told}"]
    if not advice.delegate:
        lines += [f"  because  {reason}" for reason in advice.reasons]
    for question in advice.questions:
        lines.append(f"  {question.side:<7}  {question.name:<18}  {question.answer:<7}  {question.reason}")
    if advice.delegate:
        told = (
            f"{advice.components} components at once, where it pays most" if advice.components > 1 else "one component"
        )
        lines.append(f"  {told}")
    return lines


def _advice(advice: Advice) -> dict[str, Any]:
    return {
        "component": advice.component,
        "delegate": advice.delegate,
        "reasons": list(advice.reasons),
        "endpoints": advice.endpoints,
        "repairs": advice.repairs,
        "components": advice.components,
        "lines": {"low": advice.lines.low, "high": advice.lines.high},
        "questions": [
            {
                "name": question.name,
                "side": question.side,
                "question": question.text,
                "answer": question.answer,
                "reason": question.reason,
                "numbers": dict(question.numbers),
            }
            for question in advice.questions
        ],
    }
