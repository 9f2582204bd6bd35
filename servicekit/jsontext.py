"""What a JSON body must be before anything parses it into a model. Pure, no recursion of ours.

Python's parser forgives duplicate keys, NaN, huge numbers and lone surrogates, and recurses into
nesting; each of those would later surprise a store, another language or the stack.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from servicekit.errors import DomainError, InvalidInput

MAX_DEPTH = 20
MAX_INTEGER_DIGITS = 20

# A string, possibly unfinished (matched to the end so that a flood of quotes stays linear), or
# one bracket.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_ESCAPED_UNUSABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNUSABLE = re.compile("[\0\ud800-\udfff]")


class MalformedJson(DomainError):
    code = "malformed_json"
    status = 400
    zh = "请求正文不是有效的 JSON（第 {offset} 字节处）。"
    en = "The body is not valid JSON (at byte {offset})."

    @property
    def members(self) -> dict[str, object]:
        return {"offset": self.words["offset"]}


class DuplicateKey(DomainError):
    code = "duplicate_key"
    status = 400
    zh = "JSON 对象中有重复的字段名。"
    en = "A JSON object names the same field twice."


class JsonTooDeep(DomainError):
    code = "json_too_deep"
    status = 400
    zh = f"JSON 嵌套不得超过 {MAX_DEPTH} 层。"
    en = f"JSON may be nested at most {MAX_DEPTH} deep."


class InvalidNumber(DomainError):
    code = "invalid_number"
    status = 400
    zh = f"数字无效：须为有限数，整数不超过 {MAX_INTEGER_DIGITS} 位。"
    en = f"A number is not valid: finite, and at most {MAX_INTEGER_DIGITS} digits if whole."


class InvalidText(DomainError):
    code = "invalid_text"
    status = 400
    zh = "请求正文须为 UTF-8 文本，且不含空字符和残缺字符。"
    en = "The body must be UTF-8 text without NUL or half characters."


def check(raw: bytes) -> None:
    """Refuse a body that is not plain JSON: MalformedJson, DuplicateKey, JsonTooDeep,
    InvalidNumber, InvalidText (InvalidInput with a pointer when the place is known)."""
    text = _decode(raw)
    _check_depth(text)
    parsed = _parse(text)
    if _ESCAPED_UNUSABLE.search(text):  # valid UTF-8 can only hide them in escapes
        _check_texts(parsed)


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidText() from None
    if "\0" in text:
        raise InvalidText()
    return text


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _TOKENS.finditer(text):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonTooDeep()
        elif token in ("]", "}"):
            depth -= 1


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise MalformedJson(offset=len(text[: error.pos].encode())) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey()
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_INTEGER_DIGITS:
        raise InvalidNumber()
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise InvalidNumber()
    return value


def _constant(_name: str) -> float:
    raise InvalidNumber()


def _check_texts(parsed: Any) -> None:
    for pointer, text in _texts(parsed):
        if _UNUSABLE.search(text):
            raise InvalidInput.at(pointer, InvalidText.code, InvalidText.zh, InvalidText.en)


def _texts(parsed: Any) -> Iterator[tuple[str, str]]:
    """Every string and key with its pointer; a key is reported at its object."""
    waiting: list[tuple[str, Any]] = [("", parsed)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str):
            yield pointer, value
        elif isinstance(value, list):
            waiting.extend((f"{pointer}/{index}", item) for index, item in enumerate(value))
        elif isinstance(value, dict):
            yield from ((pointer, key) for key in value)
            waiting.extend((f"{pointer}/{_escaped(key)}", item) for key, item in value.items())


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
