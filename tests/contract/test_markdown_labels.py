"""Method and path under the labels of many languages, in every form that labels are written in; and labels nobody listed."""

# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import pytest

from accord.contract.markdown import read

FORMS = {
    "items": "### A\n\n- **{m}**: `POST`\n- **{p}**: `/pans`\n\n### B\n\n- **{p}**: `/pots/{{id}}`\n- **{m}**: GET\n",
    "wide colons": "### A\n\n**{m}：** POST\n\n**{p}：** /pans\n\n### B\n\n{m}：GET\n{p}：/pots/{{id}}\n",
    "properties": "### A\n\n| | |\n|---|---|\n| {m} | POST |\n| {p} | /pans |\n\n### B\n\n| X | Y |\n|---|---|\n"
    "| **{p}** | `/pots/{{id}}` |\n| **{m}** | `GET` |\n",
    "headings": "### A\n\n#### {m}\n\n`POST`\n\n#### {p}\n\n`/pans`\n\n### B\n\n#### {p}\n\n/pots/{{id}}\n\n#### {m}\n\nGET\n",
    "lines": "### A\n\n**{m}**\n\n`POST`\n\n**{p}**\n\n`/pans`\n\n### B\n\n**{p}:**\n\n- `/pots/{{id}}`\n\n**{m}:**\n\n- GET\n",
    "columns": "| Text | {p} | {m} |\n|---|---|---|\n| A | pans | POST |\n| B | pots/{{id}} | GET |\n",
}
LABELS = (
    ("Method", "URL"),
    ("HTTP Method", "Endpoint"),
    ("Verb", "Route"),
    ("Request type", "Request URL"),
    ("HTTP verb", "Path"),
    ("Request Method", "API URL"),
    ("方法", "路径"),
    ("请求方式", "请求地址"),
    ("请求方法", "接口地址"),
    ("请求类型", "请求路径"),
    ("请求方式", "请求URL"),
    ("Method", "接口路径"),
    ("HTTP方法", "URL"),
    ("HTTP 请求方式", "API 地址"),
    ("提交方式", "访问地址"),
    ("请求方式", "接口"),
    ("请求方法", "请求接口"),
    ("方式", "地址"),
    ("请求模式", "调用地址"),
    ("Método", "Ruta"),
    ("Método HTTP", "URL"),
    ("Método", "Endpoint"),
    ("Método", "Dirección"),
    ("Tipo de petición", "URL"),
    ("Tipo", "Ruta"),
    ("Verbo", "Recurso"),
    ("Tipo de solicitud", "Camino"),
    ("Méthode", "Chemin"),
    ("Méthode HTTP", "URL"),
    ("Méthode", "Route"),
    ("Verbe", "Adresse"),
    ("Méthode de requête", "URL de la requête"),
    ("Type", "Chemin d'accès"),
    ("Methode", "Pfad"),
    ("HTTP-Methode", "URL"),
    ("Methode", "Endpunkt"),
    ("Verb", "Adresse"),
    ("HTTP-Verb", "Ressource"),
    ("Anfragetyp", "Anfrage-URL"),
    ("Método", "Rota"),
    ("Método", "Caminho"),
    ("Método HTTP", "Endereço"),
    ("Verbo", "Endpoint"),
    ("Tipo de requisição", "URL"),
    ("메서드", "경로"),
    ("메소드", "URL"),
    ("HTTP 메서드", "엔드포인트"),
    ("요청 방식", "요청 주소"),
    ("요청 메서드", "요청 URL"),
    ("Method", "URI"),
    ("방식", "주소"),
    ("요청 방법", "요청 경로"),
    ("HTTP Method", "End Point"),
    ("メソッド", "パス"),
    ("HTTPメソッド", "URL"),
    ("メソッド", "エンドポイント"),
    ("リクエストメソッド", "リクエストURL"),
    ("HTTPメソッド", "URI"),
    ("Method", "パス"),
    ("メソッド", "アドレス"),
    ("種別", "URL"),
    ("Метод", "Путь"),
    ("HTTP метод", "URL"),
    ("Метод", "Адрес"),
    ("Тип запроса", "Эндпоинт"),
    ("Метод запроса", "Маршрут"),
    ("Metodo", "Percorso"),
    ("Metodo HTTP", "Rotta"),
    ("Yöntem", "Yol"),
    ("Metot", "Adres"),
    ("İstek türü", "Uç nokta"),
    ("Phương thức", "Đường dẫn"),
    ("Metode", "Jalur"),
    ("Metoda", "Ścieżka"),
    ("Metoda", "Cesta"),
    ("Метод", "Шлях"),
    ("الطريقة", "المسار"),
    ("שיטה", "נתיב"),
    ("วิธี", "เส้นทาง"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("method", "path"), LABELS)
def test_labels_of_many_languages(form: str, method: str, path: str) -> None:
    found = read(FORMS[form].format(m=method, p=path), "API.md").endpoints
    assert sorted(str(one.operation) for one in found) == ["GET /pots/{id}", "POST /pans"]


@pytest.mark.parametrize("form", ["items", "wide colons", "properties"])
def test_labels_nobody_listed_are_understood_by_their_values(form: str) -> None:
    found = read(FORMS[form].format(m="Ynt", p="Hvar"), "API.md").endpoints
    assert sorted(str(one.operation) for one in found) == ["GET /pots/{id}", "POST /pans"]


@pytest.mark.parametrize(
    "lines",
    [
        "- Allowed: GET, POST\n- Redirect: /home\n- Cached: for a day\n- Redirect: no\n",  # not always a path
        "- Example: /pots/7\n- Allowed: GET\n",
        "| Setting | Value |\n|---|---|\n| Logging | GET |\n\nMuch later.\n\nAnd more.\n\n- Folder: /var/pots\n",
    ],
)
def test_other_labels_are_not(lines: str) -> None:
    assert read(f"# Pots\n\n{lines}", "API.md").endpoints == ()
