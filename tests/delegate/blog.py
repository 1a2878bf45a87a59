"""The blog, to be written by an agent: its contract, and what a model answers that makes two slips first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from delegate import model_server as model
from delegate.model_server import Say, Script, Shell
from delegate.rehearsed import project

if TYPE_CHECKING:
    import threading

BLOG = Path(__file__).resolve().parents[2] / "fixtures/apps/blog"
CONFIG = """[tool.accord]
contract = "API_CONTRACT.md"

[tool.accord.provider.backend]
path = "backend"
framework = "fastapi"

[tool.accord.consumer.frontend]
path = "frontend"
framework = "react"
calls = "all"
"""

API = """import { request } from "./request";

export const register = (account: object) => request("POST", "/auth/register", account);
export const login = (account: object) => request("POST", "/auth/login", account);
export const me = () => request("GET", "/auth/me");
export const showUser = (name: string) => request("GET", `/users/${name}`);
export const changeUser = (name: string, user: object) => request("PATCH", `/users/${name}`, user);
export const listPosts = () => request("GET", "/posts");
export const writePost = (post: object) => request("POST", "/posts", post);
export const listDrafts = () => request("GET", "/posts/drafts");
export const showPost = (id: number) => request("GET", `/posts/${id}`);
export const changePost = (id: number, post: object) => request("PUT", `/posts/${id}`, post);
export const removePost = (id: number) => request("DELETE", `/posts/${id}`);
export const listComments = (id: number) => request("GET", `/posts/${id}/comments`);
export const comment = (id: number, words: object) => request("POST", `/posts/${id}/comments`, words);
export const removeComment = (id: number, one: number) => request("DELETE", `/posts/${id}/comments/${one}`);
export const listCategories = () => request("GET", "/categories");
export const listTags = () => request("GET", "/tags");
"""
REQUEST = """const BASE = "/api";

export async function request(method: string, path: string, body?: object) {
  const response = await fetch(`${BASE}${path}`, { method, body: body && JSON.stringify(body) });
  return response.json();
}
"""
APP = """import { useEffect, useState } from "react";

import { listPosts } from "./api";

export function App() {
  const [posts, setPosts] = useState([]);
  useEffect(() => {
    listPosts().then(setPosts);
  }, []);
  return <ul>{posts.map((post: { id: number; title: string }) => <li key={post.id}>{post.title}</li>)}</ul>;
}
"""


def empty(root: Path) -> Path:
    """The blog's contract and two folders with nothing in them."""
    made = project(root, {"API_CONTRACT.md": (BLOG / "API_CONTRACT.md").read_text("utf-8")}, CONFIG)
    (root / "frontend").mkdir()
    return made


def backend() -> dict[str, str]:
    """The blog's own backend, as files of a workspace."""
    return {f.relative_to(BLOG).as_posix(): f.read_text("utf-8") for f in sorted((BLOG / "backend").rglob("*.py"))}


def frontend() -> dict[str, str]:
    """A client that calls every endpoint."""
    return {"frontend/src/api.ts": API, "frontend/src/request.ts": REQUEST, "frontend/src/App.tsx": APP}


def forgetful(files: dict[str, str]) -> dict[str, str]:
    """The backend without GET /posts/{post_id}/comments."""
    return {path: _without_list(text) if path.endswith("comments.py") else text for path, text in files.items()}


def _without_list(text: str) -> str:
    return text.replace(_handler(text), "")


def _handler(text: str) -> str:
    """The first handler of a router: from its decorator to the next one."""
    return "@router.get(" + text.split("@router.get(", 1)[1].split("@router.", 1)[0]


def scripts(together: threading.Barrier | None = None) -> list[Script]:
    """A model that forgets an endpoint in the backend and calls one by the wrong method in the frontend, until told.

    With `together`, it answers neither first request before both have come.
    """
    whole = backend()
    (comments,) = (path for path in whole if path.endswith("comments.py"))
    slipped = API.replace('request("PATCH", `/users', 'request("PUT", `/users')
    client = {**frontend(), "frontend/src/api.ts": slipped}
    handler = _handler(whole[comments])
    following = next(line for line in whole[comments].splitlines() if line.startswith("@router.post("))
    added = model.update(comments, following, handler + following)
    right, wrong = (next(line for line in text.splitlines() if "changeUser" in line) for text in (API, slipped))
    return [
        Script("Checked: .*`backend/`", [added, Say("added")]),
        Script("Checked: .*`frontend/`", [model.update("frontend/src/api.ts", wrong, right), Say("by PATCH now")]),
        Script(
            'server "backend"',
            [model.add(forgetful(whole)), Shell("pwd > backend/where.txt"), Say("built")],
            together=together,
        ),
        Script(
            'client "frontend"', [model.add(client), Shell("pwd > frontend/where.txt"), Say("built")], together=together
        ),
    ]
