"""What is built and what is written: the shape of the whole file tells, and no single line."""

from __future__ import annotations

import pytest

from accord.source.bundles import is_bundle

BUILT = (
    '(self.webpackChunk=self.webpackChunk||[]).push([[7],{31:function(e,t,n){"use strict";'
    + "".join(
        f'n.d(t,"a{i}",function(){{return r}});var o=n({i}),a=function(e){{return e.get("/x/"+t).then(function(e){{return e.data}})}};'
        for i in range(400)
    )
    + "}}]);"
)
MODERN = 'import{i as e,t}from"./vendor-Dd.js";' + "".join(
    f"const n{i}=async(e,t)=>{{const r=await l(`/x/${{e}}`);return r.ok?t(r):void 0}},o{i}=e=>(0,s.jsx)(a,{{children:e}});"
    for i in range(400)
)
WRITTEN = "import axios from 'axios'\n" + "".join(
    f"export const load{i} = (id) => {{\n  return axios.get(`/things/${{id}}/{i}`)\n}}\n" for i in range(30)
)
DENSE = "; ".join(
    f"export const load{i} = async (id, page) => {{ const got = await fetch(`/things/${{id}}/{i}`); return got.ok ? got.json() : null }}"
    for i in range(40)
)
PATH = '<path d="M1.5,2.5,3,4Z"/>'
SNIPPET = BUILT[:12_000]


@pytest.mark.parametrize("size", [2_200, 5_000, 20_000, 50_000])
@pytest.mark.parametrize("code", [BUILT, MODERN], ids=["webpack", "rollup"])
def test_chunks_are_bundles(code: str, size: int) -> None:
    assert is_bundle(code[:size].encode())
    assert is_bundle((f"/*! a banner\n * of lines\n */\n{code[:size]}\n//# sourceMappingURL=x.js.map\n").encode())


def test_a_chunk_in_lines_of_500_bytes_is_a_bundle() -> None:
    assert is_bundle("\n".join(BUILT[at : at + 500] for at in range(0, len(BUILT), 500)).encode())


def test_a_chunk_with_shaders_is_a_bundle() -> None:
    shader = "`\nuniform vec3 color;\nvoid main() {\n  gl_FragColor = vec4(color, 1.0);\n}\n`"
    assert is_bundle(f"{BUILT[:20_000]}var q={shader};{BUILT[:20_000]}".encode())


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        DENSE,
        f"const logo = '{'x' * 20_000}'\n{WRITTEN}",
        f"export const logo = `{PATH * 900}`\nexport const load = () => fetch('/things')\n",
        f"export const data = [{','.join(str(i) for i in range(9_000))}]\nexport const load = () => fetch('/things')\n",
        f"const worker = {BUILT!r}\n" + "export const load = () => fetch('/things')\n" * 3,
        "".join(f"const icon{i} = '{'ab3+' * 1_500}'\n" for i in range(9))
        + "export const load = () => fetch('/things')\n",
        f"{WRITTEN}{SNIPPET}\n",
        f"{WRITTEN}//# sourceMappingURL=data:application/json,{BUILT[:20_000]}\n",
    ],
    ids=[
        "written",
        "dense",
        "literal",
        "drawing",
        "data",
        "worker in a literal",
        "icons",
        "snippet among statements",
        "source map",
    ],
)
def test_what_is_written_is_read(text: str) -> None:
    assert not is_bundle(text.encode())
