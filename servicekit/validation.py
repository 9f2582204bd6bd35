"""What the parser found wrong with a request, in our codes and words; values are never echoed."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.problems import ContractError
from servicekit.errors import FieldError, InvalidInput

# Fields only the service writes: sent in a body they are refused by name.
SERVER_OWNED = frozenset(
    {"id", "_id", "version", "region", "status", "stage", "verified", "created_at", "created_by",
     "updated_at", "updated_by", "recorded_at", "recorded_by", "subject", "actor", "role", "scope",
     "pending", "sequence", "signed_at", "opened_at", "closed_at", "occurred_at"}
)  # fmt: skip

LISTED = 500
"""How many mistakes an answer lists, as for files."""

Words = tuple[str, str, str]  # code, zh, en

_TYPE: Words = ("type_error", "该项的类型不对。", "This has the wrong type.")
_DATE: Words = (
    "date_invalid",
    "日期或时间无效，应如 2022-06-30 或 2022-06-30T09:00:00+08:00。",
    "The date or time is not valid; write 2022-06-30 or 2022-06-30T09:00:00+08:00.",
)
_UNKNOWN: Words = ("unknown_field", "没有这个字段，请检查拼写。", "There is no such field.")
_OWNED: Words = (
    "field_not_writable",
    "该字段由系统填写，不能由请求给出。",
    "The service sets this field; a request may not.",
)
_ID: Words = ("id_invalid", "编号的格式不对。", "The id is not well formed.")
_FALLBACK: Words = ("value_invalid", "该项的取值不合要求。", "The value is not accepted.")

# pydantic's error types, exact or by their ending; sentences may name limits, never the value.
_EXACT: Mapping[str, Words] = {
    "missing": ("field_missing", "缺少必填项。", "This is required."),
    "timezone_aware": (
        "timezone_required",
        "时间须带时区，如 2022-06-30T09:00:00+08:00。",
        "A time needs its zone, as in 2022-06-30T09:00:00+08:00.",
    ),
    "enum": ("value_not_allowed", "只能是：{expected}。", "Must be one of: {expected}."),
    "literal_error": ("value_not_allowed", "只能是：{expected}。", "Must be one of: {expected}."),
    "string_too_long": (
        "text_too_long", "最多 {max_length} 个字符。", "At most {max_length} characters."
    ),
    "string_too_short": (
        "text_too_short", "至少 {min_length} 个字符。", "At least {min_length} characters."
    ),
    "string_pattern_mismatch": ("text_invalid", "格式不对。", "The format is not right."),
    "string_unicode": (
        "invalid_text", "含有不能使用的字符。", "It holds characters that cannot be used."
    ),
    "too_long": ("list_too_long", "最多 {max_length} 项。", "At most {max_length} items."),
    "too_short": ("list_too_short", "至少 {min_length} 项。", "At least {min_length} items."),
    "greater_than": ("number_out_of_range", "须大于 {gt}。", "Must be greater than {gt}."),
    "greater_than_equal": ("number_out_of_range", "不得小于 {ge}。", "Must be at least {ge}."),
    "less_than": ("number_out_of_range", "须小于 {lt}。", "Must be less than {lt}."),
    "less_than_equal": ("number_out_of_range", "不得大于 {le}。", "Must be at most {le}."),
    "date_past": ("date_invalid", "日期须在今天以前。", "The date must be in the past."),
    "date_future": ("date_invalid", "日期须在今天以后。", "The date must be in the future."),
    "json_invalid": ("malformed_json", "不是有效的 JSON。", "Not valid JSON."),
}  # fmt: skip
_PREFIXES: Sequence[tuple[str, Words]] = (
    ("uuid_", _ID),
    ("datetime_", _DATE),
    ("date_", _DATE),
    ("time_", _DATE),
)
_ENDINGS = ("_type", "_parsing", "_from_float", "_parsing_size", "_attributes_type")
_TELLING = ("unknown_field", "field_not_writable")


def refusal(errors: Sequence[Mapping[str, Any]]) -> InvalidInput:
    """The refusal for pydantic's errors; a misspelt field before the one it leaves missing."""
    fields = [_field(error) for error in errors[:LISTED]]
    return InvalidInput(sorted(fields, key=lambda field: field.code not in _TELLING))


def _field(error: Mapping[str, Any]) -> FieldError:
    pointer = _pointer(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ContractError):
        return FieldError(_deeper(pointer, cause.pointer), cause.code, cause.zh, cause.en)
    code, zh, en = _words(error)
    limits = {name: value for name, value in error.get("ctx", {}).items() if name in _LIMITS}
    return FieldError(pointer, code, zh.format_map(limits), en.format_map(limits))


_LIMITS = frozenset({"expected", "max_length", "min_length", "gt", "ge", "lt", "le"})


def _words(error: Mapping[str, Any]) -> Words:
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return _OWNED if error["loc"][-1] in SERVER_OWNED else _UNKNOWN
    if kind in _EXACT:
        return _EXACT[kind]
    if error["loc"][:1] == ("path",):
        return _ID
    for prefix, words in _PREFIXES:
        if kind.startswith(prefix):
            return words
    return _TYPE if kind.endswith(_ENDINGS) else _FALLBACK


def _pointer(location: Sequence[str | int]) -> str:
    """RFC 6901, below the part of the request (body, query, path, header) it stands in."""
    steps = (str(step)[:64].replace("~", "~0").replace("/", "~1") for step in location[1:])
    return "".join(f"/{step}" for step in steps)


def _deeper(pointer: str, inner: str) -> str:
    """A rule about a whole object names the field itself; one about a field need not."""
    return pointer if pointer.endswith(inner) else pointer + inner
