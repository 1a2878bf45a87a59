"""Fences that list endpoints as data: records of JSON or YAML with a method and a path, RAML's tree, the `paths` of OpenAPI.

Such data may as well be what an endpoint answers, so it counts as a sample: where its section has an endpoint already, it adds none.
"""
# ruff: noqa: E501, RUF001  the words of many languages; one alternative to a line

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.candidates import MEDIUM, Candidate, spread
from accord.contract.markdown.inline import bare
from accord.contract.markdown.phrases import Phrases
from accord.contract.markdown.tokens import Path, hit_at, methods_in, only_methods, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.contract.markdown.blocks import Block

_JSON = frozenset(["json", "jsonc", "json5"])
_YAML = frozenset(["yaml", "yml", "raml"])
_PROGRAM = frozenset(["js", "javascript", "ts", "typescript"])
_FEWEST = 2  # records that make a list
_FEWEST_IN_PROGRAMS = 3  # one may be the argument of a call
_LONGEST = 200_000
_VALUE = r"\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|\[[^\[\]{}\n]{0,200}\]|[^\s,{}\[\]\"'][^,{}\n]{0,200}"
_TOKEN = re.compile(
    rf"(?P<open>(?P<called>\(\s{{0,20}})?\{{)|(?P<close>\}})|(?:\"(?P<quoted>[^\"\n]{{1,200}})\"|'(?P<single>[^'\n]{{1,200}})'|(?<![\w$.\"'/])(?P<word>[A-Za-z_][\w-]{{0,40}}))"
    rf"\s*:(?!//)\s*(?P<value>{_VALUE})?|\"[^\"\n]{{0,2000}}\"|'[^'\n]{{0,2000}}'"
)
_LINE = re.compile(
    r"(?P<indent>\s*(?:-\s+)*)(?P<key>\"[^\"]{1,200}\"|'[^']{1,200}'|[^\s\"'#{\[-][^#\n]{0,200}?):(?:\s+(?P<value>.*)|\s*)$"
)
_LOGGED = re.compile(
    r"time\w*|ts|duration\w*|latency\w*|elapsed\w*|took|ip|remote\w*|user_?agent|level|request_?id|trace_?id|created_?at|occurred_?at|error|code",
    re.IGNORECASE,
)
_SETUP = Phrases(
    r"\bconfig\w*|\bsettings?\b|\bset-?up\b|\boptions?\b|\busage\b|\binstall\w*|\bquick ?start\b|\bgetting started\b|配置|设置|設置|设定|安装|用法|使用|快速开始|설정|구성|사용법|설치|設定|構成|使い方|インストール"
    r"|\bconfigurac\w+|\bconfiguraç\w+|\bajustes\b|\binstalac\w+|\binstalaç\w+|\buso\b|\butilisation\b|\bparamétrage\b|\bkonfigur\w+|\beinstellung\w*|\bverwendung\b|\bnutzung\b|\bнастро\w+|\bконфигурац\w+|\bустановк\w+|\bиспользован\w+|\bналаштуван\w+|\bconfiguraz\w+|\bimpostazion\w+|\butilizzo\b|\bkurulum\b|\byapılandırma\b|\bayarlar\b|\bkullanım\b|\bustawieni\w+|\binstalacj\w+|\bcài đặt\b|\bcấu hình\b|\bkonfigurasi\b|\bpengaturan\b|\binstellingen\b|\bconfiguratie\b|\bnastaven\w+|\binställning\w*"
)
_STAND_IN = r"(?:\bmock\w*|\bstubs?\b|\bfixtures?\b|模拟|モック)"
_IN_TITLE = re.compile(_STAND_IN, re.IGNORECASE)
_IN_LINE = re.compile(
    rf"\W*(?:\w+\W+){{0,3}}{_STAND_IN}", re.IGNORECASE
)  # what the line is about; "these routes are also served by the mock" is about routes
_NAMED_FILE = re.compile(r"\s*(?:#|//|;|/\*)\s*\S*[\w-]\.(?:ya?ml|json5?|jsonc|[cm]?js|ts|toml)\b")


@dataclass(slots=True)
class _Record:
    """A mapping while it is read: the path its key adds, and its methods and path if it is a record of an endpoint."""

    column: int = 0
    around: str = ""
    below: str = ""  # the path around what stands below its last key
    methods: tuple[str, ...] = ()
    path: Path | None = None
    named: bool = False  # the path stands under a key that means one
    line: int = 0
    logged: bool = False
    said: list[str] = field(default_factory=list)


def listed(block: Block, language: str, before: str = "") -> list[Candidate]:
    """The endpoints that the data of a fence lists; none where it is other data, or shows how something is set up.

    `before` is the line that introduces the fence.
    """
    title = block.section.name
    if not block.lines or _NAMED_FILE.match(block.lines[0][0]) or _SETUP.search(f"{before} / {title}"):
        return []
    if any(_IN_TITLE.search(section.name) for section in block.section.chain()) or _IN_LINE.match(before):
        return []
    text = "\n".join(line for line, _ in block.lines)
    if len(text) > _LONGEST:
        return []
    first = text.lstrip()[:1]
    if language in _PROGRAM:
        found = list(_records(text, block))
        return _made(found, block) if len(found) >= _FEWEST_IN_PROGRAMS else []
    if first in ("{", "[") and (language in _JSON or not language):
        found = list(_records(text, block))
    elif language in _YAML or (not language and first in ("/", "-")):
        found = list(_mappings(block))
        if len(found) < _FEWEST:
            found = list(_records(text, block))
    else:
        return []
    return _made(found, block) if len(found) >= _FEWEST else []


def _made(found: Sequence[tuple[tuple[str, ...], Path, int, str]], block: Block) -> list[Candidate]:
    out = [
        one for methods, path, line, said in found for one in spread(methods, path, line, "fence", block, MEDIUM, said)
    ]
    for one in out:
        one.sample = True
        one.group = -block.index - 1
    return out


def _take(record: _Record, key: str, value: str, line: int) -> None:
    """What a pair adds to its record."""
    value = value.strip().strip("[]").strip().strip("\"'").replace('", "', ", ").replace("', '", ", ")
    if _LOGGED.fullmatch(key):
        record.logged = True
    elif methods := only_methods(value):
        record.methods = record.methods or methods
        record.line = record.line or line
    elif value.startswith(("/", "http")):
        path = path_at(value)
        named = words.tidy(key) in words.PATH_LABELS
        if path is not None and path.end >= len(value) and (record.path is None or (named and not record.named)):
            record.path, record.named, record.line = path, named, line
    elif value and words.tidy(key) in ("name", "summary", "description", "title", "desc"):
        record.said.append(bare(value))


def _told(record: _Record) -> Iterator[tuple[tuple[str, ...], Path, int, str]]:
    if record.methods and record.path is not None and not record.logged and not record.path.open_ended:
        yield record.methods, record.path, record.line, next(iter(record.said), "")


def _keyed(key: str, record: _Record, line: int) -> Iterator[tuple[tuple[str, ...], Path, int, str]]:
    """What a key alone says: `"GET /pets": …`, or `get: …` below `/pets:`."""
    hit = hit_at(key, 0) if key[:1].isupper() else None
    if hit is not None and hit.end >= len(key):
        yield hit.methods, hit.path, line, ""
    elif record.around and re.fullmatch(r"get|post|put|patch|delete|GET|POST|PUT|PATCH|DELETE", key):
        yield methods_in(key), Path(record.around, end=0), line, ""


def _below(key: str, around: str) -> str:
    """The path around what stands below a key; a key that is no segment keeps none."""
    if key.startswith("/") and " " not in key:
        return around.rstrip("/") + (key.rstrip("/") or "/")
    return ""


def _records(text: str, block: Block) -> Iterator[tuple[tuple[str, ...], Path, int, str]]:
    """Objects of JSON, of YAML's flow style or of a program."""
    starts = [0]
    for line, _ in block.lines:
        starts.append(starts[-1] + len(line) + 1)
    stack: list[_Record] = [_Record()]
    key = ""
    for token in _TOKEN.finditer(text):
        if token["open"]:
            stack.append(_Record(around=_below(key, stack[-1].around), logged=bool(token["called"])))
            key = ""
        elif token["close"]:
            if len(stack) > 1:
                yield from _told(stack.pop())
            key = ""
        elif named := (token["quoted"] or token["single"] or token["word"]):
            number = block.lines[min(bisect_right(starts, token.start()), len(block.lines)) - 1][1]
            key = named
            yield from _keyed(key, stack[-1], number)
            if token["value"]:
                _take(stack[-1], key, token["value"], number)
                key = ""


def _mappings(block: Block) -> Iterator[tuple[tuple[str, ...], Path, int, str]]:
    """Mappings of YAML by their indentation."""
    stack: list[_Record] = []
    for raw, number in block.lines:
        match = _LINE.match(raw[:1000])
        if match is None:
            continue
        column = len(match["indent"])
        begins = "-" in match["indent"]
        while stack and (stack[-1].column > column or (begins and stack[-1].column == column)):
            yield from _told(stack.pop())
        if not stack or stack[-1].column < column:
            stack.append(_Record(column, around=stack[-1].below if stack else ""))
        top, key = stack[-1], match["key"].strip("\"'").strip()
        top.below = _below(key, top.around)
        yield from _keyed(key, top, number)
        if match["value"]:
            _take(top, key, match["value"], number)
    while stack:
        yield from _told(stack.pop())
