"""Every rule by which something counts as a flaw: name, default severity, why it matters, an example and the way out.

`docs/rules.md` is `reference()`; `accord rules NAME` prints `explain(RULES[NAME])`. A rule is listed here when
something finds it, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Severity

About = Literal["contract", "provider", "consumer", "run"]

_TITLES: dict[About, str] = {
    "provider": "What a server does with the contract",
    "consumer": "What a client does with the contract",
    "contract": "The contract itself",
    "run": "What the run could not see",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A flaw by name. `severity` is the default; the text says where a finding starts out with another one."""

    name: str
    severity: Severity
    about: About
    summary: str
    why: str
    example: str
    fix: str


_ALL = (
    Rule(
        name="missing-endpoint",
        severity="error",
        about="provider",
        summary="The contract promises an endpoint that the server does not serve.",
        why=(
            "Whoever builds against the contract gets a 404. The finding names how much was read (files, routes, "
            "unread places), because 'served nowhere' is only as strong as the reading; a row that an unread place "
            "may hide is undetermined instead. A catch-all at the root of the server (a single-page fallback) does "
            "not count as serving it; below a literal prefix a catch-all makes the row undetermined, unless its "
            "handler is named like an error page."
        ),
        example=("contract   POST /users/{id}/avatar\nserver     GET  /users/{id}/avatar   (and nothing else there)"),
        fix="Add the handler, or remove the row; mark it as planned while it is not built yet.",
    ),
    Rule(
        name="wrong-method",
        severity="error",
        about="provider",
        summary="The path is served, but by a method the contract does not know instead of the promised one.",
        why=(
            "One missing row and one undocumented route with the same path are one slip, so they are one finding. "
            "Where the other method is itself promised, the row is a missing-endpoint with that method named as "
            "nearest. A method the framework answers by itself (HEAD by a GET route in Express and Starlette, not "
            "in FastAPI) is kept."
        ),
        example=("contract   PUT   /users/{id}\nserver     PATCH /users/{id}"),
        fix="Change the method of the handler, or of the row.",
    ),
    Rule(
        name="wrong-path",
        severity="error",
        about="provider",
        summary="The server serves the endpoint under a path that differs in one respect.",
        why=(
            "A missing row and an undocumented route with the same method that differ by a typo, a plural, a "
            "separator, a version number, the order of their segments, one segment in the middle or a forgotten "
            "parameter brace are almost always the same endpoint."
        ),
        example=("contract   GET /comments/{id}\nserver     GET /comment/{id}          plural"),
        fix="Correct the path in the server, or in the contract.",
    ),
    Rule(
        name="unmounted-router",
        severity="error",
        about="provider",
        summary="The endpoint is registered on a router that no application includes.",
        why=(
            "The handler exists and looks right, but nothing serves it: the commonest slip of generated code. All "
            "rows lost with one router are one finding."
        ),
        example=(
            "# items.py\n"
            'router = APIRouter(prefix="/items")\n'
            '@router.get("/{id}") ...\n'
            "# main.py: no include_router(items.router)"
        ),
        fix="Include the router in the application, under the prefix the contract expects.",
    ),
    Rule(
        name="trailing-slash",
        severity="error",
        about="provider",
        summary="Contract and code differ in a trailing slash, and the server's framework does not ignore it.",
        why=(
            "FastAPI and Starlette answer the other spelling with a redirect (307), which loses authorization "
            "headers behind some proxies and breaks clients that do not follow it; others answer 404. Where the "
            "framework ignores the slash (Express by default) nothing is reported. For a client the framework of "
            "the provider in the same run decides; with no provider in the run it is a warning."
        ),
        example=("contract   GET /users\nserver     GET /users/      (redirects)"),
        fix="Write both the same way.",
    ),
    Rule(
        name="base-path",
        severity="error",
        about="provider",
        summary="One lost, added or changed prefix explains several endpoints that do not match.",
        why=(
            "A prefix forgotten at one include would otherwise appear as twenty missing and twenty undocumented "
            "endpoints. The finding says which prefix would make them match, and lists what it affects. The same "
            "holds for a client whose calls all lack a prefix."
        ),
        example=("contract   /api/v1/users, /api/v1/users/{id}, /api/v1/posts\nserver     /users, /users/{id}, /posts"),
        fix=(
            "Add the prefix where the routers are included; or, where a gateway adds or strips it, say so with "
            "`prefix` (provider) or `base` (consumer) in the configuration."
        ),
    ),
    Rule(
        name="undocumented-endpoint",
        severity="warning",
        about="provider",
        summary="The server serves an endpoint the contract does not know.",
        why=(
            "What is not in the contract is not promised, and nobody reviews it. Left out: routes the framework's "
            "own documentation hides (`include_in_schema=False`), OPTIONS routes, HEAD next to a promised GET, "
            "catch-alls at the root, and other applications of the tree."
        ),
        example=("contract   (no row)\nserver     DELETE /users/{id}/sessions"),
        fix="Add a row, hide the route from the framework's documentation, or remove the handler.",
    ),
    Rule(
        name="shadowed-route",
        severity="warning",
        about="provider",
        summary="A route registered earlier answers every request meant for this one.",
        why=(
            "Frameworks try routes in order of registration. `/users/{id}` before `/users/me` means that the "
            "handler of `/users/me` never runs. Converters count (`{id:int}` does not catch `me`). Express "
            "catch-alls and `app.all` are taken for middleware and do not shadow."
        ),
        example=('@app.get("/users/{id}")   # first\n@app.get("/users/me")     # never reached'),
        fix="Register the more specific route first.",
    ),
    Rule(
        name="duplicate-route",
        severity="warning",
        about="provider",
        summary="The same method and path are registered twice in one application.",
        why=(
            "Only the first registration answers; the other is dead code that looks alive. Routes under an "
            "undecided condition do not count."
        ),
        example=('@app.get("/users")\ndef a(): ...\n@app.get("/users")\ndef b(): ...'),
        fix="Remove one of them, or give it its own path.",
    ),
    Rule(
        name="path-case",
        severity="warning",
        about="provider",
        summary="Contract and server differ only in upper and lower case.",
        why=(
            "Where the framework ignores case (Express by default) it works today, and breaks behind a cache, a "
            "gateway or another framework: a warning. Where the framework distinguishes case (FastAPI) the "
            "promised spelling is a 404: the finding is an error there."
        ),
        example=("contract   GET /userProfiles\nserver     GET /userprofiles"),
        fix="Write both the same way.",
    ),
    Rule(
        name="parameter-name",
        severity="info",
        about="provider",
        summary="A path parameter has another name in the server than in the contract.",
        why=(
            "Requests are the same whatever the name, so the endpoint is kept. Generated clients and documentation "
            "will differ."
        ),
        example=("contract   GET /users/{id}\nserver     GET /users/{user_id}"),
        fix="Use one name.",
    ),
    Rule(
        name="unknown-call",
        severity="error",
        about="consumer",
        summary="The client calls an endpoint the contract does not know.",
        why=(
            "The call fails, or works by accident on something nobody promised; where the server does serve it, "
            "the finding says so. Calls to other hosts are not compared."
        ),
        example=('contract   GET /users/{id}\nclient     api.get("/user/" + id)'),
        fix="Call what the contract offers, or add the endpoint to it.",
    ),
    Rule(
        name="wrong-method-call",
        severity="error",
        about="consumer",
        summary="The client calls a known path by a method the contract does not offer there.",
        why="The server answers 405. A fetch without `method` is a GET.",
        example=('contract   POST /users/{id}/avatar\nclient     fetch(`/users/${id}/avatar`, {method: "PUT"})'),
        fix="Use the promised method, or add the other one to the contract.",
    ),
    Rule(
        name="uncalled-endpoint",
        severity="info",
        about="consumer",
        summary="The client never calls this endpoint.",
        why=(
            'Most clients need not call everything. Where the component says `calls = "all"` the finding is an '
            "error and the endpoint broken. Deprecated rows are left out."
        ),
        example=("contract   DELETE /users/{id}\nclient     (no call)"),
        fix='Call it, or leave `calls = "some"`.',
    ),
    Rule(
        name="unresolved-path",
        severity="warning",
        about="consumer",
        summary="A piece of a path could not be read.",
        why=(
            "What a call requests (or a route serves) is known only in part, so it is neither kept nor broken. The "
            "unknown piece is shown as `{?}`."
        ),
        example="fetch(BASES[zone] + `/users/${id}`)      GET {?}/users/{id}",
        fix="Make the piece a constant, a literal default or a configured base.",
    ),
    Rule(
        name="unreadable-row",
        severity="warning",
        about="contract",
        summary="A row looks like an endpoint and could not be read as one.",
        why="A row that is skipped in silence is a promise that nobody checks.",
        example="| FETCH | users/list |  ...  |",
        fix="Write a method and a path that begins with a slash, or take the row out of the table.",
    ),
    Rule(
        name="unclear-base",
        severity="warning",
        about="contract",
        summary="A document states one base path and its samples show another.",
        why="Every path of the document depends on the base; with the wrong one all of them are looked for in vain.",
        example="Base URL: `/api/v2`   and   curl https://host/users, curl https://host/pets",
        fix="Make the statement and the samples agree.",
    ),
    Rule(
        name="duplicate-row",
        severity="error",
        about="contract",
        summary="Two rows promise the same method and path.",
        why=(
            "The two will drift apart, and no reader knows which one counts. Parameter names make no difference, "
            "and in Markdown a trailing slash makes none either."
        ),
        example=("GET /users/{id}\nGET /users/{user_id}"),
        fix="Keep one of them.",
    ),
    Rule(
        name="conflicting-row",
        severity="error",
        about="contract",
        summary="Two statements about one endpoint cannot both be true.",
        why="Summary and detail of the same endpoint name different methods, paths or states.",
        example="| PUT | /users/{id} |  in the overview,  `PATCH /users/{id}` as heading of its section",
        fix="Make them agree.",
    ),
    Rule(
        name="invalid-contract",
        severity="warning",
        about="contract",
        summary="The document breaks the rules of its format in a place that touches no path, method or parameter.",
        why="Real documents do, and can still be checked; other tools may refuse them.",
        example="responses: {}       (OpenAPI wants at least one)",
        fix="Correct it at the line and pointer named.",
    ),
    Rule(
        name="missing-module",
        severity="error",
        about="run",
        summary="What serves the endpoints imports a module of the tree that is not there.",
        why=(
            "The file was deleted, renamed or forgotten in the commit, and the program cannot start without it. Which "
            "endpoints it served nobody can tell any more, so their rows are undetermined; the run fails all the same. "
            "Left alone are imports under `try` or `if`, files that `.gitignore` names, because a build makes them, and "
            "scripts that take no part in what is served."
        ),
        example="from app.routers import users       (app/routers/users.py is not there)",
        fix="Bring the file back, or take the import out.",
    ),
    Rule(
        name="unread-place",
        severity="warning",
        about="run",
        summary="A statement of the source was seen and not understood.",
        why=(
            "What cannot be read is reported, never guessed. The finding says what the place may hide: files or a "
            "path prefix. Rows below that prefix are undetermined, not missing."
        ),
        example="app.include_router(load(os.environ['PLUGIN']))",
        fix="Write it in a form that can be read from source, or accept the place.",
    ),
    Rule(
        name="unsupported-framework",
        severity="warning",
        about="run",
        summary="A web framework was found that accord does not read.",
        why="Its routes are unknown; an empty result is no success.",
        example="Flask found in 12 files, not read",
        fix="Point the component at a tree of a supported framework, or leave it out.",
    ),
    Rule(
        name="bare-ignore",
        severity="warning",
        about="run",
        summary="An inline ignore names no rule, or gives no reason.",
        why=(
            "An ignore that names no rule would hide whatever comes later, so it accepts nothing. One without a reason "
            "is obeyed, but nobody will know whether it can go."
        ),
        example="# accord: ignore",
        fix="Write `accord: ignore[rule] reason`.",
    ),
    Rule(
        name="stale-waiver",
        severity="warning",
        about="run",
        summary="An accepted finding is not there any more, or its date has passed.",
        why=(
            "Waivers are a ratchet: what is mended must not come back unseen. An entry of the baseline that fits "
            "nothing, or has expired, starts out as an error; an inline ignore that accepts nothing is a warning. What "
            "the run did not look at (another component, another contract) is not judged."
        ),
        example='.accord-baseline.toml: rule = "missing-endpoint", endpoint = "DELETE /users/{}"   (served now)',
        fix="Take the waiver out: `accord baseline prune`, or remove the comment.",
    ),
    Rule(
        name="nothing-examined",
        severity="error",
        about="run",
        summary="There was nothing to compare: no rows, no files, no routes or no calls.",
        why=(
            "A check that looked at nothing must never be green. Usually a path, a pattern or an application name "
            "is wrong. The run ends with exit code 3."
        ),
        example="--provider backnd      (no source file there)",
        fix="Correct the path, the patterns under `endpoints`, or the application.",
    ),
)

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ALL}


def help_uri(rule: str = "") -> str:
    """The page that explains a rule, or all of them."""
    return f"{_DOCS}/rules.md" + (f"#{rule}" if rule else "")


def explain(rule: Rule) -> str:
    """One rule as plain text: what it says, why, an example, the way out."""
    example = "\n".join(f"    {line}" for line in rule.example.splitlines())
    return f"{rule.name} ({rule.severity})\n{rule.summary}\n\n{rule.why}\n\n{example}\n\nFix: {rule.fix}\n"


def reference() -> str:
    """All rules as the Markdown page `docs/rules.md`."""
    parts = [_HEAD]
    for about, title in _TITLES.items():
        rules = [rule for rule in _ALL if rule.about == about]
        rows = "\n".join(f"| [{r.name}](#{r.name}) | {r.severity} | {r.summary} |" for r in rules)
        parts.append(f"## {title}\n\n| rule | severity | flaw |\n|---|---|---|\n{rows}\n")
        parts += [f"### {r.name}\n\n{r.summary}\n\n{r.why}\n\n```text\n{r.example}\n```\n\n{r.fix}\n" for r in rules]
    return "\n".join(parts)


_DOCS = "https://github.com/pytest-accord/accord/blob/main/docs"

_HEAD = """\
# Rules

<!-- Made by `accord.rules.reference()`; edit src/accord/rules.py. -->

A rule's name is what a finding, a severity setting and an ignore use. An *error* fails a run, a *warning* is shown and
fails with `--fail-on warning`, an *info* is only told. Severities can be set per rule, `off` included.
"""
