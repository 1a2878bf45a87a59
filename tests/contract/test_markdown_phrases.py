"""Phrases find what the pattern finds that they are made of, where it finds it."""

from __future__ import annotations

import re

import pytest

from accord.contract.markdown import auth, base_words, form_data, remarks, titles, words
from accord.contract.markdown.phrases import Phrases, alternatives, needs_other_letters, sorted_by_beginning

_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("a|b", ["a", "b"]),
        (r"a\|b|c", [r"a\|b", "c"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        ("[|]a|b", ["[|]a", "b"]),
        ("[]|]a|[^]|(]b|c", ["[]|]a", "[^]|(]b", "c"]),
        (r"[\]|]a|\(|b", [r"[\]|]a", r"\(", "b"]),
        ("", [""]),
    ],
)
def test_alternatives_in_brackets_stay_together(pattern: str, wanted: list[str]) -> None:
    assert alternatives(pattern) == wanted


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bab?c|\bad|\ba\b", "x ac"),
        (r"\bab?c|\bad|\ba\b", "xa ad"),
        (r"\ba?b|\b(?:c|d)e|\bé", "b"),
        (r"\ba?b|\b(?:c|d)e|\bé", "DE"),
        (r"\ba?b|\b(?:c|d)e|\bé", "xÉ É"),
        ("字+a|字b|дом|^x$", "ab字字A"),
        ("字+a|字b|дом|^x$", "ДОМ"),
        ("字?a|д{2}", "xa"),
        ("字?a|д{2}", "дДд"),
        ("\u0131x|\u017fx|\u212ax", "ix sx kx"),
        ("\u0131x|\u017fx|\u212ax", "kx"),
        (r"a|\bab", "ab"),
    ],
)
def test_sorted_alternatives_are_found_where_they_stand(pattern: str, text: str) -> None:
    exact = re.compile(pattern, re.IGNORECASE)
    found = re.search(sorted_by_beginning(pattern), text, re.IGNORECASE)
    wanted = exact.search(text)
    assert found
    assert wanted
    assert found.start() == wanted.start()
    phrases = Phrases(pattern)
    assert [one.span() for one in phrases.finditer(text)] == [one.span() for one in exact.finditer(text)]
    assert phrases.search("nothing of it") is None
    assert list(phrases.finditer("nothing of it")) == []


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("né", True),
        ("né?e", False),
        ("n(?:é|ü)e", True),
        ("n(?:é|e)e", False),
        ("(?:é|ü){0,4}n", False),
        ("n[ée]", False),
        ("(?=é)n", False),
        ("n\u0131", False),
        (r"\bn\b", False),
        ("", False),
    ],
)
def test_what_no_text_of_ascii_has(pattern: str, wanted: bool) -> None:
    assert needs_other_letters(pattern) is wanted


@pytest.mark.parametrize(
    "module", [auth, base_words, form_data, remarks, titles, words], ids=lambda one: one.__name__[25:]
)
def test_every_word_of_the_phrases_in_use_is_found_where_the_pattern_has_it(module: object) -> None:
    for name, phrases in vars(module).items():
        if not isinstance(phrases, Phrases):
            continue
        exact = re.compile(phrases.pattern, re.IGNORECASE)
        sifted = re.compile(sorted_by_beginning(phrases.pattern), re.IGNORECASE)
        for word in dict.fromkeys(_WORDS.findall(phrases.pattern)):
            for text in (f"{word.title()} for B", f"an x{word}", f"- the {word}s: {word}"):
                found, wanted = sifted.search(text), exact.search(text)
                assert (phrases.search(text) is None) is (wanted is None), (name, text)
                assert (found and found.start()) == (wanted and wanted.start()), (name, text)
