"""A made-up FastAPI monorepo of any size; the same arguments give the same bytes.

Beside the router of each resource stand modules without any route: real trees look like that, and a gate is for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ACTIONS = (
    ("get", "", "list"),
    ("post", "", "create"),
    ("get", "/{item_id}", "show"),
    ("put", "/{item_id}", "replace"),
    ("delete", "/{item_id}", "remove"),
)

HEAD = '''"""Endpoints of {resource}."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel

from shop.domain.{resource}.rules0 import rate

router = APIRouter(prefix="/{resource}", tags=["{resource}"])


class {model}(BaseModel):
    id: int
    name: str
    price: float = 0.0
    tags: list[str] = []


def store() -> dict[int, {model}]:
    return {{}}
'''

HANDLER = '''

@router.{verb}("{path}", response_model={result})
async def {name}({parameters}items: Annotated[dict, Depends(store)], page: int = 1, limit: int = 50):
    """Handle {verb} {path} for one tenant."""
    if limit > 200:
        raise HTTPException(status_code=400, detail="At most 200 at once")
    chosen = sorted(items.values(), key=lambda item: (item.price, item.name))
    window = chosen[(page - 1) * limit : page * limit]
    for item in window:
        factor = rate(item.price, len(item.tags))
        if factor > 1.5:
            item.price = round(item.price * factor, 2)
        else:
            item.tags = [tag for tag in item.tags if tag != "sale"]
    return {answer}
'''

FILLER = '''

def {name}(price: float, amount: int, *, steps: int = {number}) -> float:
    """What {amount_name} costs after {number} steps."""
    total = sum(price * step for step in range(amount))
    if total > steps:
        return math.sqrt(total) / max(1, steps)
    values = {{"total": total, "price": price, "amount": amount}}
    return max(values.values()) if amount else 0.0
'''


@dataclass(frozen=True)
class Monorepo:
    """What was written: the application's tree, its number of routes, files and bytes."""

    root: Path
    routes: int
    files: int
    bytes: int


def write(target: Path, *, routers: int, endpoints: int = 20, filler: int = 4) -> Monorepo:
    """Write `routers` resources of `endpoints` endpoints, with `filler` modules without routes beside each."""
    files = {"shop/__init__.py": "", "shop/api/__init__.py": "", "shop/domain/__init__.py": ""}
    names = [f"resource{number}" for number in range(routers)]
    for resource in names:
        files[f"shop/api/{resource}.py"] = _router(resource, endpoints)
        files[f"shop/domain/{resource}/__init__.py"] = ""
        for number in range(filler):
            files[f"shop/domain/{resource}/rules{number}.py"] = _rules(number)
    files["shop/main.py"] = _main(names)
    for name, text in files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Monorepo(target, routers * endpoints, len(files), sum(len(text.encode()) for text in files.values()))


def _router(resource: str, endpoints: int) -> str:
    model = resource.capitalize()
    parts = [HEAD.format(resource=resource, model=model)]
    for number in range(endpoints):
        verb, tail, action = ACTIONS[number % len(ACTIONS)]
        group = number // len(ACTIONS)
        one = bool(tail)
        parts.append(
            HANDLER.format(
                verb=verb,
                path=f"/group{group}{tail}",
                name=f"{action}_{resource}_{group}",
                parameters="item_id: int, " if one else "",
                result=model if one else f"list[{model}]",
                answer="items[item_id]" if one else "window",
            )
        )
    return "".join(parts)


def _rules(module: int) -> str:
    functions = [
        FILLER.format(name=f"rate_{number}", number=number + module, amount_name=f"item {number}")
        for number in range(24)
    ]
    first = FILLER.format(name="rate", number=module, amount_name="an item")
    return "".join(['"""Prices."""\n\nimport math\n', first, *functions])


def _main(names: list[str]) -> str:
    imports = "".join(f"from shop.api import {name}\n" for name in names)
    includes = "".join(f'app.include_router({name}.router, prefix="/api")\n' for name in names)
    return f'"""The shop."""\n\nfrom fastapi import FastAPI\n\n{imports}\napp = FastAPI()\n{includes}'
