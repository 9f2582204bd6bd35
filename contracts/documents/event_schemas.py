"""JSON Schema 2020-12 of an event type's data, as a tolerant reader sees it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from contracts.event import Event, schema_id
from contracts.topics import TOPICS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

UNITS: Mapping[str, str] = {
    "amount_fen": "分",
    "was_fen": "分",
    "now_fen": "分",
    "by_employment": "人",
    "share_percent": "%",
    "certified_by_level": "人",
    "persons": "人",
    "person_times": "人次",
    "households": "户",
    "sessions": "场",
    "parts": "个",
    "places": "人",
    "places_left": "人",
    "accepted": "人",
    "certified_staff": "人",
    "was_amount_fen": "分",
    "score": "分（百分制）",
    "scores": "分（百分制）",
    "planned_fen": "分",
    "up_to_fen": "分",
    "items": "个",
    "added": "个",
    "kept": "个",
    "removed": "个",
    "budget_fen": "分",
    "most_fen": "分",
    "asked_fen": "分",
    "awarded_fen": "分",
    "votes": "票",
    "invited": "家",
    "projects": "个",
    "spent_fen": "分",
    "audited_fen": "分",
    "milestones": "个",
    "amounts_fen": "分",
    "persons_applied": "人",
    "persons_paid": "人",
    "persons_passed": "人",
    "attendance": "人次",
    "visits_were": "次",
    "visits_planned": "次",
    "hours": "小时",
    "wanted": "个",
    "met": "项",
    "resolutions": "项",
    "applied": "项",
    "days_late": "天",
    "day": "日",
    "reserve_fen": "分",
    "instalments": "期",
    "lines": "行",
    "events": "条",
    # The unit of a rule's measure is in the catalogue of measures.
    "at_least": "measure",
    "was_at_least": "measure",
    "answers": "measure",
    "was_answers": "measure",
    "now_answers": "measure",
    "per_county": "个",
    "was_persons": "人",
    "least_certified": "人",
    "valid_months": "月",
    "opens": "分钟",
    "closes": "分钟",
    # The unit travels in the event, in the field beside it.
    "quantity": "unit",
    "value": "unit",
}
"""The unit of every number in an event; a number that counts nothing is in `PLAIN_NUMBERS`."""

PLAIN_NUMBERS = frozenset(
    {
        "skills",
        "hold",
        "weekday",
        "year",
        "stars",
        "was",
        "round",
        "deliverable",
        "milestone",
        "weights",
        "part",
        "visit",
        "activity",
    }
    | {"resolution"}
)


def schema_of(kind: type[Event]) -> Schema:
    """The data of one event type; fields a reader does not know are allowed and ignored."""
    (_,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for part in parts.values():
        _complete(part)
    body = parts.pop(kind.__name__)
    return {
        "$schema": DIALECT,
        "$id": schema_id(kind.type),
        "title": kind.type,
        "description": _description(kind),
        "x-topic": kind.topic,
        "x-owner": TOPICS[kind.topic].owner,
        "type": "object",
        "properties": body["properties"],
        "required": body["required"],
        "additionalProperties": True,
        **({"$defs": dict(sorted(parts.items()))} if parts else {}),
    }


def numbers_of(kind: type[Event]) -> set[str]:
    """Names of the fields of an event, and of the parts in it, that hold whole numbers."""
    _, parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    fields = [field for part in parts.values() for field in part["properties"].items()]
    return {name for name, field in fields if _is_number(field)}


def _complete(part: Schema) -> None:
    if "description" in part:
        part["description"] = inspect.cleandoc(part["description"])
    part["additionalProperties"] = True
    for name, field in part["properties"].items():
        if name in UNITS and _is_number(field):
            field["x-unit"] = UNITS[name]


def _is_number(field: Schema) -> bool:
    values = field.get("additionalProperties")
    shapes = [field, *field.get("anyOf", ()), *([values] if isinstance(values, dict) else ())]
    return any(shape.get("type") in ("integer", "number") for shape in shapes)


def _description(kind: type[Event]) -> str:
    """What the type says of itself, then what the kinds it is made from say of their fields."""
    return "\n\n".join(_docstrings(kind))


def _docstrings(kind: type[Event]) -> Iterator[str]:
    for ancestor in kind.__mro__[: kind.__mro__.index(Event) + 1]:
        text = ancestor.__dict__.get("__doc__")
        if text:
            yield inspect.cleandoc(text)
