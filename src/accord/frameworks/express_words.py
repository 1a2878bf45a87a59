"""What text registers routes, as far as its words tell."""

from __future__ import annotations

import re

from accord.frameworks import express

VERBS = frozenset((*express.METHODS, "all", "del"))
# Patterns that begin with letters of their own: those are found many times faster than one choice of all of them.
_MADE = (rb"express(?<=\bexpress)\s*\(", rb"Router(?<=\bRouter)\s*\(", rb"\)\(\s*app\s*\)")
_BY_METHOD = rb"\[\s*[^\]\n]{0,60}(?:method|verb)[^\]\n]{0,60}\s*\]\s*(?:\(|\.(?:bind|call|apply)\b)"
_OF_VERB = rb"(?:get|post|put|patch|delete|del|all|head|options|search)"
_SPELLED = rb"['\"`]/|`\$|['\"]\*|/\^"  # a path as an argument
_REGISTERS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\.(?:(?:use|route)\s*(?:\.(?:call|apply|bind)\s*)?\(|"
        + _OF_VERB
        + rb"\s*(?:\.(?:call|apply|bind)\s*\(|\(\s*(?:\[\s*)?"
        rb"(?:" + _SPELLED + rb"|[A-Za-z_$][\w$.#]*(?:\([^()]*\))?\s*(?:\+[^,]*)?,)))",
        rb"\[\s*['\"]" + _OF_VERB + rb"['\"]\s*\]\s*(?:\(|\.(?:call|apply|bind)\s*\()",
        rb"Reflect\.apply\s*\(",
        *_MADE,
        _BY_METHOD,
        rb"app\[[\w$.]{1,40}\]\s*\(",
        rb"as [\w$<>., ]{1,60}\)\s*\[[\w$.]{1,40}\]\s*\(",
        rb"outer\[[\w$.]{1,40}\]\s*\(",
        rb"\b(?:(?:create|use)ExpressServer|InversifyExpressServer|(?:attach|add)Controllers)\s*\(",
    )
)
_FIRM = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\.(?:" + _OF_VERB + rb"|use|route)\s*\(\s*(?:\[\s*)?(?:" + _SPELLED + rb")",
        *_MADE,
        _BY_METHOD,
    )
)
_FAINT = tuple(
    re.compile(pattern)
    for pattern in (
        rb"[(\[]\s*['\"`]/[^'\"`\n]*['\"`]\s*,",  # a path among arguments, whatever is called
        rb"\.(?:" + _OF_VERB + rb"|use)\s*(?:\?\.)?\(\s*\.\.\.",
        rb"\{[^{}\n]{0,100}\b(?:get|post|put|patch|delete|use)\b[^{}\n]{0,100}\}\s*=\s*[A-Za-z_$]",  # taken out of something
        rb"\[\s*['\"](?:use|route)['\"]\s*\]",
        rb"(?:app|server|[rR]outer|App)\[[A-Za-z_$][\w$.]{0,40}\]\s*(?:\?\.)?\(",  # by a name that is computed
        rb"(?<![.\w])with\s*\(",
    )
)


def registers(text: bytes) -> bool:
    """Whether source text registers routes."""
    return any(pattern.search(text) for pattern in _REGISTERS)


def faint(text: bytes) -> bool:
    """Whether source text hints at a registration, more often than not of something else."""
    return any(pattern.search(text) for pattern in _FAINT)


def firm(text: bytes) -> bool:
    """Whether text that may register routes leaves little doubt: a path is spelled out, or a router made."""
    return any(pattern.search(text) for pattern in _FIRM)


def spells(text: bytes) -> bool:
    """Whether text spells a path where it registers, or makes a router."""
    return _FIRM[0].search(text) is not None or any(re.search(pattern, text) for pattern in _MADE)


def makes_router(text: bytes) -> bool:
    """Whether source text makes a router or an application."""
    return any(re.search(pattern, text) for pattern in _MADE)


__all__ = ["VERBS", "faint", "firm", "makes_router", "registers", "spells"]
