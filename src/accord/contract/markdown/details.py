"""What the blocks of an endpoint's part say: description, authentication, parameters, bodies, statuses."""
# ruff: noqa: RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract import example
from accord.contract.markdown import asides, auth, roles, words
from accord.contract.markdown import detail_words as forms
from accord.contract.markdown.detail_blocks import is_label_of, read_fence, read_table
from accord.contract.markdown.facts import NOTHING, media_of, shape_in, unstated
from accord.contract.markdown.fields import Field, bullet_field
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.opening import opening, remarked
from accord.contract.markdown.ownership import is_named
from accord.contract.markdown.table_properties import property_rows
from accord.contract.markdown.tokens import only_methods
from accord.model import Where

if TYPE_CHECKING:
    from accord.contract.markdown.blocks import Block
    from accord.contract.markdown.candidates import Candidate

_LABELS = 64  # how many lines below its request line a request may have labels in


@dataclass(slots=True)
class _State:
    """What the last label announced, and the fields the next nested item belongs to."""

    role: str = ""
    status: str = ""
    media: str = ""  # of the body of an answer, where its label names one
    needed: bool | None = None  # after `Required:` or `Optional:` alone in a line
    nest: list[tuple[int, str]] = field(default_factory=list)


class Reader:
    """Reads the blocks of one place in document order into `facts`."""

    def __init__(self, place: Candidate, file: str) -> None:
        self.facts = opening(place, file)
        self._place = place
        self._state = _State()
        self._opened = frozenset(self.facts.responses)  # statuses that the line of the endpoint gives
        self._described: Block | None = None  # the paragraph the description was taken from

    def block(self, block: Block) -> None:
        """The next block of the part."""
        if block is self._place.block and block.kind == "table":
            self._properties(block)
        if block is self._place.block and block.kind in ("heading", "table"):
            return
        if block.kind == "heading" and (
            self._place.section.within(block.section) or is_named(self._place, block.section)
        ):
            self._state = _State()  # the title of the entry announces nothing
        elif block.kind == "heading":
            title = block.section.name
            found = roles.role(title)
            self._enter(found or "other", roles.status(title) if found in ("response", "error") else "", block.line)
            self._state.media = media_of(title)
            if found == "request":
                self.facts.note_media(title)  # `### Body (multipart/form-data)`
        elif block.kind == "table":
            read_table(block, self.facts, (self._state.role, self._state.status))
        elif block.kind == "fence":
            announced = (self._state.role, self._state.status, self._state.media)
            read_fence(block, self.facts, self._place.method, announced, self._opened)
        else:
            for text, line in block.lines:
                if line != self._place.line or block is not self._place.block:
                    self._line(text, line, block)
                elif self._place.form == "pair":  # ``**URL:** `/help` (no login)``
                    self.facts.auth = self.facts.auth or remarked(text, Where(self.facts.file, line))

    def labels_of_fence(self) -> None:
        """`Auth: none`, `Query: limit, offset` between the request line of a fence, which is the place, and the next one."""
        lines = self._place.block.lines
        below = bisect_right(lines, self._place.line, key=lambda each: each[1])
        for text, line in lines[below : below + _LABELS]:
            if only_methods("".join(text.split(maxsplit=1)[:1])):
                break
            name, at = words.label(text.strip())
            role = roles.role(name) if name and is_label_of(name) else None
            value = text.strip()[at:]
            if role not in ("auth", "query", "header") or not bare(value):
                continue
            names = forms.NAMES.fullmatch(value.strip()) if role == "query" else None
            self._labelled(role, name, re.sub(r"[\w-]+\??", rf"{OPEN}\g<0>{CLOSE}", value) if names else value, line)
        self._state = _State()

    def _enter(self, role: str, status: str, line: int, text: str = "") -> None:
        self._state = _State(role, status)
        if status and role in ("response", "error"):
            self.facts.add_status(status, text, line)

    # -- lines -------------------------------------------------------------------------------------------------------------------
    def _line(self, text: str, line: int, block: Block) -> None:
        naked = bare(text)
        if not naked or len(text) > 3000:
            return
        if not block.depth and (cut := forms.SENTENCE_BEFORE_LABEL.match(text) or forms.LABEL_BEFORE_LABEL.match(text)):
            self._line(cut[1], line, block)
            self._line(text[cut.end() :], line, block)
            return
        name, value_at = words.label(text)
        if not name and (bold := forms.BARE_LABEL.match(text)) is not None and roles.role(bold[1]) is not None:
            name, value_at = words.tidy(bold[1]), bold.end()
        value = text[value_at:] if name else ""
        role = roles.role(name) if name else None
        if role is None and not name and not block.depth and forms.is_title(naked):
            role = roles.role(naked)
        if role is None and not name and not block.depth and forms.STATUS_ALONE.fullmatch(naked):
            role = roles.role(naked)
        if (
            role == "params"
            and not bare(value)
            and self._state.nest
            and block.depth
            and self._state.role in forms.COLLECTING
        ):
            return  # `Each item has these fields:` below a field
        if role is None and not name and block.lead and OPEN not in text and forms.announces(naked):
            role = roles.role(naked)
        if name in words.METHOD_LABELS and self._state.role not in ("response", "error"):
            self.facts.note_media(bare(value))  # `请求方式: multipart/form-data`
        if role is None and name and self._conditional(value, line):
            return
        if self._answered(name, value, line) or self._assigned(naked, line) or self._counted(name, value, line):
            return
        if naked.strip(":： ").lower() in forms.NEEDED_LABELS and self._state.role in forms.COLLECTING:
            self._state.needed = forms.NEEDED_LABELS[naked.strip(":： ").lower()]
            return
        told = forms.REQUIREMENT.match(naked)
        if told:
            self._required(told, line)
            return
        if self._flagged(name, value, naked):
            return
        if (
            block.depth
            and self._state.role in forms.COLLECTING
            and self._is_field(text, role)
            and self._field(text, line, block)
        ):
            return
        if self._coded(text, naked, line, block):
            return
        if role is not None:
            self._labelled(role, name or naked, value, line)
        else:
            self._prose(text, name, line, block)

    def _answered(self, name: str, value: str, line: int) -> bool:
        """`Code: 200` and `Content: {...}` below the label of a response."""
        role = self._state.role
        if role not in ("response", "error") or not bare(value):
            return False
        if name in forms.CODE_LABELS and (code := roles.status(value)):
            self._enter(role, code, line)
            return True
        content = name in ("content", "body", "response body", "内容") or (
            self._state.status and roles.role(name) == "response"
        )
        if content and not roles.status(name) and shape_in(value) is not None:
            self.facts.add_answer(self._state.status or unstated(role), value, line, only_if_shaped=True)
            return True
        return False

    def _conditional(self, value: str, line: int) -> bool:
        """`If the name is taken: `400 Bad Request``: a status that alone is told behind a condition, whose body may follow."""
        naked = bare(value).strip(" .。")
        told = roles.phrased(naked)[:1] if len(naked) < forms.TITLE_LENGTH else []
        if not told or roles.phrase_end(naked) < len(naked):
            return False
        self._enter("response" if told[0][0] in "123" else "error", told[0], line)
        return True

    def _counted(self, name: str, value: str, line: int) -> bool:
        """`Status codes: 201 created; 400 bad input; 409 sold out`: several statuses behind a label that means them."""
        parts = [part for part in re.split(r"[;；,，、]\s*", bare(value)) if part] if name in forms.CODE_LABELS else []
        codes = [re.match(r"\s*([1-5]\d\d)\b[\s:：=\-\u2013\u2014]*(.*)", part) for part in parts[:20]]
        if len(codes) < 2 or not all(codes):
            return False
        for code in codes:
            if code is not None:
                self.facts.add_status(code[1], code[2].strip(" .。()（）"), line)
        return True

    def _assigned(self, naked: str, line: int) -> bool:
        """`id=[integer]` below `URL Params` and `Required:`."""
        match = forms.ASSIGNED.fullmatch(naked) if self._state.role in ("path", "query", "params", "request") else None
        if match is None:
            return False
        stated = example.type_of(match[2])
        role = "query" if self._state.role == "path" else self._state.role
        self.facts.add(role, Field(match[1], stated[0] if stated else None, self._state.needed, line=line))
        return True

    def _required(self, told: re.Match[str], line: int) -> None:
        """A sentence such as "The parameter x is optional"."""
        needed = told[2].lower() not in ("optional", "facultatif", "opcional", "可选", "任意", "선택")
        sends = self._place.method in ("POST", "PUT", "PATCH")
        self.facts.add("request" if sends else "params", Field(told[1], required=needed, line=line))

    def _flagged(self, name: str, value: str, naked: str) -> bool:
        """`Status: planned`, `Deprecated: use ...`."""
        if words.is_deprecated(naked[:30]):
            self.facts.deprecated = True
        if name in forms.STATE and len(naked) < 120 and bare(value):
            self.facts.planned = self.facts.planned or words.is_planned(value)
            self.facts.deprecated = self.facts.deprecated or words.is_deprecated(value)
            return not roles.status(value)
        return False

    def _is_field(self, text: str, role: str | None) -> bool:
        if role not in (None, "description", "other") and (typed := forms.TYPED_NAME.match(text)):
            role = roles.role(typed[1])  # `file (multipart/form-data): the picture`
            if self._state.role == "request":
                self.facts.note_media(typed[2])
        return role in (None, "description", "other") or re.match(rf"\s*{OPEN}[a-z_]\w*{CLOSE}", text) is not None

    def _field(self, text: str, line: int, block: Block) -> bool:
        nest = self._state.nest
        while nest and nest[-1][0] >= block.depth:
            nest.pop()
        if nest and self.facts.add_value(self._state.role, nest[-1][1], text, self._state.status):
            return True
        found = bullet_field(text, line)
        if found is None:
            return False
        name = f"{nest[-1][1]}.{found.name}" if nest else found.name
        nest.append((block.depth, name))
        whole = Field(name, found.schema, found.required, found.description, found.place, found.line)
        self.facts.add(self._state.role, whole, self._state.status)
        return True

    def _coded(self, text: str, naked: str, line: int, block: Block) -> bool:
        """A line that begins with a status: `` `404 Not Found` - no such pet``."""
        code = re.match(rf"[\s{EDGES}]*(?:(?:→|->|=>|⇒)[\s{EDGES}]*)?([1-5]\d\d)(?!\d)", text)
        pointed = code is not None and not text.lstrip(f" {EDGES}")[:1].isdigit()
        alone = forms.STATUS_SPAN.match(text.lstrip()) is not None  # `200` the pet, `404` if there is none
        if not code or not (pointed or alone or block.depth or self._state.role in ("response", "error")):
            return False
        said = naked.lstrip("→->=⇒ ")[3:].strip(" :：-\u2013\u2014")
        for other in roles.phrased(naked)[1:]:  # `200 OK` with the pet, or `404 Not Found`
            self.facts.add_status(other, "", line)
        for other in forms.STATUS_SPAN.findall(
            text[code.end() : code.end() + 400]
        ):  # `201` with the order. `422` if it is empty.
            self.facts.add_status(other, "", line)
        self._enter("response" if code[1][0] in "123" else "error", code[1], line, said)
        self.facts.add_answer(code[1], text, line, only_if_shaped=True)
        return True

    def _labelled(self, role: str, name: str, value: str, line: int) -> None:
        facts, naked = self.facts, bare(value)
        if role == "auth":
            facts.auth = facts.auth or auth.stated(value, Where(facts.file, line))
            return
        if role == "description":
            if name != "note":
                facts.description = naked[:300] or facts.description
            return
        if role == "header" and (found := auth.said(naked, Where(facts.file, line))) is not None:
            facts.auth = facts.auth or found
            return
        answering = role in ("response", "error")
        media = media_of(f"{name} {value}"[:160]) if answering else ""
        if answering and forms.DEFAULT_ANSWER.fullmatch(name.rstrip(" (（")):
            self._enter(role, "default", line, naked)
            self._state.media = media
            return
        code = roles.status(name) or (roles.status(value) if answering and len(naked) < 200 else "")
        if answering and not code and (several := forms.CLASS.match(name)):
            code = several[1].upper()
        self._enter(role, code, line, naked if role == "error" else "")
        self._state.media = media
        if not naked:
            if role == "request":
                facts.turn_media(name)  # a body besides: `Request body (application/xml):`
                facts.note_media(name)  # `Upload as multipart/form-data:`
            return
        if answering:
            for other in roles.statuses(value)[1:] if re.match(r"\W*[1-5]\d\d\b", naked) and len(naked) < 200 else ():
                facts.add_status(other, "", line)
            facts.add_answer(code or unstated(role), value, line, only_if_shaped=not code)
        elif role == "request":
            if name.endswith(("(", "（")):  # ``Request body (`text/csv`)``
                facts.turn_media(value[:80])
            facts.note_media(name)  # ``multipart/form-data: `path`, `files[]` ``
            self._requested(value, naked, line)
            asides.coded(value, line, facts)
        else:
            facts.add_names(role, value, line)

    def _requested(self, value: str, naked: str, line: int) -> None:
        if NOTHING.match(naked):
            return
        self.facts.note_media(naked)
        first = forms.SENTENCE_END.split(value)[0]  # the next one may tell of the answer
        value = first if CLOSE in first or "{" in first else value
        shape = shape_in(value)
        if shape is not None:
            self.facts.add_request(shape, line)
        elif OPEN in value or CLOSE in value:  # the label may have taken the edge of the first span
            self.facts.add_names("request", value, line)

    def _prose(self, text: str, name: str, line: int, block: Block) -> None:
        facts, naked = self.facts, bare(text)
        if re.search(r"content-?type|内容类型|コンテンツ", naked, re.IGNORECASE):
            facts.note_media(naked)
            return
        facts.note_form(text, line)
        if naked.endswith((":", "：")) and len(naked) < 160:
            role = roles.role(naked[-80:])
            if role == "params" and block.depth and self._state.role in forms.COLLECTING:
                role = None  # the fields of the field above
            if role in forms.COLLECTING:
                self._enter(role, roles.status(naked), line)
                return
        if self._state.role == "auth" and len(naked) <= 40:  # `None` below the heading `Authentication`
            facts.auth = facts.auth or auth.stated(text, Where(facts.file, line))
            return
        facts.auth = facts.auth or auth.said(naked, Where(facts.file, line))
        if "?" in text and self._state.role not in ("response", "error", "auth") and not forms.SENT_ON.search(naked):
            facts.note_query(text, line)  # "Filter with `?state=open|done`"
        if header := forms.HEADER_TOLD.search(text):
            facts.add("header", Field(header[1] or header[2], line=line))
        told = forms.STATUS_TOLD.search(naked)
        if told:
            facts.add_status(told[1] or told[2] or told[3], "", line)
            for other in forms.STATUS_ALSO.findall(naked[told.end() : told.end() + 300]):
                facts.add_status(other, "", line)
        for code in (*roles.phrased(naked), *asides.statuses(naked)):
            facts.add_status(code, "", line)
        asides.coded(text, line, facts)
        own = block is self._place.block and self._place.form == "bullet"  # the item goes on in its next line
        plain = (
            not name
            and (own or not block.depth)
            and len(naked) > (8 if naked.isascii() else 4)
            and self._place.form != "table"
        )
        if (
            self._place.form == "bullet"
            and not own
            and len(naked) < forms.TITLE_LENGTH
            and not naked.endswith((".", "。", "!", "！"))
        ):
            return  # a title of what comes next
        if not plain or self._state.role or naked.endswith((":", "：")):
            return
        if not facts.description:
            facts.description, self._described = naked.lstrip(": ")[:300], block  # `: text` of a definition list
        elif self._described is block:  # the paragraph goes on
            facts.description = f"{facts.description} {naked}"[:300]

    def _properties(self, block: Block) -> None:
        """The other rows of a table of properties: `| Auth required | No |`."""
        for name, value, line in property_rows(block) if self._place.form == "pair" else ():
            role = roles.role(name)
            header = re.fullmatch(r"((?:x-)?[a-z]+(?:-[a-z]+)+) header", name) if role == "header" else None
            if header:
                self.facts.add("header", Field("-".join(part.capitalize() for part in header[1].split("-")), line=line))
            elif role is not None and bare(value):
                self._labelled(role, name, value, line)
        self._state = _State()
