"""Write the committed documents of the contracts, or check that they are what the code says.

    python -m contracts.generate            write them
    python -m contracts.generate --check    exit 1 with a sentence when a committed file differs

A schema that is already committed is never replaced by one that breaks its readers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from contracts.catalogue import ALL_EVENTS
from contracts.documents import asyncapi, history, indicator_page
from contracts.documents.compatibility import incompatibilities
from contracts.documents.event_schemas import schema_of
from contracts.documents.services import SERVICES, openapi_of

ROOT = Path(__file__).parents[1]
SCHEMAS = "contracts/schemas"
MADE_BY = "# Written by `python -m contracts.generate`; change the contracts, not this file.\n"


def documents() -> dict[str, str]:
    """Path below the project → text, of every generated file."""
    return {**bus_documents(), **service_documents(), indicator_page.PATH: indicator_page.page()}


def bus_documents() -> dict[str, str]:
    schemas = {f"{SCHEMAS}/{kind.type}.json": _json(schema_of(kind)) for kind in ALL_EVENTS}
    return {**schemas, f"{SCHEMAS}/asyncapi.yaml": _yaml(asyncapi.document())}


def service_documents() -> dict[str, str]:
    return {f"{SCHEMAS}/openapi/{name}.json": _json(openapi_of(name)) for name in SERVICES}


def refusals(wanted: Mapping[str, str], published: Mapping[str, str]) -> list[str]:
    """What a publication may not do to an earlier one; one sentence each."""
    found = []
    for path, text in sorted(published.items()):
        if not is_event_schema(path):
            continue
        if path not in wanted:
            found.append(f"{path}: a published event type may not disappear")
            continue
        broken = incompatibilities(json.loads(text), json.loads(wanted[path]))
        found += [f"{path}: {what}; publish a new version beside it" for what in broken]
    return found


def is_event_schema(path: str) -> bool:
    return path.endswith(".json") and path.rpartition("/")[0] == SCHEMAS


def differing(wanted: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Paths that are missing, differ, or are there without a reason."""
    there = {path.relative_to(root).as_posix() for path in (root / SCHEMAS).rglob("*.*")}
    stale = there - wanted.keys()
    return sorted(stale | {path for path, text in wanted.items() if _read(root, path) != text})


def main(argv: Sequence[str]) -> int:
    wanted = documents()
    if argv == ["--check"]:
        return _check(wanted)
    if argv:
        return _say(["usage: python -m contracts.generate [--check]"], 2)
    return _write(wanted)


def _check(wanted: Mapping[str, str]) -> int:
    changed = differing(wanted)
    if not changed:
        return 0
    return _say([
        f"{len(changed)} generated file(s) are not what the code says: {', '.join(changed)}. "
        "Run `python -m contracts.generate` and commit the result."
    ], 1)  # fmt: skip


def _write(wanted: Mapping[str, str]) -> int:
    if broken := refusals(wanted, _published()):
        return _say(broken, 1)
    for path in differing(wanted):
        target = ROOT / path
        if path not in wanted:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8")
    return 0


def _published() -> dict[str, str]:
    """What HEAD holds; only a file that is not committed yet may change freely."""
    commits = history.baselines()[:1]
    return history.files_at(commits[0], SCHEMAS) if commits else {}


def _read(root: Path, path: str) -> str | None:
    target = root / path
    return target.read_text(encoding="utf-8") if target.is_file() else None


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


class _Plain(yaml.SafeDumper):
    """No anchors: equal parts are written out, as a reader expects."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _text)


def _yaml(document: Mapping[str, Any]) -> str:
    text = yaml.dump(
        document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100, indent=2
    )
    return MADE_BY + text


def _say(sentences: Sequence[str], code: int) -> int:
    print("\n".join(sentences), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
