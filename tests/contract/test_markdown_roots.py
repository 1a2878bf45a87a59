"""Where all paths begin, said in one sentence or label of many languages; and sentences that only look like it."""

# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import pytest

from accord.contract.markdown import read

TABLE = "| Method | Path |\n|---|---|\n| GET | `/pots` |\n| POST | `/pots` |\n"
HEADINGS = "## GET /pots\n\nAll.\n\n## POST /pots\n\nNew.\n"
DECLARES = (
    "Every endpoint lives under `/api/v1`.",
    "All URLs referenced in the documentation have the base `https://api.example.com/api/v1`",
    "All endpoints below are relative to `/api/v1`.",
    "The API is versioned; the current version is reachable under `/api/v1`.",
    "Paths are given relative to `/api/v1`.",
    "Paths omit the `/api/v1` prefix.",
    "The `/api/v1` prefix is omitted below.",
    "Prefix all paths with `/api/v1`.",
    "Unless noted otherwise, paths are prefixed with `/api/v1`.",
    "Endpoints (all prefixed `/api/v1`)",
    "API root: https://example.com/api/v1",
    "Root URL is `http://localhost:8000/api/v1`.",
    "Requests go to `https://example.com/api/v1`.",
    "Send requests to https://example.com/api/v1/",
    "The server listens on port 3000 and mounts its router at `/api/v1`.",
    "Router mounted at `/api/v1`",
    "Express app mounts everything under `/api/v1`.",
    "> **Base**: `/api/v1`",
    "**Base URL (dev):** `http://localhost:3000/api/v1`",
    "- Dev: `http://localhost:3000/api/v1`",
    "- Local → http://localhost:3000/api/v1",
    "Base URL – `http://localhost:3000/api/v1`",
    "`BASE_URL = http://localhost:3000/api/v1`",
    "`{{baseUrl}}` = `http://localhost:3000/api/v1`",
    "All routes are prefixed by /api/v1",
    "All API requests should be prefixed with `/api/v1`",
    "Global prefix: `api/v1`",
    "Todas las rutas cuelgan de `/api/v1`.",
    "Todas las rutas llevan el prefijo `/api/v1`.",
    "Las rutas son relativas a `/api/v1`.",
    "El prefijo de todas las rutas es `/api/v1`.",
    "Todos los endpoints están bajo `/api/v1`.",
    "URL base del servidor: `http://localhost:3000/api/v1`",
    "La API está disponible en `http://localhost:3000/api/v1`",
    "La URL base es: `http://localhost:3000/api/v1`",
    "Dirección base de la API: http://localhost:3000/api/v1",
    "Toutes les routes sont préfixées par `/api/v1`.",
    "Toutes les URL commencent par `/api/v1`.",
    "Les chemins sont relatifs à `/api/v1`.",
    "L'API est exposée sur `http://localhost:8080/api/v1`.",
    "Le préfixe `/api/v1` est omis.",
    "Adresse du serveur : `http://localhost:8080/api/v1`",
    "Alle Pfade sind relativ zu `/api/v1`.",
    "Allen Pfaden ist `/api/v1` vorangestellt.",
    "Alle Endpunkte liegen unter `/api/v1`.",
    "Die API ist unter `https://example.de/api/v1` erreichbar.",
    "Basis-URL: `https://example.de/api/v1`",
    "Das Präfix `/api/v1` wird im Folgenden weggelassen.",
    "Todas as rotas começam com `/api/v1`.",
    "Todas as rotas têm o prefixo `/api/v1`.",
    "A URL base é `http://localhost:3000/api/v1`.",
    "A API roda em `http://localhost:3000/api/v1`.",
    "Os caminhos são relativos a `/api/v1`.",
    "所有接口均以 `/api/v1` 为前缀。",
    "所有接口统一加前缀 `/api/v1`",
    "以下接口路径均省略前缀 `/api/v1`。",
    "接口统一前缀为/api/v1",
    "接口地址前缀：http://localhost:8080/api/v1",
    "服务器地址：http://localhost:8080/api/v1",
    "请求根路径为 `/api/v1`",
    "后端 BASE_URL：http://localhost:8080/api/v1",
    "所有请求的基础路径都是 `/api/v1`",
    "测试地址：http://1.2.3.4:8080/api/v1",
    "本文档所有接口路径前需加 `/api/v1`",
    "모든 API는 `/api/v1`로 시작합니다.",
    "모든 엔드포인트 앞에 `/api/v1`이 붙습니다.",
    "모든 경로는 `/api/v1` 하위에 있습니다.",
    "기본 경로: `/api/v1`",
    "서버 주소 : http://localhost:8080/api/v1",
    "공통 URL: `http://localhost:8080/api/v1`",
    "API 서버는 `http://localhost:8080/api/v1` 입니다.",
    "すべてのAPIは `/api/v1` から始まります。",
    "各エンドポイントの先頭に `/api/v1` が付きます。",
    "パスは `/api/v1` からの相対パスです。",
    "ベースURLは `http://localhost:8080/api/v1` です。",
    "以下のパスには `/api/v1` を付けてください。",
    "サーバURL：http://localhost:8080/api/v1",
    "共通のURLプレフィックスは`/api/v1`",
    "Все запросы отправляются на `https://example.ru/api/v1`.",
    "Все пути начинаются с `/api/v1`.",
    "Базовый URL — `https://example.ru/api/v1`",
    "Tutte le rotte iniziano con `/api/v1`.",
    "L'URL di base è `http://localhost/api/v1`.",
    "Tüm istekler `/api/v1` ile başlar.",
    "Wszystkie ścieżki zaczynają się od `/api/v1`.",
    "Semua endpoint diawali dengan `/api/v1`.",
    "Tất cả endpoint đều bắt đầu bằng `/api/v1`.",
)
DECLARES_NOTHING = (
    "Swagger UI is available at `/api/v1/docs`.",
    "The old version under `/api/v1` was switched off.",
    "The frontend proxies `/api` to the backend.",
    "Nginx strips `/api` before it forwards requests.",
    "Requests to `/api` are rate limited.",
    "Documentation: https://docs.example.com/api",
    "See https://example.com/api for the public site.",
    "We call the external service https://api.weather.io/v1 for forecasts.",
    "The source lives in `/src/api`.",
    "Old base URL: `/api/v0` (switched off)",
    "All endpoints return JSON as described at https://jsonapi.org/v1",
    "Static files are served from `/static`.",
    "Unlike the admin app, no path has the prefix `/api/v1`.",
    "There is no `/api` prefix.",
    "Die Oberfläche liegt unter `/app`.",
    "La documentación está en `/api/docs`.",
    "前端地址：http://localhost:8080/",
    "文档地址：http://localhost:8080/swagger-ui.html",
    "注意：路径前面没有 `/api` 前缀",
    "프론트엔드: http://localhost:3000",
    "Figma: https://figma.com/file/api",
    "Repository: https://github.com/x/api",
    "GitHub: https://github.com/acme/rest-api",
    "Spec: https://spec.openapis.org/oas/v3",
)


@pytest.mark.parametrize("endpoints", [TABLE, HEADINGS], ids=["table", "headings"])
@pytest.mark.parametrize("line", DECLARES)
def test_a_declared_root_stands_before_every_path(line: str, endpoints: str) -> None:
    found = read(f"# Pots\n\n{line}\n\n{endpoints}", "API.md").endpoints
    assert [str(one.operation) for one in found] == ["GET /api/v1/pots", "POST /api/v1/pots"]


@pytest.mark.parametrize("endpoints", [TABLE, HEADINGS], ids=["table", "headings"])
@pytest.mark.parametrize("line", DECLARES_NOTHING)
def test_what_is_no_declaration_adds_nothing(line: str, endpoints: str) -> None:
    found = read(f"# Pots\n\n{line}\n\n{endpoints}", "API.md").endpoints
    assert [str(one.operation) for one in found] == ["GET /pots", "POST /pots"]
