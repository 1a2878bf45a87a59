"""What the top level of a Python file shows without parsing it: what it imports, what it calls and decorates there, what its classes stand below.

Each question is asked of many files, and of most of them several times: it is answered once, from the bytes. Every pattern begins with a
line break, which is many times faster to search for than a line anchor.
"""

from __future__ import annotations

import re
from functools import cached_property

_FROM = re.compile(rb"\nfrom[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*|[^\n(]*)")
# a decorator, or a call that stands alone, of something that puts what it is given into a registry; or an entry of somebody's table
_ACT = re.compile(rb"\n(?:@?([A-Za-z_]\w*)(?:\.(\w+))?(?=[(\r\n])|([A-Za-z_]\w*)\[[^\]\n]+\][ \t]*=)")
_PATH = re.compile(rb"\n[A-Za-z_][\w.]*\([^\n]*[\"']/")
_CLASS = re.compile(rb"\nclass[ \t]+\w+(?:\[[^\]\n]*\])?\(([^)]*)")
_DEFINITION = re.compile(rb"\n(?:async[ \t]+)?(?:def|class)[ \t]")
_IMPORT = re.compile(rb"\n(?:from[ \t]+([.\w]+)[ \t]+)?import[ \t]+(\w+)[ \t]*(?:#[^\n]*)?(?=\n|$)")
_DEF = re.compile(rb"def[ \t]+(\w+)")
_KNOWS_SUBCLASSES = re.compile(rb"def[ \t]+__init_subclass__|__subclasses__\(|metaclass[ \t]*=")
_KEEPS = re.compile(rb"\w\[[^\]\n]+\][ \t]*=[^=]|\.(?:append|add|setdefault|update|insert)\(")
_MADE = re.compile(rb"\n(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(\w+)\(")
_WORD = re.compile(rb"\w+")
_LETTER = re.compile(rb"\w")
_IN_WORD = re.compile(rb"[\w.]")
_BODY = 2000  # bytes of a function that are looked at
_MENTIONS = 60  # of a name inside of other words, after which one is taken to be used


class Outline:
    """The bytes of a module and what they show."""

    def __init__(self, data: bytes) -> None:
        self.text = b"\n" + data
        self._registrars: dict[bytes, bool] = {}

    @cached_property
    def sources(self) -> dict[bytes, bytes]:
        """The module that each name comes from which a `from ... import` at the top level mentions."""
        out: dict[bytes, bytes] = {}
        for spec, names in _FROM.findall(self.text):
            for name in _WORD.findall(names):
                out.setdefault(name, spec)
        return out

    @cached_property
    def acts(self) -> list[tuple[bytes, bytes, bytes]]:
        """What is called or decorates: name and method; or is assigned an entry: the third."""
        return list(dict.fromkeys(_ACT.findall(self.text)))

    @cached_property
    def made(self) -> dict[bytes, bytes]:
        """What its top-level names are made by a call of."""
        return dict(_MADE.findall(self.text))

    @cached_property
    def keeps(self) -> bool:
        """Whether anything in it is put into a collection."""
        return _KEEPS.search(self.text) is not None

    @cached_property
    def bases(self) -> frozenset[bytes]:
        """The words in the heads of its classes, the bases among them."""
        return frozenset(word for head in _CLASS.findall(self.text) for word in _WORD.findall(head))

    @cached_property
    def defines(self) -> bool:
        """Whether it has functions or classes of its own, and does not only gather those of others."""
        return _DEFINITION.search(self.text) is not None

    @cached_property
    def late(self) -> list[tuple[str, str]]:
        """The imports of one module each behind the first definition, under a name that is not used."""
        start = _DEFINITION.search(self.text)
        found = _IMPORT.findall(self.text, start.start()) if start is not None else []
        return [(spec.decode(), name.decode()) for spec, name in found if spec and not self.uses(name)]

    @cached_property
    def knows_subclasses(self) -> bool:
        """Whether one of its classes learns of those below it."""
        return _KNOWS_SUBCLASSES.search(self.text) is not None

    @cached_property
    def calls_with_path(self) -> bool:
        """Whether a call that stands alone is given a path."""
        return _PATH.search(self.text) is not None

    @cached_property
    def _heads(self) -> dict[bytes, list[int]]:
        """Where the parameters of functions begin, by their names."""
        out: dict[bytes, list[int]] = {}
        for head in _DEF.finditer(self.text):
            line = self.text.rfind(b"\n", 0, head.start()) + 1
            if self.text[line : head.start()].strip() in (b"", b"async"):
                out.setdefault(head.group(1), []).append(head.end())
        return out

    def registrar(self, name: bytes) -> bool:
        """Whether a function of that name keeps something in a collection."""
        known = self._registrars.get(name)
        if known is None:
            known = self._registrars[name] = any(
                _KEEPS.search(self.text, at, at + _BODY) is not None for at in self._heads.get(name, ())
            )
        return known

    def uses(self, name: bytes) -> bool:
        """Whether a name stands anywhere but in its import."""
        text, size = self.text, len(name)
        found, at = 0, text.find(name)
        for _ in range(_MENTIONS):
            if at < 0:
                return False
            if not _IN_WORD.match(text, at - 1) and not _LETTER.match(text, at + size):
                if found:
                    return True
                found = 1
            at = text.find(name, at + 1)
        return True
