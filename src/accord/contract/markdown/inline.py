"""Inline Markdown → plain text in which the edges of code spans stay visible.

`OPEN` and `CLOSE` stand where a code span begins and ends (a path never runs across them), `STRUCK` where struck text was. Bold, italics,
links, images and HTML tags are taken off. Every function is linear in the length of its text.
"""

# ruff: noqa: RUF001  the colon of Chinese and Japanese

from __future__ import annotations

import html
import re

OPEN, CLOSE, STRUCK = "\ue000", "\ue001", "\ue002"
EDGES = OPEN + CLOSE
LONGEST = 20_000  # characters of one line that are looked at; longer ones are data, not prose

_SHELTER = "\ue010"
_MARKUP = re.compile(r"[`\\<\[~_*&]")
_RUNS = re.compile(r"`+")
_SHELTERED = re.compile(_SHELTER + r"(\d+);")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LITERAL = 0xE100  # where escaped characters stand meanwhile, so that none of them is taken for markup
_LITERALS = re.compile(f"[{chr(_LITERAL)}-{chr(_LITERAL + 0x7F)}]")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(([^()\s]{0,600})(?:\s+\"[^\"\n]{0,200}\")?\)")
_IMAGE_TAG = re.compile(r"<img\s[^<>]{0,800}>", re.IGNORECASE)
_IMAGE_SAYS = re.compile(r"(alt|src)\s*=\s*[\"']([^\"']{0,400})[\"']", re.IGNORECASE)
_BADGE = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b")
_BADGE_FILE = re.compile(r"(?:^|[/_-])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?=[-_.]|$)", re.IGNORECASE)
_LINK = re.compile(
    r"\[((?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){1,400})\]\((?:[^()\s]|\([^()\s]{0,80}\)){0,600}(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\)"
)
_EMPTY_LINK = re.compile(r"\[\s?\]\([^()\s]{1,600}\)")  # around a badge that says nothing
_BOLD_TITLE = re.compile(
    r"\s*(?:\*\*(?=\S)[^*\n]{1,80}(?<![:：])\*\*|<(b|strong)>[^<\n]{1,80}(?<![:：])</\1>)\s+(?![:：])"
)
_REFERENCE = re.compile(r"(?<=[\s\w`;])\[\^?\d{1,3}\]")
_STRUCK = re.compile(r"~~(?=\S)[^~\n]{1,2000}~~|<(del|s|strike)>[^<\n]{0,2000}</\1>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?|wss?)://[^<>\s]{1,600})>")
_BREAK = re.compile(r"<br\s*/?>|</li>\s*<li>", re.IGNORECASE)
_COLOURED = re.compile(
    r"\$\{?\\color\{\w{1,20}\}\{?\s*(?:\\\w{1,12}\{)?([^{}$\n]{1,40})\}*\$"
)  # colour by way of a formula
_CODE_TAG = re.compile(r"(?<!/)<(/?)(?:code|tt|kbd|samp)(?:\s[^<>\n]{0,200})?>", re.IGNORECASE)
_TAG = re.compile(
    r"(?:</|(?<![/:])<)(?:a|abbr|article|aside|b|big|blockquote|center|cite|dd|details|div|dl|dt|em|figure|font|footer|h[1-6]|header|hr|i|img"
    r"|input|ins|label|li|main|mark|nav|ol|p|picture|pre|q|section|small|source|span|strong|sub|summary|sup|table|tbody|td|tfoot|th"
    r"|thead|tr|u|ul)(?:\s[^<>\n]{0,400})?/?>",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(?<![/*\w])\*\*(?=\S)([^*\n]{1,400})\*\*(?!\*)")  # `**GET /**` is no `/**`
_STARS = re.compile(r"(?<!/)\*+")
_UNDERLINED = re.compile(r"(?<![\w/{<:$])(_{1,3})(?=[^\s_])((?:[^_\n]|(?<=[^\W_])_(?=[^\W_])){1,400})\1(?![\w/])")


def plain(text: str) -> str:
    """The text without markup, code spans between `OPEN` and `CLOSE`, one line per `<br>`."""
    text = text[:LONGEST]
    if text.isascii() and not _MARKUP.search(text):
        return text.strip()
    spans: list[str] = []
    text = _shelter(text, spans)
    if "\\" in text:
        text = _ESCAPED.sub(lambda m: chr(_LITERAL + ord(m[1])), text)
    text = _title_parted(text, spans)
    if "://" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "![" in text:
        text = _IMAGE.sub(lambda m: badge(m[1], m[2]), text)
    if "<img" in text:
        text = _IMAGE_TAG.sub(_image, text)
    if "](" in text:
        text = _LINK.sub(r"\1", _EMPTY_LINK.sub("", text))
    if "[" in text:
        text = _REFERENCE.sub("", text)
    if "~~" in text or "<" in text:
        text = _STRUCK.sub(STRUCK, text)
    if "<" in text:
        text = _BREAK.sub("\n", text)
    if "\\color" in text:
        text = _COLOURED.sub(r"\1", text)
    if "<" in text:
        text = _CODE_TAG.sub(lambda m: CLOSE if m[1] else OPEN, text)
        text = _TAG.sub("", text)
    if "_" in text:
        text = _UNDERLINED.sub(r"\2", text)
    if "*" in text:
        text = _BOLD.sub(r"\1", text)
        text = _STARS.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = _LITERALS.sub(lambda m: chr(ord(m[0]) - _LITERAL), text)
    if spans:
        text = _SHELTERED.sub(lambda m: OPEN + spans[int(m[1])] + CLOSE, text)
    return text.replace("\u00a0", " ").replace("\u3000", " ").replace("\ufeff", "").replace("\u200b", "").strip()


def _title_parted(text: str, spans: list[str]) -> str:
    """`**Create a pet** `POST /pets``: a bold title right before the method gets the dash that others write there."""
    title = _BOLD_TITLE.match(text)
    if title is None:
        return text
    span = _SHELTERED.match(text, title.end())
    coded = _CODE_TAG.match(text, title.end())
    said = spans[int(span[1])] if span else text[coded.end() :] if coded else ""
    return f"{text[: title.end()].rstrip()} \u2014 {text[title.end() :]}" if _BADGE.match(said) else text


def bare(text: str) -> str:
    """The text without markup and without code edges."""
    if text.isascii():
        return text.strip()
    return text.replace(OPEN, "").replace(CLOSE, "").replace(STRUCK, "").strip()


def badge(text: str, file: str) -> str:
    """What an image says: the method whose badge it is, by its text, else by the name of its file; others say nothing."""
    if text.strip():
        return text if _BADGE.fullmatch(text.strip().upper()) else ""
    named = _BADGE_FILE.search(file.partition("?")[0])
    return named[1].upper() if named else ""


def _image(tag: re.Match[str]) -> str:
    said = {name.lower(): value for name, value in _IMAGE_SAYS.findall(tag.group())}
    return badge(said.get("alt", ""), said.get("src", ""))


def _shelter(text: str, spans: list[str]) -> str:
    """Code spans moved to `spans` so that nothing in them is taken for markup."""
    text = text.replace(_SHELTER, "").replace(OPEN, "").replace(CLOSE, "").replace(STRUCK, "")
    if "`" not in text:
        return text
    runs = [(m.start(), m.end()) for m in _RUNS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        start, end = runs[index]
        by_length.setdefault(end - start, []).append(index)
    out: list[str] = []
    at = index = 0
    while index < len(runs):
        start, end = runs[index]
        same = by_length[end - start]
        while same and same[-1] <= index:
            same.pop()
        if not same or (start and text[start - 1] == "\\"):
            index += 1
            continue
        closer = same[-1]
        out.append(text[at:start])
        out.append(f"{_SHELTER}{len(spans)};")
        content = text[end : runs[closer][0]]
        struck = content.startswith("~~") and content.endswith("~~")
        spans.append(STRUCK if struck else " ".join(content.split()) if content.strip() else content)
        at = runs[closer][1]
        index = closer + 1
    out.append(text[at:])
    return "".join(out)
