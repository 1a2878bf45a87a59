"""The meters against a plain statement of the rule, on sessions nobody would write by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from accord.ledger.tokens import meter
from ledger.sessions_made import answer, lay

LINES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans(), st.integers(0, 9), st.integers(0, 2)),
    max_size=25,
)


@given(LINES)
def test_messages_are_counted_by_the_rule(rows: list[tuple[str, str, bool, int, int]]) -> None:
    """(message, request) is one answer, its largest line counts, and a side chain's copy of a main message does not."""
    main = {message for message, _, side, _, _ in rows if not side}
    largest: dict[tuple[str, str], int] = {}
    for message, request, side, output, _ in rows:
        if not (side and message in main):
            largest[message, request] = max(output, largest.get((message, request), 0))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(3):
            mine = [answer(m, r, side=s, output=o) for m, r, s, o, file in rows if file == number]
            lay(Path(folder, f"{number}.jsonl"), *mine)
        usage = meter([Path(folder)]).totals
    assert (usage.output_tokens, usage.api_calls) == (sum(largest.values()), len(largest))


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b'{"type":"assistant","message":', b'{"type":"event_msg","payload":']),
)
def test_arbitrary_bytes_are_metered_without_a_fault(data: bytes, head: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "s.jsonl")
        file.write_bytes(head + data)
        assert meter([file]).totals.output_tokens == 0
