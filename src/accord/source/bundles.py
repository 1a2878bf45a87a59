"""Which scripts are built and not written, by the shape of the whole file: most of its bytes are code in long lines
without a blank around anything.
"""

from __future__ import annotations

import re

SMALL = 2_000  # bytes below which nothing is taken for a bundle
LARGE = 2_000_000  # bytes above which lines need not be as long
MUCH = 30_000  # bytes of built code that a few written lines do not outweigh
LONG = 250  # bytes of a line that formatters break
_WINDOW, _WINDOWS = 1_000, 40  # bytes looked at a time, and how often in a line

# what code has and data has not, with no blank where those who write leave one
_TIGHT = re.compile(
    rb"\)\{|\w=>|=>[\w({]|function\(|[\w)]===|[\w)!]&&|[\w)]\|\||[\w)]\?[\w(]|void 0|!0|!1|;return\b|\}var |;var |"
    rb"[\w$]=[\w$(]|\)[,;][\w(]|[({,=:][\w$]\.[\w$]+"
)
_BLANK = re.compile(rb" [=!]==? | = | => | && | \|\| | \? |\) \{|[\w)], [\w({]")
_STATEMENT = re.compile(
    rb"\s*(?:import\b.*\bfrom |import ['\"]|export (?:default|const|let|async|function|class|\{|\*)|(?:const|let|var) [\w${}\[\], :]+ = |"
    rb"(?:async )?function\*? ?\w* ?\(.*\) \{|return\b.+|(?:await )?[\w$.]+\(.*\);?)\s*$"
)
_ENOUGH = 3  # of them make a file written
_LITERAL = re.compile(
    rb"\s*(?P<named>(?:export )?(?:const|let|var|return|default)\b[\w$: ]*(?:= ?)?|[\w$'\"-]+: |[\w$.]+\()?"
    rb"(?:'[^'\n]{100}|\"[^\"\n]{100}|(?(named)`[^`\n]{100}|(?!)))"  # a bare backtick may as well end a literal
)


def is_bundle(data: bytes) -> bool:
    """Whether a file is built and not written. Neither a long literal nor a built snippet among statements makes it one."""
    if len(data) < SMALL:
        return False
    lines = data.split(b"\n")
    if len(data) > LARGE and len(data) > 120 * len(lines):
        return True
    built = 0
    for line in lines:
        if len(line) > LONG and _is_built(line):
            built += len(line)
            if built > MUCH and built * 4 > 3 * len(data):
                return True
    return (
        built * 3 > len(data)
        and sum(len(line) <= LONG and _STATEMENT.match(line) is not None for line in lines) < _ENOUGH
    )


def _is_built(line: bytes) -> bool:
    """Whether a line holds code that nobody spaced; a quarter of it will do, the rest may be literals. A literal of code is data."""
    if _LITERAL.match(line) or line.lstrip().startswith(b"//"):  # a source map in a comment is data, too
        return False
    starts = range(0, len(line), max(_WINDOW, len(line) // _WINDOWS))
    found = 0
    for at in starts:
        window = line[at : at + _WINDOW]
        tight = len(_TIGHT.findall(window))
        found += tight * 200 > len(window) and tight > 4 * len(_BLANK.findall(window))
        if found * 4 >= len(starts):
            return True
    return False
