"""The envelope on the wire: CloudEvents 1.0, Kafka binding, binary mode."""

import json

import pytest

from contracts.catalogue import reader
from contracts.event import BadEvent, Event, event_id, sequence_of, split_type, to_headers
from contracts.registry.stations import StationSigned
from contracts.topics import TOPICS, owned_by, read_by
from tests.streams import STATIONS, envelope, signed


def test_an_event_comes_back_as_it_was_said():
    said = envelope("station-7", 3)
    headers = dict(to_headers(said, 12))

    event = reader().read_record(STATIONS.name, b"station-7", headers, said.data.encode())

    assert event == signed()
    assert isinstance(event, StationSigned)
    assert sequence_of(STATIONS.name, headers) == 12


def test_the_headers_are_the_binary_binding_of_cloudevents():
    headers = dict(to_headers(envelope("station-7", 3), 12))

    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": event_id("station-7", 3).encode(),
        "ce_type": b"registry.station.signed.v1",
        "ce_source": b"/registry",
        "ce_time": b"2026-11-24T01:59:59.000Z",
        "ce_subject": b"station-7",
        "ce_subjectversion": b"3",
        "ce_sequence": b"12",
        "ce_partitionkey": b"station-7",
        "ce_dataschema": b"urn:wushe:schema:registry.station.signed.v1",
        "content-type": b"application/json",
    }


def test_readers_ignore_fields_they_do_not_know():
    data = {**json.loads(envelope().data), "colour": "green", "was": {"deep": [1]}}

    assert reader().read(StationSigned.type, json.dumps(data)) == signed()


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ({"kind": 7}, "type_error:kind"),
        ({"kind": None}, "type_error:kind"),
        ({"occurred_on": "2025-02-29"}, "type_error:occurred_on"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(change, bad):
    data = json.dumps({**json.loads(envelope().data), **change})

    with pytest.raises(BadEvent, match=f"^{bad}$"):
        reader().read(StationSigned.type, data)


def test_a_missing_field_is_named():
    with pytest.raises(BadEvent, match=r"^missing_field:kind$"):
        reader().read(StationSigned.type, '{"region":"530102","occurred_on":"2026-11-01"}')


@pytest.mark.parametrize("amount", ['"100"', "1.5", "1e3", str(2**63), "-" + "9" * 40, "true"])
def test_an_amount_is_a_whole_number_that_fits(amount):
    data = (
        '{"region":"530102","occurred_on":"2026-11-01","resource":"money","vehicle":"direct",'
        f'"amount_fen":{amount}}}'
    )

    with pytest.raises(BadEvent, match=r"^type_error:amount_fen$"):
        reader().read("charity.gift.pledged.v1", data)


def test_the_same_change_always_has_the_same_id():
    assert event_id("station-1", 2) == event_id("station-1", 2)
    assert len({event_id(s, v) for s in ("a", "b") for v in (1, 2, 12)}) == 6


@pytest.mark.parametrize(
    "type_", ["registry.station.signed", "registry.v1", "Registry.x.v1", "a.b.v0"]
)
def test_a_type_that_is_not_one_is_refused(type_):
    with pytest.raises(ValueError, match="not an event type"):
        split_type(type_)


def test_every_event_type_belongs_to_the_owner_of_its_topic():
    from contracts.catalogue import ALL_EVENTS

    for kind in ALL_EVENTS:
        assert split_type(kind.type)[0].startswith(f"{TOPICS[kind.topic].owner}.")
        assert issubclass(kind, Event)


def test_the_partition_of_an_aggregate_never_changes():
    """Journal sequences are per partition: another choice would break every stream in use."""
    topic = TOPICS["registry.service-log"]

    assert [topic.partition_of(f"entry-{n}") for n in range(8)] == [0, 2, 2, 0, 5, 1, 1, 3]
    assert {topic.partition_of(f"entry-{n}") for n in range(100)} == set(range(6))


def test_every_topic_has_one_owner_and_its_readers_find_it():
    for topic in TOPICS.values():
        assert topic in owned_by(topic.owner)
        assert all(topic in read_by(service) for service in topic.consumers)
