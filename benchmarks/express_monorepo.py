"""A made-up Express monorepo in TypeScript of any size; the same arguments give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monorepo import ACTIONS, Monorepo

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """import {{ Router, type Request, type Response }} from 'express';
import {{ rate }} from '../domain/{resource}/rules0';

interface Item {{ id: number; name: string; price: number; tags: string[] }}

const items = new Map<number, Item>();
export const router = Router();
"""

HANDLER = """
router.{verb}('{path}', async (request: Request, response: Response) => {{
  const limit = Number(request.query.limit ?? 50);
  if (limit > 200) {{
    response.status(400).json({{ detail: 'At most 200 at once' }});
    return;
  }}
  const chosen = [...items.values()].sort((a, b) => a.price - b.price || a.name.localeCompare(b.name));
  for (const item of chosen.slice(0, limit)) {{
    const factor = rate(item.price, item.tags.length);
    if (factor > 1.5) item.price = Math.round(item.price * factor * 100) / 100;
    else item.tags = item.tags.filter((tag) => tag !== 'sale');
  }}
  response.json({answer});
}});
"""

FILLER = """
export function {name}(price: number, amount: number, steps = {number}): number {{
  const total = Array.from({{ length: amount }}, (_, step) => price * step).reduce((sum, each) => sum + each, 0);
  if (total > steps) return Math.sqrt(total) / Math.max(1, steps);
  const values = {{ total, price, amount }};
  return amount ? Math.max(...Object.values(values)) : 0;
}}
"""


def write(target: Path, *, routers: int, endpoints: int = 20, filler: int = 4) -> Monorepo:
    """Write `routers` resources of `endpoints` endpoints, with `filler` modules without routes beside each."""
    names = [f"resource{number}" for number in range(routers)]
    files = {"package.json": '{"name": "shop", "dependencies": {"express": "^4.19.0"}}\n'}
    for resource in names:
        files[f"src/api/{resource}.ts"] = HEAD.format(resource=resource) + "".join(
            _handler(number) for number in range(endpoints)
        )
        for number in range(filler):
            files[f"src/domain/{resource}/rules{number}.ts"] = _rules(number)
    files["src/main.ts"] = _main(names)
    for name, text in files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Monorepo(target, routers * endpoints, len(files), sum(len(text.encode()) for text in files.values()))


def _handler(number: int) -> str:
    verb, tail, _ = ACTIONS[number % len(ACTIONS)]
    path = f"/group{number // len(ACTIONS)}{tail.replace('{item_id}', ':itemId')}"
    return HANDLER.format(verb=verb, path=path, answer="items.get(Number(request.params.itemId))" if tail else "chosen")


def _rules(module: int) -> str:
    return "".join(FILLER.format(name=f"rate{n or ''}", number=n + module) for n in range(25))


def _main(names: list[str]) -> str:
    imports = "".join(f"import {{ router as {name} }} from './api/{name}';\n" for name in names)
    mounts = "".join(f"app.use('/api/{name}', {name});\n" for name in names)
    return f"import express from 'express';\n{imports}\nconst app = express();\n{mounts}app.listen(3000);\n"
