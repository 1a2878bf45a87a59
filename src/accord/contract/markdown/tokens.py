"""The two tokens an endpoint is made of: methods and a path, found in plain text (see `inline.plain`)."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN
from accord.contract.markdown.memo import remembered
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
_RARE = (
    "QUERY",
    "COPY",
    "MOVE",
    "SEARCH",
    "REPORT",
    "PURGE",
    "LOCK",
    "UNLOCK",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "LINK",
    "UNLINK",
)
_NAMES = {
    "DEL": "DELETE",
    "WS": "WEBSOCKET",
    "WSS": "WEBSOCKET",
    "WEBSOCKET": "WEBSOCKET",
    "ANY": "ALL",
    "ALL": "ALL",
    "SSE": "GET",
}
_VERB = r"(?:GET|POST|PUT|PATCH|DELETE|DEL|HEAD|OPTIONS|TRACE|WSS?|WEBSOCKET|SSE|ANY|ALL)"
AND = (
    "(?:and|or|und|oder|et|ou|y|e|o|u|i|a|lub|oraz|nebo|alebo|en|of|och|eller|og|ja|tai|ve|veya|dan|atau|và|hoặc|și|sau|és|vagy|и|или|і|й|та|або|και|ή"
    "|及|和|与|與|或|と|や|または|및|와|과|또는|أو|و|یا|או|और|या|และ|หรือ)"
)  # the words for "and" and "or"
COMMA = "/,|、・&+;／，·،؛"
_E = f"[{EDGES}]"
METHODS = rf"{_VERB}(?:{_E}?\s?(?:[{COMMA}]|{AND}(?=[\s{EDGES}]))\s?{_E}?{_VERB})*(?![A-Za-z0-9_])"

_HOST = (
    r"(?:(?:https?|wss?)://(?:\{\{?[^{}\s]{1,60}\}?\}|<[^<>\s]{1,60}>|\[[^\[\]\s]{1,60}\]|\$\{[^{}\s]{1,60}\}"
    rf"|[^\s/<>{{}}\[\]|`\"'()，。；、（）{EDGES}])*"
    r"|\{\{\s*[\w.\- ]{1,60}\s*\}\}(?::(?:\{\{\s*[\w.\- ]{1,60}\s*\}\}|\d{2,5}))?|\$\{[\w.]{1,60}(?::?-[^{}\s]{1,200})?\}(?=/)"
    r"|\{(?=[\w \-.]{0,60}(?:base|host|server|url|domain|endpoint|api|root))[\w \-.]{1,60}\}(?=/)"
    r"|<(?=[\w \-.]{0,60}(?:base|host|server|url|domain|endpoint|root))[\w \-.]{1,60}>(?=/)"
    r"|\[(?=[\w \-.]{0,60}(?:base|host|server|url|domain|endpoint|root))[\w \-.]{1,60}\](?=/)"
    r"|(?<![\w\]/]):\d{2,5}(?=/)"
    r"|\$[A-Z][A-Z_]{1,40}(?=/)|(?:BASE_URL|BASE|API_URL|HOST|API_BASE_URL|API_BASE)(?=/)"
    r"|(?:localhost|127\.0\.0\.1|0\.0\.0\.0|(?:[a-z0-9-]{1,60}\.){1,5}(?:com|org|net|io|dev|app|local|cn|co|ai|me))(?::\d{2,5})?(?=/))"
)
_LETTER = r"[^\W\d_A-Za-z]"  # of another alphabet: begins a segment, but behind plain ASCII it is the text that follows
_PIECE = (
    r"(?:[$#]?\{\{?(?![?&#])[^{}\n\ue000\ue001]{1,80}\}?\}|(?<=/)\{\}|<[^<>\n/\ue000\ue001]{1,80}>|\[\[?(?!/|\?|\{)[^\[\]\n?&=\ue000\ue001]{1,60}\]\]?"
    r"|:[A-Za-z_]\w{0,60}(?:\([^()\s\ue000\ue001]{1,60}\))?|[,;](?!(?:GET|POST|PUT|PATCH|DELETE)\b)(?=[\w:{<])|'(?=\w)"
    r"|(?<=/)\([\w\-:.*|]{1,60}\)|(?<=\w)\((?:'?\{[^{}\s]{1,60}\}'?|'[^'\s]{0,60}'|\d{1,20})\)"
    rf"|(?<=[\w}})\]>]/)(?:{_LETTER}[\w\-.~%]{{0,80}})"
    r"|[A-Za-z0-9_\-.~%!$&+=:@*À-ÖØ-öø-ɏ])"
)
_OPTIONAL = r"(?:\[/(?:\{[^{}\n]{1,60}\}|<[^<>\n]{1,60}>|:?[\w-]{1,60})\])?"
_ROOTED = rf"(?:/{{1,2}}{_PIECE}{{0,400}}){{1,60}}{_OPTIONAL}"
_RELATIVE = rf"(?:{_PIECE}{{1,200}}(?:/{_PIECE}{{0,400}}){{0,60}}{_OPTIONAL})"
_QUERY = (
    rf"(?:\[?\{{?\??[?&#](?:=<[^<>\n/{EDGES}]{{1,60}}>|[^\s{EDGES}，。；、（）|]|(?<=[a-z])\|(?-i:[a-z])){{0,2000}})?"
)
_PATH = re.compile(rf"(?P<host>{_HOST})?(?P<path>{_ROOTED})(?P<query>{_QUERY})", re.IGNORECASE)
_FOREIGN = re.compile(rf"{_LETTER}[\w\-.~%]{{0,80}}(?:/{_PIECE}{{0,400}}){{0,60}}")
_HOST_ONLY = re.compile(rf"(?:https?|wss?)://[^\s/{EDGES}]{{1,200}}(?P<query>{_QUERY})")
_LOOSE = re.compile(rf"(?P<path>{_RELATIVE})(?P<query>{_QUERY})")
_API_FIRST = re.compile(r"(?:api|rest|v\d)/", re.IGNORECASE)

_METHODS = re.compile(METHODS)
_ANY_CASE = re.compile(METHODS, re.IGNORECASE)
_ONE = re.compile(rf"{_VERB}(?![A-Za-z0-9_])", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:HTTP\s+)?{_VERB}", re.IGNORECASE)
_ONLY_METHODS = re.compile(rf"(?:HTTP\s+)?(?:{METHODS})", re.IGNORECASE)
_GAP = re.compile(rf"[\s{EDGES}:：|\]\[()（）】【「」『』〈〉《》>\"“”\-\u2013\u2014→⇒=·•,，]{{0,16}}")
_PROSE_METHOD = re.compile(rf"(?<![\w/.\-]){METHODS}")
_FILE = re.compile(r"\.(?:tsx?|jsx?|mjs|py|go|java|rs|rb|php|cs|vue|kt|mdx?|ya?ml|sh|sql|env)$", re.IGNORECASE)
_UNIT = re.compile(r"(?:/(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE))+/?")
_ELLIPSIS = re.compile(r"(?:^|/)(?:\.{2,3}|…|\*{1,2}|xxx+)$", re.IGNORECASE)
_CHOICE = re.compile(rf"(?:\|[a-z][\w-]*){{1,7}}(?=[\s{EDGES})）,，:：]|$)")
_EMBLEMS = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]")
_BEFORE_PATH = re.compile(rf"(?:[ \t{EDGES}(（\"'“【]|{_EMBLEMS.pattern})*")
_ONE_BRACE_MORE = re.compile(r"((?<![{])\{[^{}]+\})\}")  # `/pots/{id}}`: a slip, no server has such a path
_TAIL = ".,:;!'\"。，；：、*"


@dataclass(frozen=True, slots=True)
class Path:
    """A path as written: `text` without host, query and final punctuation, `query` with its names, `host` with its scheme."""

    text: str
    query: str = ""
    host: str = ""
    end: int = 0
    open_ended: bool = False  # ends in `/*` or `/...`: names a family of paths


@dataclass(frozen=True, slots=True)
class Hit:
    """Methods and a path side by side."""

    methods: tuple[str, ...]
    path: Path
    start: int
    end: int


def methods_in(text: str) -> tuple[str, ...]:
    """The methods of a text that `_ONLY_METHODS` or `METHODS` has matched, in order, each once."""
    found = re.findall(_VERB, text, re.IGNORECASE)
    return tuple(dict.fromkeys(_NAMES.get(name.upper(), name.upper()) for name in found))


@remembered
def only_methods(text: str) -> tuple[str, ...]:
    """The methods where the text is nothing but methods, in any case: `GET`, `get / put`, `` `GET`, `PATCH` ``, `[POST]`."""
    stripped = text.strip(f" \t\n[](){EDGES}（）【】<>:：.").strip()
    if len(stripped) > 120:
        return ()
    stripped = _EMBLEMS.sub(" ", stripped).strip(f" {EDGES}")
    stripped = " ".join(stripped.replace("\n", " / ").split())
    if not _BEGINS.match(stripped):
        return ()
    if re.fullmatch(
        r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?:\s+(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))+", stripped
    ):
        return methods_in(stripped)
    joined = re.sub(rf"\s*{_E}?\s*([{COMMA}])\s*{_E}?\s*", r"\1", stripped)
    if re.search(r"\b(?:all|any)\b", joined):
        return ()  # in small letters a word, not a method
    return methods_in(joined) if _ONLY_METHODS.fullmatch(joined) else ()


def rare_method(text: str) -> tuple[str, ...]:
    """The registered method that is all a text says and that reads like a word elsewhere: `QUERY`, `PROPFIND`."""
    word = text.strip(f" \t{EDGES}")
    return (word,) if word in _RARE else ()


@remembered
def path_at(text: str, at: int = 0, *, loose: bool = False) -> Path | None:
    """The path that begins at `at`: rooted, with a host, or `api/…`; with `loose` any relative path."""
    match = _PATH.match(text, at) if text.find("/", at) >= 0 else None
    if (
        match
        and match["path"] == "/"
        and not match["query"]
        and (more := _FOREIGN.match(text, match.end()))
        and _coded(text, at)
    ):
        return _checked("/" + more.group(), "", match["host"] or "", more.end())
    if match:
        return _checked(match["path"], match["query"], match["host"] or "", match.end())
    hosted = _HOST_ONLY.match(text, at)
    if hosted:
        return Path("/", hosted["query"] or "", hosted.group(), hosted.end())
    match = _LOOSE.match(text, at) if loose or _API_FIRST.match(text, at) else None
    if match and (loose or _API_FIRST.match(match["path"])):
        return _checked("/" + match["path"], match["query"], "", match.end())
    return None


def _coded(text: str, at: int) -> bool:
    """Whether a place lies inside a code span."""
    return text.rfind(OPEN, 0, at) > text.rfind(CLOSE, 0, at)


@remembered
def starting_path(text: str, *, loose: bool = False) -> Path | None:
    """The path a text begins with, code edges and brackets before it skipped."""
    begins = _BEFORE_PATH.match(text)
    return path_at(text, begins.end() if begins else 0, loose=loose)


def hits(text: str, *, loose: bool = False) -> list[Hit]:
    """Every place where methods are followed by a path, only edges, brackets, colons, dashes or arrows between the two."""
    return list(_hits(text, loose=loose))


@remembered
def _hits(text: str, *, loose: bool) -> tuple[Hit, ...]:
    found: list[Hit] = []
    at = 0
    while match := _PROSE_METHOD.search(text, at):
        hit = hit_at(text, match.start(), loose=loose)
        if hit is None:
            at = match.end()
            continue
        found.append(hit)
        at = max(hit.end, match.end())
    return tuple(found)


def hit_at(text: str, at: int, *, loose: bool = False, any_case: bool = False) -> Hit | None:
    """Methods at `at` and the path behind them."""
    match = _METHODS.match(text, at) or (_any_case(text, at) if any_case else None)
    if not match:
        return None
    gap = _GAP.match(text, match.end())
    if gap is None:  # it never is: a gap may be empty
        return None
    begin = gap.end()
    if match.group() in ("WS", "WSS") and ":" in gap.group():
        return None  # `WS: wss://...` names a protocol's base
    # A bracket or dash that the gap took may be the first character of the path (`[id]`, `-x`): only a slash, a host or a word starts one.
    path = path_at(text, begin, loose=loose and OPEN in gap.group())
    if path is None and gap.group().rstrip(f" {EDGES}").endswith(("[", "(")):
        path = path_at(text, begin - 1)
    if path is None:
        return None
    if path.text == "/" and not path.host and match.group() in _NAMES and re.match(r"\s+[^\W\d_]", text[path.end :]):
        return None  # `SSE / WebSocket`: one or the other
    if path.text == "/" and gap.group().rstrip().endswith((")", "）")) and _METHODS.match(text[path.end :].lstrip()):
        return None  # `UPDATE (PUT) / PATCH`: so is this
    path = _alternatives(text, path)
    if begin == match.end() and not re.match(r"/[a-z{:][^/]*/", text[begin : begin + 80]):
        return None  # `POST/PUT`, `GET/set`: a choice of words, not a path
    return Hit(methods_in(match.group()), path, at, path.end)


def _any_case(text: str, at: int) -> re.Match[str] | None:
    """Methods in any case; a slash behind a blank begins the path: `WebSocket /ws/rooms`."""
    match = _ANY_CASE.match(text, at)
    return _ONE.match(text, at) if match and re.search(r"\s/\w", match.group()) else match


def torn(text: str, path: Path) -> str:
    """What is told of a path that ends where its text goes on with a brace: `/posts/{id`, `/posts/{id:[0-9]{3}}`; else empty."""
    said = text.replace(OPEN, "").replace(CLOSE, "").strip()
    at = said.find(path.text)
    if at < 0 or path.query or said[at + len(path.text) :][:1] not in ("{", "}"):
        return ""
    if path.text.endswith("}") and path.text.count("{") == path.text.count("}") and said.endswith(path.text + "}"):
        return ""  # one brace more, nothing behind it
    return f"of '{said[:60]}' only '{path.text}' can be read: braces that do not match, or braces in braces"


def _alternatives(text: str, path: Path) -> Path:
    """`/jobs/start|stop` as `/jobs/(start|stop)`, which `variants` takes apart."""
    more = _CHOICE.match(text, path.end)
    stem, _, last = path.text.rpartition("/")
    if more is None or path.query or not re.fullmatch(r"[a-z][\w-]*", last):
        return path
    return replace(path, text=f"{stem}/({last}{more.group()})", end=more.end())


def _checked(raw: str, query: str | None, host: str, end: int) -> Path | None:
    text = _ONE_BRACE_MORE.sub(r"\1", raw)
    cut = text.rstrip(_TAIL)
    open_ended = bool(_ELLIPSIS.search(text.rstrip(".,:;。，；：、" if not text.endswith("..") else ",:;")))
    if not open_ended:
        end -= (len(text) - len(cut)) if not query else 0
        text = cut or "/"
    if text.startswith("//"):
        return None
    if _UNIT.fullmatch(text) or (_FILE.search(text) and not text.startswith("/api/") and "/app/" in text):
        return None
    if re.fullmatch(r"/+[^\w{:<\[$*]*", text) and text != "/":
        return None
    if _FILE.search(text) and not host and re.search(r"route\.\w+$|^/(?:src|app|lib|server|backend|pages)/", text):
        return None
    return Path(text, (query or "").strip("[{"), host, end, open_ended)


def variants(text: str) -> tuple[str, ...]:
    """The paths a spelling stands for: an optional tail `/x[/{id}]` is two."""
    choice = re.search(r"(?<=/)\(([\w\-]+(?:\|[\w\-]+){1,7})\)", text)
    if choice:
        return tuple(text[: choice.start()] + word + text[choice.end() :] for word in choice[1].split("|"))
    match = re.search(r"\[(/[^\[\]]+)\]$", text)
    if not match:
        return (text,)
    head = text[: match.start()]
    tail = match[1] if re.search(r"[{<:]", match[1]) else "/{" + match[1].strip("/") + "}"
    return (head, head + tail)


@remembered
def template(text: str) -> PathTemplate:
    """The one form of a spelling; those of printf, Ruby and CodeIgniter are known here only, no client's code writes them."""
    if "%" in text:
        text = re.sub(r"%[sdi](?![0-9A-Fa-f])", "{value}", text)
    if "#{" in text:
        text = re.sub(r"#\{([^{}]*)\}", r"{\1}", text)
    if "(:" in text:
        text = re.sub(r"\(:(\w+)\)", r"{\1}", text)
    if "{{" in text:
        text = re.sub(r"\{\{\s*([^{}]*?)\s*\}\}", r"{\1}", text)
    return PathTemplate.parse(text)


def query_items(query: str) -> tuple[tuple[str, str], ...]:
    """Names and values of the query parameters in `?a=1&b={b}`, `?a&b`, `{?a,b}`; each once, "" where it has no value."""
    found: dict[str, str] = {}
    for part in _query_parts(query.partition("#")[0]):
        name, _, value = re.sub(r"[=:]", "=", part, count=1).partition("=")
        name = name.strip("?{}[]<>`. ")
        if re.fullmatch(r"[A-Za-z_][\w.\-\[\]$]{0,60}", name):
            found.setdefault(name, value.strip())
    return tuple(found.items())


def _query_parts(query: str) -> Iterator[str]:
    """Parts of a query; a comma parts names, `{?a,b}`, and what has a name of its own, not the pieces of a value: `?near={lat},{lng}`."""
    for part in re.split(r"[?&]", query):
        yield from re.split(r",(?=[^,=]*=)" if "=" in part else ",", part)


def query_names(query: str) -> tuple[str, ...]:
    """Names of the query parameters in a query; each once."""
    return tuple(name for name, _ in query_items(query))


def code_only(text: str) -> bool:
    """Whether the text is one code span and nothing else."""
    stripped = text.strip().rstrip(".:：。,")
    return stripped.startswith(OPEN) and stripped.endswith(CLOSE) and stripped.count(OPEN) == 1
