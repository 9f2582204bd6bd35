"""What may go wrong, in words a person can act on. Pure: domain modules raise these.

A service declares its own in a few lines; keyword arguments fill the sentences:

    class StationNotOpen(DomainError):
        code = "station_not_open"
        zh = "站点「{name}」尚未运转，不能登记服务。"
        en = "Station “{name}” is not operating yet, so it cannot record services."

    raise StationNotOpen(name=station.name)

Never pass personal data: the sentences travel to clients and logs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one place of a request; `pointer` is an RFC 6901 JSON pointer."""

    pointer: str
    code: str
    zh: str
    en: str

    def sentence(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class DomainError(Exception):
    """A refusal with a stable code, an HTTP status and a sentence in both languages."""

    code: ClassVar[str]
    status: ClassVar[int] = 409
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, *, pointer: str | None = None, **words: object) -> None:
        self.pointer = pointer
        self.words = words
        super().__init__(f"{self.code}: {self.sentence('en')}")

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for attribute in ("code", "zh", "en"):
            if not hasattr(cls, attribute):
                raise TypeError(f"{cls.__name__} needs {attribute!r}")

    def sentence(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format_map(self.words)

    @property
    def fields(self) -> Sequence[FieldError]:
        """The places concerned, most telling first; empty when it is the whole request."""
        if self.pointer is None:
            return ()
        return (FieldError(self.pointer, self.code, self.sentence("zh"), self.sentence("en")),)

    @property
    def members(self) -> Mapping[str, object]:
        """Extra members of the problem document, for programs (say, the current version)."""
        return {}

    @property
    def headers(self) -> Mapping[str, str]:
        return {}


class Unauthenticated(DomainError):
    """One body for every reason, so that a forger learns nothing from it."""

    code = "unauthenticated"
    status = 401
    zh = "请先登录：请求没有带有效的令牌。"
    en = "Sign in first: the request carries no valid token."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": 'Bearer realm="wushe"'}


class PermissionDenied(DomainError):
    code = "permission_denied"
    status = 403
    zh = "您的角色不能进行这项操作。"
    en = "Your role may not do this."


class OutOfScope(DomainError):
    code = "region_out_of_scope"
    status = 403
    zh = "该地区不在您的管辖范围内。"
    en = "That region is outside your area."


class NotFound(DomainError):
    """Absent, or out of the caller's scope: both look the same on purpose."""

    code = "not_found"
    status = 404
    zh = "没有找到该记录。"
    en = "There is no such record."


class Conflict(DomainError):
    code = "conflict"
    zh = "该操作与记录当前的状态冲突，请刷新后再试。"
    en = "This conflicts with the present state of the record; reload it and try again."


class VersionConflict(DomainError):
    code = "version_conflict"
    status = 412
    zh = "记录已被他人修改，当前版本为 {version}；请刷新后再改。"
    en = "The record has changed; its version is now {version}. Reload it and try again."

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(version=version)

    @property
    def members(self) -> Mapping[str, object]:
        return {"version": self.version}

    @property
    def headers(self) -> Mapping[str, str]:
        return {"ETag": f'"{self.version}"'}


class PreconditionRequired(DomainError):
    code = "precondition_required"
    status = 428
    zh = "修改记录须带 If-Match 请求头，其值为您所见的版本号，或 *。"
    en = "A change needs an If-Match header: the version you saw, or *."


class PreconditionInvalid(DomainError):
    code = "precondition_invalid"
    status = 400
    zh = 'If-Match 请求头应为版本号（如 "3"）或 *。'
    en = 'If-Match must be a version such as "3", or *.'


class KeyRequired(DomainError):
    code = "idempotency_key_required"
    status = 400
    zh = "该请求须带 Idempotency-Key 请求头，以便重发时不会重复登记。"
    en = "This request needs an Idempotency-Key header, so that a repeat is not counted twice."


class KeyInvalid(DomainError):
    code = "idempotency_key_invalid"
    status = 400
    zh = "Idempotency-Key 应为 1 至 200 个可见的 ASCII 字符。"
    en = "Idempotency-Key must be 1 to 200 visible ASCII characters."


class KeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422
    zh = "该 Idempotency-Key 已用于另一项内容不同的请求；新的请求请换用新键。"
    en = "This Idempotency-Key was used for a different request; use a new key for a new request."


class InProgress(DomainError):
    code = "in_progress"
    zh = "带有同一 Idempotency-Key 的请求正在处理，请稍后再查。"
    en = "A request with the same Idempotency-Key is still running; try again shortly."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": "1"}


class CursorInvalid(DomainError):
    code = "cursor_invalid"
    status = 400
    zh = "翻页游标无效，请从第一页重新开始。"
    en = "The page cursor is not valid; start again from the first page."


class InvalidInput(DomainError):
    """One or more fields are wrong; the problem carries the code of the first."""

    code = "invalid_input"
    status = 422
    zh = "请求内容有误，请按所列各项改正。"
    en = "The request is not valid; correct the fields listed."

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self._fields = tuple(errors)
        super().__init__()

    @classmethod
    def at(cls, pointer: str, code: str, zh: str, en: str) -> "InvalidInput":
        return cls([FieldError(pointer, code, zh, en)])

    @property
    def fields(self) -> Sequence[FieldError]:
        return self._fields


class Unavailable(DomainError):
    code = "storage_unavailable"
    status = 503
    zh = "数据暂时无法存取，请稍后重试；已答复成功的内容不会丢失。"
    en = "The store cannot be reached; try again shortly. Nothing answered as done is lost."
    retry_after: ClassVar[int] = 5

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}
