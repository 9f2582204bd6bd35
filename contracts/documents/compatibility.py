"""What would break a reader or a record if an event type's schema changed within its version.

Within v*N* only optional fields are added. Everything that was there stays as it was, in both
directions: yesterday's readers meet tomorrow's events, and tomorrow's readers replay yesterday's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

ANNOTATIONS = frozenset({"title", "description", "$schema", "$id", "$comment", "examples", "$defs"})
STRUCTURE = frozenset({"properties", "required", "enum", "additionalProperties", "items", "anyOf"})

Pair = tuple[Schema, Schema]


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """One sentence for each change that is not the addition of an optional field; [] if none."""
    return list(_Comparison(old, new).compare("", old, new))


class _Comparison:
    """One walk through two documents at once; `$ref` is followed within each."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old
        self._new = new
        self._entered: set[tuple[str, str]] = set()

    def compare(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        references = (old.get("$ref", ""), new.get("$ref", ""))
        if any(references):
            if references in self._entered:
                return
            self._entered.add(references)
            old, new = _resolve(self._old, old), _resolve(self._new, new)
        yield from _changed_rules(path, old, new)
        yield from _required(path, old, new)
        yield from _enumerated(path, old, new)
        yield from self._properties(path, old, new)
        yield from self._inner(path, old, new)

    def _properties(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        here = new.get("properties", {})
        for name, field in old.get("properties", {}).items():
            at = f"{path}/{name}"
            if name not in here:
                yield f"{at} was removed or renamed"
            else:
                yield from self.compare(at, field, here[name])

    def _inner(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        """The values of a mapping, the items of a list, the alternatives of a choice."""
        for keyword, at in (("additionalProperties", f"{path}/*"), ("items", f"{path}/[]")):
            before, after = old.get(keyword, True), new.get(keyword, True)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self.compare(at, before, after)
            elif before != after:
                yield f"{at} changed from {_said(before)} to {_said(after)}"
        yield from self._alternatives(path, old.get("anyOf", ()), new.get("anyOf", ()))

    def _alternatives(self, path: str, old: Any, new: Any) -> Iterator[str]:
        if len(old) != len(new):
            yield f"{path} changed type from {_types(old)} to {_types(new)}"
            return
        for before, after in zip(old, new, strict=True):
            yield from self.compare(path, before, after)


def _resolve(document: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return {**found, **{key: value for key, value in schema.items() if key != "$ref"}}


def _changed_rules(path: str, old: Schema, new: Schema) -> Iterator[str]:
    """Type, format, bounds, pattern, default, unit, topic: one value each, none may change."""
    for name in sorted((old.keys() | new.keys()) - ANNOTATIONS - STRUCTURE):
        only_documented = name == "x-unit" and name not in old
        if _lookup(old, name) != _lookup(new, name) and not only_documented:
            before, after = _said(old.get(name)), _said(new.get(name))
            yield f"{path or '/'} changed {name} from {before} to {after}"


def _required(path: str, old: Schema, new: Schema) -> Iterator[str]:
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(after - before):
        yield f"{path}/{name} became required"
    for name in sorted(before - after):
        if name in new.get("properties", {}):
            yield f"{path}/{name} is no longer required, and earlier readers need it"


def _enumerated(path: str, old: Schema, new: Schema) -> Iterator[str]:
    if ("enum" in old) != ("enum" in new):
        yield f"{path} changed whether its values are listed"
        return
    before, after = old.get("enum", []), new.get("enum", [])
    if gone := [value for value in before if value not in after]:
        yield f"{path} no longer allows {_said(gone)}"
    if more := [value for value in after if value not in before]:
        yield f"{path} also allows {_said(more)}, which earlier readers refuse"


def _types(alternatives: Any) -> str:
    return " | ".join(str(one.get("type", "?")) for one in alternatives) or "one type"


def _lookup(schema: Schema, name: str) -> tuple[bool, Any]:
    """A default of null is not the same as no default."""
    return name in schema, schema.get(name)


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(value)
