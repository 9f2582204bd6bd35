"""/docs, /openapi.json and /asyncapi, rendered here: no script, no style from another host."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, Response
from faststream.specification.base import SpecificationFactory

from contracts.roles import PERMISSIONS
from servicekit.problems import MEDIA_TYPE, Problem
from servicekit.routes import table

_VERBS = ("get", "post", "put", "patch", "delete")
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


def router(asyncapi: SpecificationFactory | None) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/docs")
    async def http_docs(request: Request) -> HTMLResponse:
        return _page(_http(request.app.openapi()))

    @routes.get("/asyncapi")
    async def bus_docs(request: Request) -> Response:
        document = _asyncapi(asyncapi)
        if "text/html" in request.headers.get("accept", ""):
            return _page(_bus(document))
        return JSONResponse(document)

    @routes.get("/asyncapi.json")
    async def bus_document() -> JSONResponse:
        return JSONResponse(_asyncapi(asyncapi))

    return routes


def _asyncapi(asyncapi: SpecificationFactory | None) -> dict[str, Any]:
    return asyncapi.to_specification().to_jsonable() if asyncapi else {}


def describe(app: FastAPI) -> None:
    """Let the OpenAPI say what each route asks for and how it refuses; built once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _enriched(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _enriched(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in table(app).routes:
        for method in route.methods:
            operation = document["paths"].get(route.path, {}).get(method.lower())
            if operation is not None:
                _enrich(operation, route.permission)
    return document


def _enrich(operation: dict[str, Any], permission: str | None) -> None:
    refusal = {
        "description": "RFC 9457",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    operation["responses"].pop("422", None)
    operation["responses"].update({"4XX": refusal, "5XX": refusal})
    if permission is not None:
        operation["x-permission"] = permission
        operation["x-roles"] = sorted(PERMISSIONS[permission])
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in ("Idempotency-Key", "If-Match"):
            parameter["required"] = True


def _page(body: Iterator[str]) -> HTMLResponse:
    return HTMLResponse(
        f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{_STYLE}</style>"
        f"<main>{''.join(body)}</main></html>",
        headers=_HEADERS,
    )


def _http(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h1>{escape(document['info']['title'])}</h1>"
    yield "<p>机器可读：<a href=/openapi.json>/openapi.json</a>；"
    yield "事件：<a href=/asyncapi>/asyncapi</a></p>"
    for path, verbs in document["paths"].items():
        for verb in _VERBS:
            if verb in verbs:
                yield from _operation(path, verb, verbs[verb])
    yield "<h2>数据结构</h2>"
    for name, schema in document["components"]["schemas"].items():
        yield f"<section id='{escape(name)}'><h3>{escape(name)}</h3>{_json(schema)}</section>"


def _operation(path: str, verb: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b class={verb}>{verb.upper()}</b> <code>{escape(path)}</code> "
    yield f"<span>{escape(operation.get('summary', ''))}</span></summary>"
    yield f"<p>{escape(operation.get('description', ''))}</p>"
    if "x-permission" in operation:
        roles = "、".join(operation["x-roles"])
        yield f"<p>权限 <code>{operation['x-permission']}</code>：{escape(roles)}</p>"
    yield from _parameters(operation.get("parameters", ()))
    for title, part in (("请求正文", "requestBody"), ("答复", "responses")):
        if part in operation:
            yield f"<h4>{title}</h4>{_json(operation[part])}"
    yield "</details>"


def _parameters(parameters: Any) -> Iterator[str]:
    if not parameters:
        return
    yield "<table><tr><th>参数<th>位置<th>必填<th>说明</tr>"
    for one in parameters:
        required = "是" if one.get("required") else ""
        note = escape(one.get("description") or one.get("schema", {}).get("type", ""))
        name = escape(one["name"])
        yield f"<tr><td><code>{name}</code><td>{one['in']}<td>{required}<td>{note}</tr>"
    yield "</table>"


def _bus(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h1>{escape(document.get('info', {}).get('title', '事件'))}</h1>"
    yield "<p>机器可读：<a href=/asyncapi.json>/asyncapi.json</a></p>"
    for title, part in (("通道", "channels"), ("收发", "operations"), ("结构", "components")):
        if document.get(part):
            yield f"<h2>{title}</h2>"
        for name, value in document.get(part, {}).items():
            yield f"<details><summary><code>{escape(name)}</code></summary>{_json(value)}</details>"


def _json(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, ensure_ascii=False, indent=2))}</pre>"


_STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:0;
background:#f6f7f9;color:#1d2733}main{max-width:60rem;margin:2rem auto;padding:0 1rem}
details,section{background:#fff;border:1px solid #dde3ea;border-radius:6px;margin:.4rem 0;
padding:.5rem .9rem}summary{cursor:pointer}summary span{color:#5b6b7c;margin-left:.6rem}
b{display:inline-block;min-width:4.2rem;color:#0b6bcb}b.post{color:#12794f}b.delete{color:#b42318}
pre{background:#f0f3f6;padding:.7rem;overflow:auto;font-size:13px}table{border-collapse:collapse}
td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
"""
