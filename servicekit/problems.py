"""Every refusal as RFC 9457 `application/problem+json`, in Chinese, or English when preferred."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Scope as AsgiScope

from contracts.problems import ContractError
from servicekit import metrics
from servicekit.errors import DomainError, InvalidInput, Language, NotFound, Unavailable
from servicekit.tracing import current_trace
from servicekit.validation import refusal

MEDIA_TYPE = "application/problem+json"


class ProblemField(BaseModel):
    """One place of the request and what is wrong with it."""

    pointer: str = Field(description="RFC 6901 JSON pointer")
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    trace_id: str | None
    errors: list[ProblemField]


class RouteNotFound(NotFound):
    zh = "没有这个地址。"
    en = "There is nothing at this address."


class MethodNotAllowed(DomainError):
    code = "method_not_allowed"
    status = 405
    zh = "该地址不支持这种请求方法。"
    en = "This address does not take that method."


class RequestRefused(DomainError):
    """The framework refused to read the request (a broken form, mostly)."""

    code = "malformed_request"
    status = 400
    zh = "请求无法解读。"
    en = "The request could not be read."


class InternalError(DomainError):
    code = "internal_error"
    status = 500
    zh = "系统出错，已记录；请凭追踪编号联系运维人员。"
    en = "Something failed on our side and is logged; quote the trace id to operations."


_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("请求有误", "Bad request"),
    401: ("未登录", "Unauthenticated"),
    403: ("无权操作", "Forbidden"),
    404: ("未找到", "Not found"),
    405: ("方法不支持", "Method not allowed"),
    408: ("请求超时", "Request timeout"),
    409: ("状态冲突", "Conflict"),
    412: ("版本冲突", "Precondition failed"),
    413: ("内容过大", "Content too large"),
    415: ("内容类型不支持", "Unsupported media type"),
    422: ("内容有误", "Unprocessable content"),
    428: ("缺少前提条件", "Precondition required"),
    429: ("请求过于频繁", "Too many requests"),
    503: ("暂不可用", "Service unavailable"),
}


def install(app: FastAPI) -> None:
    """Register the handlers; what they do not know is answered by the outermost middleware."""
    app.add_exception_handler(DomainError, _on_domain_error)
    app.add_exception_handler(ContractError, _on_contract_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)


def respond(error: DomainError, scope: AsgiScope) -> JSONResponse:
    """The answer to one refusal, in the language the request prefers."""
    language = preferred(scope)
    metrics.HTTP_REFUSED.labels(code_of(error)).inc()
    return JSONResponse(
        document(error, language),
        error.status,
        headers={**error.headers, "Content-Language": "zh-CN" if language == "zh" else "en"},
        media_type=MEDIA_TYPE,
    )


def document(error: DomainError, language: Language) -> dict[str, Any]:
    """The problem document; a single wrong field lends it its code and sentence."""
    trace = current_trace()
    fields = [
        {"pointer": field.pointer, "code": field.code, "detail": field.sentence(language)}
        for field in error.fields
    ]
    code = code_of(error)
    return {
        "type": f"urn:wushe:problem:{code}",
        "title": _title(error.status, language),
        "status": error.status,
        "code": code,
        "detail": fields[0]["detail"] if len(fields) == 1 else error.sentence(language),
        "trace_id": trace.trace_id if trace else None,
        "errors": fields,
        **error.members,
    }


def code_of(error: DomainError) -> str:
    """The stable code: of invalid input, that of its first and most telling field."""
    return error.fields[0].code if isinstance(error, InvalidInput) and error.fields else error.code


def classify(error: Exception) -> DomainError:
    """What an unhandled exception means to the caller: try again later, or our mistake."""
    from servicekit.database import is_outage  # the driver need not load for a service without one

    return Unavailable() if is_outage(error) else InternalError()


def preferred(scope: AsgiScope) -> Language:
    """zh unless Accept-Language ranks English above Chinese."""
    header = next((v for k, v in scope.get("headers", ()) if k == b"accept-language"), b"")
    ranks: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().split("-")[0]
        ranks[language] = max(ranks.get(language, 0.0), _quality(parameters))
    return "en" if ranks.get("en", 0.0) > ranks.get("zh", 0.0) else "zh"


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def _title(status: int, language: Language) -> str:
    zh, en = _TITLES.get(status, ("系统错误", "Internal error"))
    return zh if language == "zh" else en


async def _on_domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return respond(error, request.scope)


async def _on_contract_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ContractError)
    invalid = InvalidInput.at(error.pointer, error.code, error.zh, error.en)
    return respond(invalid, request.scope)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return respond(refusal(error.errors()), request.scope)


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kinds: Mapping[int, type[DomainError]] = {404: RouteNotFound, 405: MethodNotAllowed}
    response = respond(kinds.get(error.status_code, RequestRefused)(), request.scope)
    response.headers.update(error.headers or {})
    return response
