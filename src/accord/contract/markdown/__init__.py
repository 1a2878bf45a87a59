"""Reads API contracts written in Markdown, as people really write them.

The way of a document: `prepare` (lines, fences mended, comments out) → `blocks` (with lines and sections) → `forms` (one small function for
each form an endpoint is written in) → `select` (samples, mentions and left-overs out) → `base` (the declared prefix) → `details` (bodies,
statuses, parameters, authentication) → `Contract`. Proof: `fixtures/cases/contract-markdown*.md`.
"""

from __future__ import annotations

from accord.contract.markdown.reader import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
