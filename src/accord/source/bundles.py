"""Which scripts are built and not written."""

from __future__ import annotations

SMALL, LARGE = (
    2_000,
    2_000_000,
)  # bytes below which nothing is taken for a bundle, and above which shorter lines will do
LONG = 20_000  # bytes of a line that nobody writes


def is_bundle(data: bytes) -> bool:
    """Whether a file is built and not written: long lines throughout. One long literal among ordinary lines does not make it one."""
    if len(data) < SMALL:
        return False
    count = data.count(b"\n") + 1
    if count > 3 and len(data) < LONG:
        return False
    longest = max(data.split(b"\n"), key=len)
    rest = (len(data) - len(longest)) / count
    if rest > (120 if len(data) > LARGE else 500):
        return True
    if len(longest) < (LONG if count > 3 else SMALL):
        return False
    # code in one line; a literal has none of these
    return sum(map(longest.count, (b";", b"){", b"=>", b"function("))) > len(longest) / 200
