"""Accepted findings: a baseline file and inline ignores, each with its reason, each told when it is of no use."""

from accord.waivers.apply import apply
from accord.waivers.baseline import Baseline, Entry, pruned, read, render, updated

__all__ = ["Baseline", "Entry", "apply", "pruned", "read", "render", "updated"]
