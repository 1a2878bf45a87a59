"""One form for every spelling of a path, and the single truth about equality of paths.

`:id` `{id}` `{id:int}` `<int:id>` `${x}` `[id]` `$id` become one PathTemplate. Two templates are equal in the sense of a contract when their
`key` is: parameters count by position, their names do not. `{?}` is a *hole*: text that could not be read, of any length, slashes included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Style = Literal["any", "braces", "express"]

HOLE = "{?}"

_ANY = re.compile(
    r"\$?\{\s*(?P<brace>[^{}]*?)\s*\}"  # {id} {id:int} {id*} {...id} ${user.id}
    r"|(?P<before>(?<=/)|(?<=[-.~])|^):(?P<colon>[A-Za-z_]\w*)(?:\((?:[^()\\]|\\.|\([^()]*\))*\))?[?*+]?"
    r"|<(?:[A-Za-z_]\w*:)?(?P<angle>[^<>/]+)>"
    r"|\[{1,2}(?P<bracket>[^\[\]/]+)\]{1,2}"
    r"|(?<=/)\$(?P<dollar>[A-Za-z_]\w*)"
    r"|(?<=/)(?P<star>\*{1,2}(?P<starname>\w*))"
)
_BRACES = re.compile(r"\{\s*(?P<brace>[^{}]*?)\s*\}")
_EXPRESS = re.compile(
    r"(?P<hole>\{\?\})"
    r"|\\(?P<literal>[:*])"  # `/jobs/:id\:cancel`
    r"|:(?P<colon>[A-Za-z_]\w*)(?:\((?:[^()\\]|\\.|\([^()]*\))*\))?[?*+]?"
    r"|(?P<star>\*(?P<starname>\w*))"
)


@dataclass(frozen=True, slots=True)
class Param:
    """A named piece of a path; `greedy` ones span slashes (`{x:path}`, `[...x]`, `*`)."""

    name: str
    greedy: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A piece nobody could read."""


HOLE_PIECE = Hole()
_NAMED = re.compile(r"\{(?!\?\})[^{}]*\}")
Piece = str | Param | Hole


@dataclass(frozen=True)
class PathTemplate:
    """A path as pieces of text, parameters and holes, in order; begins with a slash unless it begins with a hole or is empty."""

    pieces: tuple[Piece, ...]

    # -- making ---------------------------------------------------------------------------------------------------------------
    @classmethod
    def parse(cls, text: str, style: Style = "any") -> PathTemplate:
        """Read a path in the spelling of a contract or client (`any`), of FastAPI and OpenAPI (`braces`) or of Express (`express`)."""
        pattern = _EXPRESS if style == "express" else _BRACES if style == "braces" else _ANY
        pieces: list[Piece] = []
        at = 0
        for match in pattern.finditer(text):
            groups = match.groupdict()
            if match.start() > at:
                pieces.append(text[at : match.start()])
            at = match.end()
            if groups.get("literal"):
                pieces.append(groups["literal"])
            elif groups.get("hole") or groups.get("brace") == "?":
                pieces.append(HOLE_PIECE)
            else:
                pieces.append(_param(groups))
        if at < len(text):
            pieces.append(text[at:])
        return cls.of(pieces)

    @classmethod
    def of(cls, pieces: list[Piece]) -> PathTemplate:
        """Pieces made tidy: neighbours merged, doubled slashes folded, a leading slash put before literal text and parameters,
        what cannot be printed written out.
        """
        tidy: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, str):
                if not piece:
                    continue
                piece = printable(piece)
                if tidy and isinstance(tidy[-1], str):
                    tidy[-1] += piece
                    continue
            elif isinstance(piece, Hole) and tidy and isinstance(tidy[-1], Hole):
                continue
            tidy.append(piece)
        tidy = [re.sub(r"/{2,}", "/", piece) if isinstance(piece, str) else piece for piece in tidy]
        if tidy and not isinstance(tidy[0], Hole) and not (isinstance(tidy[0], str) and tidy[0].startswith("/")):
            tidy = [f"/{tidy[0]}", *tidy[1:]] if isinstance(tidy[0], str) else ["/", *tidy]
        return cls(tuple(tidy))

    def under(self, prefix: PathTemplate) -> PathTemplate:
        """This path below `prefix`, as a mount joins them: one slash between the two, nothing added for an empty part."""
        if not prefix.pieces or prefix.text == "/":
            return self
        if not self.pieces:
            return prefix
        head = list(prefix.pieces)
        if isinstance(head[-1], str) and head[-1].endswith("/") and isinstance(self.pieces[0], str):
            head[-1] = head[-1].rstrip("/")
        return PathTemplate.of([*head, *self.pieces])

    def without(self, prefix: PathTemplate) -> PathTemplate | None:
        """This path with `prefix` taken off its front, or None where it does not begin with it at a segment boundary."""
        front = prefix.bare
        if front.text in ("", "/"):
            return self
        if self.by_position == front.by_position:
            return PathTemplate.parse("/", "braces")
        return PathTemplate.parse("/" + self._behind(front), "braces") if self.begins_with(prefix) else None

    def begins_with(self, prefix: PathTemplate) -> bool:
        """Whether `prefix` is the front of this path at a segment boundary, or all of it."""
        front = prefix.bare
        if front.text in ("", "/") or self.by_position == front.by_position:
            return True
        size = len(front.parts_by_position)
        return len(self.parts_by_position) > size and self.parts_by_position[:size] == front.parts_by_position

    def _behind(self, front: PathTemplate) -> str:
        return "/".join(self.text.split("/")[len(front.parts_by_position) :])

    # -- asking ---------------------------------------------------------------------------------------------------------------
    @cached_property
    def text(self) -> str:
        """The path with `{name}` for parameters and `{?}` for holes."""
        return "".join(
            p if isinstance(p, str) else HOLE if isinstance(p, Hole) else f"{{{p.name}}}" for p in self.pieces
        )

    @cached_property
    def key(self) -> str:
        """What is compared: `{}` for each parameter, the trailing slash kept."""
        return "".join(p if isinstance(p, str) else HOLE if isinstance(p, Hole) else "{}" for p in self.pieces) or "/"

    @cached_property
    def by_position(self) -> str:
        return positional(self.text)

    @cached_property
    def parts_by_position(self) -> tuple[str, ...]:
        return tuple(positional(part) for part in self.text.split("/"))

    @cached_property
    def complete(self) -> bool:
        """Whether every piece is known."""
        return not any(isinstance(p, Hole) for p in self.pieces)

    @cached_property
    def trailing_slash(self) -> bool:
        return (
            len(self.pieces) > 0
            and isinstance(self.pieces[-1], str)
            and self.pieces[-1].endswith("/")
            and self.key != "/"
        )

    @cached_property
    def bare(self) -> PathTemplate:
        """The same path without its trailing slash; the root stays."""
        if not self.trailing_slash:
            return self
        last = self.pieces[-1]
        assert isinstance(last, str)  # noqa: S101 trailing_slash has seen that it is text
        return PathTemplate.of([*self.pieces[:-1], last.rstrip("/")])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The key's segments: `/users/{}/` gives `("users", "{}")`."""
        return tuple(part for part in self.key.split("/") if part)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, in order."""
        return tuple(p.name for p in self.pieces if isinstance(p, Param))

    def fits(self, other: PathTemplate) -> bool:
        """Whether this path, its holes standing for any text, may be `other` (a complete path); a trailing slash is ignored."""
        pattern = "".join(
            re.escape(p) if isinstance(p, str) else ".*" if isinstance(p, Hole) else re.escape("{}")
            for p in self.bare.pieces
        )
        return re.fullmatch(pattern or "/", other.bare.key, re.DOTALL) is not None

    def matches(self, concrete: str) -> bool:
        """Whether a concrete path (`/users/7`) is an instance of this template."""
        pattern = "".join(
            re.escape(p) if isinstance(p, str) else ".*" if isinstance(p, Hole) or p.greedy else "[^/]+"
            for p in self.pieces
        )
        return re.fullmatch(pattern or "/", concrete, re.DOTALL) is not None

    def __str__(self) -> str:
        return self.text


def printable(text: str) -> str:
    """Text as it may be shown on a terminal: control characters and marks of direction as escapes. Most text is itself."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def positional(text: str) -> str:
    """Text of a path in braces form with the names of its parameters taken out."""
    return _NAMED.sub("{}", text) if "{" in text else text


def _param(groups: dict[str, str | None]) -> Param:
    if groups.get("star") is not None:
        return Param(groups.get("starname") or "path", greedy=True)
    raw = next(v for k in ("brace", "colon", "angle", "bracket", "dollar") if (v := groups.get(k)) is not None)
    greedy = raw.startswith(("...", "*")) or raw.endswith(("...", "*", ":path"))
    name = raw.strip(".*")
    name = re.split(r"[:=|]", name, maxsplit=1)[0].strip()
    words = re.findall(r"[A-Za-z_][\w-]*", name)
    return Param(words[-1] if words else "value", greedy)
