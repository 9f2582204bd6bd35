"""Whatever was once sent is read for ever: journals and topics are full of it."""

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts.catalogue import ALL_EVENTS, reader
from contracts.documents import history
from contracts.documents.event_schemas import schema_of
from contracts.event import Envelope, encode, event_id, to_headers
from tests.contract.golden import FOLDER, GOLDEN, ROOT, Golden

KINDS = {kind.type: kind for kind in ALL_EVENTS}

each = pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.path)


@each
def test_a_golden_message_is_read_and_says_the_same_again(golden: Golden) -> None:
    event = reader().read_record(golden.topic, golden.key, golden.headers, golden.value)

    assert type(event) is KINDS[golden.type]
    assert json.loads(encode(event)) == golden.data


@each
def test_a_golden_message_fits_its_schema(golden: Golden) -> None:
    Draft202012Validator(
        schema_of(KINDS[golden.type]), format_checker=FormatChecker()
    ).validate(golden.data)  # fmt: skip


@each
def test_a_golden_message_has_the_headers_we_send_today(golden: Golden) -> None:
    said = {name: value.decode() for name, value in golden.headers.items()}
    version = int(said["ce_subjectversion"])
    envelope = Envelope(
        id=event_id(said["ce_subject"], version),
        type=golden.type,
        source=said["ce_source"],
        time=said["ce_time"],
        subject=said["ce_subject"],
        subjectversion=version,
        data="{}",
        traceparent=said.get("traceparent", ""),
    )
    assert dict(to_headers(envelope, int(said["ce_sequence"]))) == golden.headers


@each
def test_a_reader_ignores_what_it_does_not_know(golden: Golden) -> None:
    event = reader().read(golden.type, json.dumps({**golden.data, "added_later": {"n": 1}}))

    assert json.loads(encode(event)) == golden.data


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.type)
def test_every_event_type_has_a_golden_message(kind: type) -> None:
    assert any(golden.type == kind.type for golden in GOLDEN)


@each
def test_a_golden_message_lies_where_its_type_says(golden: Golden) -> None:
    assert golden.path.split("/")[2] == golden.type


def test_golden_messages_are_only_added_to() -> None:
    for commit in history.baselines():
        for path, text in history.files_at(commit, FOLDER).items():
            assert (ROOT / path).is_file(), f"{path} was removed"
            assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path} was changed"
