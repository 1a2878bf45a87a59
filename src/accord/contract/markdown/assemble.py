"""Promises with their facts → endpoints, and what must be said about rows that repeat or contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.contract import example
from accord.contract.markdown import auth as authentication
from accord.contract.markdown import words
from accord.contract.markdown.candidates import WEAK
from accord.contract.markdown.facts import SUCCESS
from accord.contract.markdown.form_pairs import entry
from accord.contract.markdown.models import resolved
from accord.model import Auth, Body, Endpoint, Note, Operation, Parameter, Response, TrailStep, Where

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accord.contract.markdown.candidates import Candidate
    from accord.contract.markdown.facts import Facts
    from accord.contract.markdown.fields import Field
    from accord.contract.markdown.select import Promise
    from accord.model import Ignore

Told = list[tuple["Candidate", "Facts"]]
_IGNORED_HEADERS = ("content-type", "accept", "authorization")


def endpoint(
    promise: Promise, told: Told, file: str, *, default: Auth | None, known: Collection[str], ignores: Sequence[Ignore]
) -> Endpoint:
    """One endpoint from every place that states it; what an earlier place says comes first."""
    facts = [one for _, one in told]
    first = next((place for place, one in told if not place.planned and not one.planned), told[0][0])
    said = next((one.auth for one in facts if one.auth is not None), None)
    if said is None and any(_authorized(one) for one in facts):
        said = Auth(True, ("bearer",), "Authorization header", Where(file, first.line))
    return Endpoint(
        operation=Operation(promise.method, promise.template),
        where=Where(file, first.line),
        description=next((one.description for one in facts if one.description), ""),
        parameters=_parameters(promise, facts, file),
        request=_request(promise, facts, file, known),
        responses=_responses(facts, file, known),
        auth=said or default,
        planned=all(place.planned or one.planned for place, one in told),
        deprecated=any(place.deprecated or one.deprecated for place, one in told),
        tags=_tags(first),
        stated=first.path.text,
        ignores=tuple(ignores),
        trail=tuple(TrailStep(Where(file, one.line or first.line), one.said) for one in first.trail),
    )


def _authorized(facts: Facts) -> bool:
    return any(one.name.lower() == "authorization" for one in facts.fields.get("header", []))


def _tags(place: Candidate) -> tuple[str, ...]:
    """The title of the part a row stands in; an entry with a heading of its own takes the part around it."""
    own = place.form == "heading" or (place.form in ("pair", "fence", "paragraph") and place.section.level > 2)
    section = entry(place.section).parent if own else place.section
    name = words.tidy(section.name) if section is not None and section.level > 1 else ""
    return (name,) if name else ()


# -- parameters and bodies -------------------------------------------------------------------------------------------------------


def _parameters(promise: Promise, facts: Sequence[Facts], file: str) -> tuple[Parameter, ...]:
    found: dict[tuple[str, str], Parameter] = {}
    in_path = promise.template.parameters
    for name in in_path:
        found["path", name] = Parameter(name, "path", True)
    for one in facts:
        for role in (
            "path",
            "query",
            "header",
            "cookie",
            "params",
            *(["request"] if promise.method in ("GET", "HEAD") else []),
        ):
            for stated in one.fields.get(role, []):
                place = _location(role, stated, promise)
                if place is None or (place == "header" and stated.name.lower() in _IGNORED_HEADERS):
                    continue
                if place == "path" and stated.name not in in_path:
                    continue
                key = (place, stated.name)
                known = found.get(key)
                required = (
                    True
                    if place == "path"
                    else stated.required
                    if known is None or known.required is None
                    else known.required
                )
                schema = stated.schema if known is None or known.schema is None else known.schema
                text = known.description if known is not None and known.description else stated.description
                found[key] = Parameter(stated.name, place, required, schema, text, Where(file, stated.line))  # type: ignore[arg-type]  # _location gives only the four
    return tuple(found.values())


def _location(role: str, stated: Field, promise: Promise) -> str | None:
    if stated.name in promise.template.parameters and role in ("params", "path", "query", "request"):
        return "path"
    if role == "request":
        return "query" if "." not in stated.name else None  # a GET has no body: what it is called with is in its query
    if role != "params":
        return role
    return "query" if promise.method in ("GET", "HEAD", "DELETE", "OPTIONS") and "." not in stated.name else None


def _request(promise: Promise, facts: Sequence[Facts], file: str, known: Collection[str]) -> tuple[Body, ...]:
    if promise.method in ("GET", "HEAD"):
        return ()
    fields = [stated for one in facts for stated in one.fields.get("request", [])]
    if promise.method not in ("DELETE", "OPTIONS"):
        fields += [
            stated
            for one in facts
            for stated in one.fields.get("params", [])
            if stated.name not in promise.template.parameters
        ]
    bodies = [body for one in facts for body in one.request]
    media = next((one.media for one in facts if one.media), "") or "application/json"
    if fields:
        line = fields[0].line
        return (_of_fields(fields, bodies, media, Where(file, line), known),)
    if bodies:
        return _by_media(bodies, known)
    return (Body(media),) if media != "application/json" else ()


def _of_fields(
    fields: Sequence[Field], bodies: Sequence[Body], media: str, where: Where, known: Collection[str]
) -> Body:
    schema = example.fields_schema([one.as_tuple() for one in fields])
    told = any(one.schema is not None or one.required is not None for one in fields)
    sample = next((body for body in bodies if body.example is not None), None)
    if sample is not None:  # the sample knows types that the list of fields does not
        for name, kind in (
            (sample.schema or {}).get("properties", {}).items() if isinstance(sample.schema, dict) else ()
        ):
            mine = schema["properties"].setdefault(name, {}) if "properties" in schema else {}
            if isinstance(mine, dict) and isinstance(kind, dict) and kind.get("type") == "array":
                _listed(mine, kind)
            elif isinstance(mine, dict) and "type" not in mine and isinstance(kind, dict):
                mine.update({key: value for key, value in kind.items() if key not in mine})
    return Body(
        media, resolved(schema, known), "schema" if told else "sample", None, sample.example if sample else None, where
    )


def _listed(stated: dict[str, Any], sample: dict[str, Any]) -> None:
    """The fields stated below a name that the sample shows to be a list are those of its items."""
    inner = {key: stated.pop(key) for key in ("properties", "required") if key in stated}
    if inner:
        stated["items"] = {"type": "object", **inner}
    stated["type"] = "array"
    known = sample.get("items")
    if isinstance(known, dict):
        items = stated.setdefault("items", {})
        if isinstance(items, dict) and "properties" in items and isinstance(known.get("properties"), dict):
            for name, kind in known["properties"].items():
                mine = items["properties"].setdefault(name, {})
                if isinstance(mine, dict) and "type" not in mine and "$ref" not in mine:
                    mine.update({key: value for key, value in kind.items() if key not in mine})
        elif isinstance(items, dict) and not items:
            items.update(known)


def _one(bodies: Sequence[Body], known: Collection[str]) -> Body:
    """The body that says most: a schema before samples, samples put together."""
    best = next((body for body in bodies if body.strength == "schema"), None)
    if best is None:
        best = bodies[0]
        schema: Any = example.merged([body.schema for body in bodies]) if len(bodies) > 1 else best.schema
    else:
        schema = best.schema
    return Body(best.media_type, resolved(schema, known), best.strength, best.required, best.example, best.where)


def _by_media(bodies: Sequence[Body], known: Collection[str]) -> tuple[Body, ...]:
    grouped: dict[str, list[Body]] = {}
    for body in bodies:
        grouped.setdefault(body.media_type, []).append(body)
    return tuple(_one(some, known) for some in grouped.values())


def _responses(facts: Sequence[Facts], file: str, known: Collection[str]) -> tuple[Response, ...]:
    texts: dict[str, tuple[str, Where]] = {}
    bodies: dict[str, list[Body]] = {}
    for one in facts:
        for code, (text, found, where) in one.responses.items():
            texts.setdefault(code, (text, where))
            bodies.setdefault(code, []).extend(found)
        for code, fields in one.answers.items():
            where = Where(file, fields[0].line)
            texts.setdefault(code, ("", where))
            bodies.setdefault(code, []).insert(0, _of_fields(fields, bodies[code], "application/json", where, known))
    stated = [code for code in texts if code[0] == "2" and code != SUCCESS]
    if SUCCESS in texts and len(stated) == 1:  # the sample without a code is the one success that is named
        bodies[stated[0]] = [*bodies.get(stated[0], []), *bodies.pop(SUCCESS, [])]
        del texts[SUCCESS]
    return tuple(
        Response(code, text, _by_media(bodies.get(code, ()), known), where=where)
        for code, (text, where) in sorted(texts.items(), key=lambda item: item[0])
    )


# -- rows against each other -----------------------------------------------------------------------------------------------------


def repeated(promise: Promise, told: Told, file: str) -> list[Note]:
    """duplicate-row and conflicting-row notes; a summary and details that agree are neither."""
    operation = Operation(promise.method, promise.template)
    sure = [
        (place, facts)
        for place, facts in told
        if place.rank < WEAK and not place.sample and not place.titled and not (place.planned or facts.planned)
    ]
    out: list[Note] = []
    for index, (place, facts) in enumerate(sure):
        for before, earlier in sure[: min(index, 50)]:
            difference = _contradiction(earlier, facts)
            if difference:
                message = f"{operation} says {difference}, line {before.line} says otherwise"
                out.append(
                    Note(
                        "conflicting-row",
                        Where(file, place.line),
                        message,
                        "make the two agree, or keep one",
                        operation,
                    )
                )
                break
            if _same_kind(before, place):
                out.append(
                    Note(
                        "duplicate-row",
                        Where(file, place.line),
                        f"{operation} stands in line {before.line} already",
                        "remove one of the two",
                        operation,
                    )
                )
                break
    return out


def _contradiction(one: Facts, other: Facts) -> str:
    if one.auth is not None and other.auth is not None and {one.auth.required, other.auth.required} == {True, False}:
        return "authentication is needed" if other.auth.required else "no authentication is needed"
    mine, theirs = _successes(other), _successes(one)
    if mine and theirs and not mine & theirs:
        return f"status {', '.join(sorted(mine))}"
    return ""


def _successes(facts: Facts) -> set[str]:
    return {code for code in facts.responses if code[0] == "2" and code != SUCCESS}


def _same_kind(one: Candidate, other: Candidate) -> bool:
    """Two rows of tables with the same header, two items of a list, or two headings that read the same."""
    if one.form != other.form or one.line == other.line or one.path.query != other.path.query:
        return False
    if one.form == "table":
        mine, theirs = one.block.table, other.block.table
        return mine is not None and theirs is not None and mine.header == theirs.header
    if one.form == "bullet":
        return one.block.list_id == other.block.list_id
    return (
        one.form == "heading"
        and words.tidy(one.section.name) == words.tidy(other.section.name)
        and one.section.parent is other.section.parent
    )


def default_auth(place: Candidate, document: Auth | None, scoped: Mapping[int, Auth]) -> Auth | None:
    """The authentication that the part around a place, or the document, declares for everything in it."""
    for section in place.section.chain():
        if section is not place.section or place.form != "heading":
            found = scoped.get(id(section)) or (authentication.titled(section.title) if section.level > 1 else None)
            if found is not None:
                return found
    return document
