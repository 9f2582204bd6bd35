"""The committed documents are what the code says, and say only what holds."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from contracts import generate
from contracts.catalogue import ALL_EVENTS
from contracts.documents import history
from contracts.documents.event_schemas import PLAIN_NUMBERS, UNITS, numbers_of, schema_of
from contracts.topics import TOPICS

SCHEMAS = generate.ROOT / generate.SCHEMAS


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return generate.documents()


def test_the_committed_documents_are_what_the_code_says(wanted: dict[str, str]) -> None:
    assert generate.differing(wanted) == []


def test_a_changed_missing_or_stray_document_is_named(tmp_path: Path) -> None:
    folder = tmp_path / generate.SCHEMAS
    folder.mkdir(parents=True)
    (folder / "same.json").write_text("1")
    (folder / "other.json").write_text("1")
    (folder / "stray.json").write_text("1")
    wanted = {f"{generate.SCHEMAS}/{name}.json": text for name, text in
              (("same", "1"), ("other", "2"), ("missing", "3"))}  # fmt: skip

    found = [path.rpartition("/")[2] for path in generate.differing(wanted, tmp_path)]

    assert found == ["missing.json", "other.json", "stray.json"]


def test_making_the_documents_twice_gives_the_same_bytes(wanted: dict[str, str]) -> None:
    assert generate.documents() == wanted


def test_todays_schemas_break_no_earlier_publication() -> None:
    wanted = generate.bus_documents()
    for commit in history.baselines():
        published = history.files_at(commit, generate.SCHEMAS)
        assert generate.refusals(wanted, published) == [], f"against {commit[:12]}"


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.type)
def test_a_published_schema_is_not_replaced_by_one_that_breaks_it(kind: Any) -> None:
    path = f"{generate.SCHEMAS}/{kind.type}.json"
    published = {path: json.dumps(schema_of(kind))}
    broken = json.loads(published[path])
    broken["required"].append("newly_required")

    assert generate.refusals(published, published) == []
    assert generate.refusals({path: json.dumps(broken)}, published) == [
        f"{path}: /newly_required became required; publish a new version beside it"
    ]
    assert generate.refusals({}, published) == [
        f"{path}: a published event type may not disappear"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.type)
def test_an_event_schema_is_a_schema(kind: Any) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.type)
def test_every_number_of_an_event_has_a_unit(kind: Any) -> None:
    assert numbers_of(kind) <= UNITS.keys() | PLAIN_NUMBERS


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.type)
def test_an_event_names_its_place_and_its_day(kind: Any) -> None:
    assert {"region", "occurred_on"} <= set(schema_of(kind)["required"])


@pytest.fixture(scope="module")
def document() -> Any:
    return yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8"))


class TestAsyncApi:
    def test_every_topic_is_there_with_its_owner_and_its_readers(self, document: Any) -> None:
        assert document["channels"].keys() == TOPICS.keys()
        for name, channel in document["channels"].items():
            topic = TOPICS[name]
            assert channel["address"] == name
            assert channel["x-owner"] == topic.owner
            assert tuple(channel["x-consumers"]) == topic.consumers
            assert channel["bindings"]["kafka"]["partitions"] == topic.partitions

    def test_every_event_type_is_in_exactly_its_topic(self, document: Any) -> None:
        found = {
            (name, type_)
            for name, channel in document["channels"].items()
            for type_ in channel["messages"]
        }
        assert found == {(kind.topic, kind.type) for kind in ALL_EVENTS}

    def test_one_sends_and_the_readers_receive(self, document: Any) -> None:
        found = [
            (one["action"], one["x-service"], one["channel"]["$ref"].rpartition("/")[2])
            for one in document["operations"].values()
        ]
        sending = [("send", topic.owner, topic.name) for topic in TOPICS.values()]
        receiving = [("receive", who, t.name) for t in TOPICS.values() for who in t.consumers]
        assert sorted(found) == sorted(sending + receiving)

    def test_every_reference_leads_somewhere(self, document: Any) -> None:
        for reference in _references(document):
            file, _, place = reference.partition("#")
            assert not file or (SCHEMAS / file).is_file(), reference
            assert not place or _at(document, place) is not None, reference

    def test_every_message_has_a_payload_and_the_required_headers(self, document: Any) -> None:
        for type_, message in document["components"]["messages"].items():
            assert message["payload"] == {"$ref": f"./{type_}.json"}
            assert message["headers"]["properties"]["ce_type"]["const"] == type_
            assert {"ce_id", "ce_source", "ce_subject"} <= set(message["headers"]["required"])


class TestHistory:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        _git(tmp_path, "init", "-q", "-b", "main")
        (tmp_path / "kept").mkdir()
        for text in ("first\n", "second\n"):
            (tmp_path / "kept" / "文件.txt").write_text(text, encoding="utf-8")
            _git(tmp_path, "add", ".")
            _git(tmp_path, "commit", "-q", "-m", text)
        return tmp_path

    def test_files_come_back_as_they_were(self, repository: Path) -> None:
        assert history.files_at("HEAD~1", "kept", repository) == {"kept/文件.txt": "first\n"}

    def test_a_branch_is_compared_with_where_it_left_main(self, repository: Path) -> None:
        fork = _git(repository, "rev-parse", "HEAD")
        _git(repository, "checkout", "-q", "-b", "topic")
        _git(repository, "commit", "-q", "--allow-empty", "-m", "more")

        assert history.baselines(repository) == [_git(repository, "rev-parse", "HEAD"), fork]

    def test_the_last_release_is_a_baseline(self, repository: Path) -> None:
        _git(repository, "tag", "v0.1.0", "HEAD~1")

        assert _git(repository, "rev-parse", "HEAD~1") in history.baselines(repository)

    def test_without_git_there_is_nothing_to_compare_with(self, tmp_path: Path) -> None:
        assert history.baselines(tmp_path) == []
        assert history.files_at("HEAD", "kept", tmp_path) == {}


def _git(root: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(root), *settings, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.strip("/").split("/"):
        document = document.get(step) if isinstance(document, dict) else None
    return document
