"""The single truth about equality of paths: spellings, joins, holes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.paths import HOLE_PIECE, Param, PathTemplate


def parse(text: str) -> PathTemplate:
    return PathTemplate.parse(text, "braces")


_NAME = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
_WORD = st.from_regex(r"[a-zA-Z0-9._~-]{1,8}", fullmatch=True)
_SEGMENT = st.one_of(
    _WORD,
    _NAME.map(lambda n: f"{{{n}}}"),
    st.tuples(_WORD, _NAME).map(lambda p: f"{p[0]}-{{{p[1]}}}"),
)
_PATH = st.lists(_SEGMENT, min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts))
_HOLED = st.lists(st.one_of(_SEGMENT, st.just("{?}")), min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts))


@pytest.mark.parametrize(
    "text",
    [
        "/users/{id}",
        "/users/:id",
        "/users/<id>",
        "/users/<int:id>",
        "/users/{id:int}",
        "/users/${id}",
        "/users/[id]",
        "/users/$id",
    ],
)
def test_every_spelling_of_a_parameter_is_one(text: str) -> None:
    template = PathTemplate.parse(text)
    assert (template.text, template.key, template.parameters) == ("/users/{id}", "/users/{}", ("id",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/files/{path:path}", True),
        ("/files/[...path]", True),
        ("/files/{...path}", True),
        ("/files/*", True),
        ("/files/**", True),
        ("/files/{path}", False),
        ("/files/:path", False),
    ],
)
def test_parameters_that_span_slashes(text: str, expected: bool) -> None:
    (param,) = [p for p in PathTemplate.parse(text).pieces if isinstance(p, Param)]
    assert param.greedy is expected
    assert PathTemplate.parse(text).matches("/files/a/b") is expected


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("/users/:id(\\d+)", "express", "/users/{id}"),
        ("/users/:id?", "express", "/users/{id}"),
        ("/users/:id/posts/:post", "express", "/users/{id}/posts/{post}"),
        ("/flights/:from-:to", "express", "/flights/{from}-{to}"),
        ("/files/*splat", "express", "/files/{splat}"),
        ("/users/:id", "braces", "/users/:id"),
        ("/a:b", "any", "/a:b"),
        ("users", "any", "/users"),
        ("{id}", "braces", "/{id}"),
        ("//a///b", "braces", "/a/b"),
        ("", "any", ""),
        ("{?}/x", "braces", "{?}/x"),
        ("/a{?}{?}/x", "braces", "/a{?}/x"),
    ],
)
def test_text(text: str, style: str, expected: str) -> None:
    assert PathTemplate.parse(text, style).text == expected  # type: ignore[arg-type]  # one of the styles


@given(_HOLED)
def test_reading_what_was_written_changes_nothing(text: str) -> None:
    template = parse(text)
    assert parse(template.text) == template


@given(_PATH, st.lists(_NAME, min_size=1))
def test_names_of_parameters_do_not_count(text: str, names: list[str]) -> None:
    template = parse(text)
    renamed = [
        Param(names[n % len(names)], p.greedy) if isinstance(p, Param) else p for n, p in enumerate(template.pieces)
    ]
    assert PathTemplate.of(renamed).key == template.key


@given(_PATH)
def test_a_trailing_slash_is_seen_and_can_be_left_out(text: str) -> None:
    with_slash = parse(text + "/")
    assert with_slash.trailing_slash
    assert not parse(text).trailing_slash
    assert with_slash.bare == parse(text).bare
    assert with_slash.key != parse(text).key


def test_the_root_keeps_its_slash() -> None:
    assert (parse("/").text, parse("/").bare.text, parse("/").key, parse("").key) == ("/", "/", "/", "/")


@given(_HOLED, _HOLED)
def test_a_path_below_a_prefix_begins_with_it(path: str, prefix: str) -> None:
    joined = parse(path).under(parse(prefix))
    assert joined.text.startswith(parse(prefix).text)
    assert joined.complete == (parse(path).complete and parse(prefix).complete)
    assert "//" not in joined.text


@given(_PATH, _PATH)
def test_taking_a_prefix_off_undoes_putting_it_on(path: str, prefix: str) -> None:
    without = parse(path).under(parse(prefix)).without(parse(prefix))
    assert without is not None
    assert without.key == parse(path).key


@given(_PATH)
def test_an_empty_prefix_is_none(path: str) -> None:
    for nothing in (parse(""), parse("/")):
        assert parse(path).under(nothing) == parse(path)
        assert parse(path).without(nothing) == parse(path)


@pytest.mark.parametrize(
    ("path", "prefix", "expected"),
    [
        ("/api/users", "/api", "/users"),
        ("/api", "/api", "/"),
        ("/api/", "/api", "/"),
        ("/apis/users", "/api", None),
        ("/users", "/api", None),
        ("/{tenant}/users", "/{t}", "/users"),
        ("/api/users", "/api/", "/users"),
    ],
)
def test_prefixes_end_at_segments(path: str, prefix: str, expected: str | None) -> None:
    without = parse(path).without(parse(prefix))
    assert (without.text if without is not None else None) == expected


@given(_PATH)
def test_every_path_fits_itself_and_what_is_wholly_unknown(text: str) -> None:
    template = parse(text)
    assert template.fits(template)
    assert parse("{?}").fits(template)
    assert parse(text + "/").fits(template)


@given(_PATH, st.data())
def test_a_path_with_a_piece_lost_fits_what_it_was(text: str, data: st.DataObject) -> None:
    pieces = list(parse(text).pieces)
    lost = data.draw(st.integers(0, len(pieces) - 1))
    holed = PathTemplate.of([HOLE_PIECE if n == lost else p for n, p in enumerate(pieces)])
    assert holed.fits(parse(text))
    assert not holed.complete


@pytest.mark.parametrize(
    ("holed", "other", "expected"),
    [
        ("{?}/users", "/api/v1/users", True),
        ("{?}/users", "/users", True),
        ("/api/{?}", "/api/v1/users", True),
        ("/api/{?}/users", "/api/users", False),
        ("{?}/users/{x}", "/api/users/{id}", True),
        ("{?}/users", "/api/posts", False),
        ("/api{?}", "/other", False),
        ("{?}/{id}", "/users/me", False),
    ],
)
def test_holes_stand_for_any_text(holed: str, other: str, expected: bool) -> None:
    assert parse(holed).fits(parse(other)) is expected


@given(_PATH, st.lists(_WORD, min_size=5, max_size=5))
def test_a_path_with_values_put_in_matches_its_template(text: str, values: list[str]) -> None:
    template = parse(text)
    filled = "".join(p if isinstance(p, str) else values[n % 5] for n, p in enumerate(template.pieces))
    assert template.matches(filled)


@pytest.mark.parametrize(
    ("template", "concrete", "expected"),
    [
        ("/users/{id}", "/users/7", True),
        ("/users/{id}", "/users/7/posts", False),
        ("/users/{id}", "/users/", False),
        ("/users/{id}", "/users", False),
        ("/files/{path:path}", "/files/a/b/c", True),
        ("/a.b", "/axb", False),
        ("{?}/x", "/deep/down/x", True),
    ],
)
def test_matches(template: str, concrete: str, expected: bool) -> None:
    assert parse(template).matches(concrete) is expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/x\x1b[31mred", "/x\\x1b[31mred"),
        ("/x\nkept: all", "/x\\nkept: all"),
        ("/\u202egp", "/\\u202egp"),
        ("/\ud800", "/\\ud800"),
        ("/é/стол/名 前", "/é/стол/名 前"),
    ],
)
def test_what_would_write_on_a_terminal_is_written_out(text: str, shown: str) -> None:
    template = PathTemplate.parse(text, "express")
    assert template.text == shown
    assert PathTemplate.parse(template.text, "express") == template


@given(st.text(max_size=60), st.sampled_from(["any", "braces", "express"]))
def test_any_text_is_read_in_every_style(text: str, style: str) -> None:
    template = PathTemplate.parse(text, style)  # type: ignore[arg-type]  # one of the styles
    assert template.text == "" or template.text[0] in "/{"
    assert template.fits(template) or not template.complete
    hash(template)
