"""The gate itself: what it lets pass and what it refuses."""

from typing import Any

import pytest

from contracts.documents.compatibility import incompatibilities

WHOLE = {"type": "integer", "minimum": 0, "maximum": 100}
OLD: dict[str, Any] = {
    "$id": "urn:wushe:schema:registry.thing.done.v1",
    "type": "object",
    "x-topic": "registry.things",
    "properties": {
        "kind": {"type": "string", "enum": ["a", "b"]},
        "count": WHOLE,
        "maybe": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "by": {"type": "object", "additionalProperties": {"type": "integer"}},
        "list": {"type": "array", "items": {"type": "string"}},
        "part": {"$ref": "#/$defs/Part"},
    },
    "required": ["kind", "count"],
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "again": {"$ref": "#/$defs/Part"}},
            "required": ["name"],
        }
    },
}
PART = OLD["$defs"]["Part"]


def with_fields(**fields: Any) -> dict[str, Any]:
    """The old schema with these fields put in; None takes one out."""
    merged = {**OLD["properties"], **fields}
    return {**OLD, "properties": {k: v for k, v in merged.items() if v is not None}}


def with_part(**changes: Any) -> dict[str, Any]:
    return {**OLD, "$defs": {"Part": {**PART, **changes}}}


COMPATIBLE = {
    "nothing changed": OLD,
    "an optional field more": with_fields(more={"type": "string", "default": ""}),
    "an optional field more in a part": with_part(
        properties={**PART["properties"], "more": {"type": "integer"}}
    ),
    "other words": {**OLD, "description": "better said", "title": "Thing"},
    "a unit written down": with_fields(count={**WHOLE, "x-unit": "人"}),
    "a part under another name": {
        **with_fields(part={"$ref": "#/$defs/Piece"}),
        "$defs": {
            "Piece": {
                **PART,
                "properties": {**PART["properties"], "again": {"$ref": "#/$defs/Piece"}},
            }
        },
    },
}

INCOMPATIBLE = {
    "a field removed": (with_fields(by=None), "/by was removed or renamed"),
    "a field renamed": (
        with_fields(by=None, per=OLD["properties"]["by"]),
        "/by was removed or renamed",
    ),
    "a required field more": (
        {**with_fields(more={"type": "string"}), "required": ["kind", "count", "more"]},
        "/more became required",
    ),
    "an optional field made required": (
        {**OLD, "required": ["kind", "count", "maybe"]},
        "/maybe became required",
    ),
    "a required field made optional": (
        {**OLD, "required": ["kind"]},
        "/count is no longer required, and earlier readers need it",
    ),
    "another type": (
        with_fields(count={**WHOLE, "type": "string"}),
        "/count changed type from 'integer' to 'string'",
    ),
    "a bound lowered": (
        with_fields(count={**WHOLE, "maximum": 10}),
        "/count changed maximum from 100 to 10",
    ),
    "a bound taken away": (
        with_fields(count={"type": "integer", "minimum": 0}),
        "/count changed maximum from 100 to nothing",
    ),
    "a format more": (
        with_fields(kind={**OLD["properties"]["kind"], "format": "date"}),
        "/kind changed format from nothing to 'date'",
    ),
    "an enum narrowed": (
        with_fields(kind={"type": "string", "enum": ["a"]}),
        "/kind no longer allows ['b']",
    ),
    "an enum widened": (
        with_fields(kind={"type": "string", "enum": ["a", "b", "c"]}),
        "/kind also allows ['c'], which earlier readers refuse",
    ),
    "an enum put on": (
        with_part(properties={**PART["properties"], "name": {"type": "string", "enum": ["x"]}}),
        "/part/name changed whether its values are listed",
    ),
    "null no longer allowed": (
        with_fields(maybe={"type": "integer", "default": None}),
        "/maybe changed type from integer | null to one type",
    ),
    "another default": (
        with_fields(maybe={**OLD["properties"]["maybe"], "default": 0}),
        "/maybe changed default from nothing to 0",
    ),
    "another unit": (
        {**with_fields(count={**WHOLE, "x-unit": "户"})},
        "/count changed x-unit from '人' to '户'",
    ),
    "other values of a mapping": (
        with_fields(by={"type": "object", "additionalProperties": {"type": "string"}}),
        "/by/* changed type from 'integer' to 'string'",
    ),
    "a mapping closed": (
        with_fields(by={"type": "object", "additionalProperties": False}),
        "/by/* changed from {'type': 'integer'} to False",
    ),
    "other items of a list": (
        with_fields(list={"type": "array", "items": {"type": "integer"}}),
        "/list/[] changed type from 'string' to 'integer'",
    ),
    "a field of a part removed": (
        with_part(properties={"again": {"$ref": "#/$defs/Part"}}),
        "/part/name was removed or renamed",
    ),
    "another topic": (
        {**OLD, "x-topic": "registry.others"},
        "/ changed x-topic from 'registry.things' to 'registry.others'",
    ),
}


@pytest.mark.parametrize("name", COMPATIBLE)
def test_the_gate_lets_pass(name: str) -> None:
    assert incompatibilities(OLD, COMPATIBLE[name]) == []


@pytest.mark.parametrize("name", INCOMPATIBLE)
def test_the_gate_refuses(name: str) -> None:
    new, sentence = INCOMPATIBLE[name]
    old = with_fields(count={**WHOLE, "x-unit": "人"}) if name == "another unit" else OLD

    assert sentence in incompatibilities(old, new)
