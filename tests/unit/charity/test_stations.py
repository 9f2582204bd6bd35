"""What charity keeps of a station from the registry's events."""

import pytest

from contracts.registry import EVENTS
from contracts.registry.stations import (
    StaffCounted,
    StaffCounts,
    StationBranded,
    StationClosed,
    StationEvent,
    StationEvidenceFiled,
    StationLinked,
    StationModeChanged,
    StationMoved,
    StationOpened,
    StationPlanned,
    StationRenamed,
    StationReparented,
    StationResumed,
    StationSigned,
    StationSuspended,
    StationToldApart,
)
from services.charity.stations.copy import STAGE_AFTER, WORKING, fields_of
from tests.unit.charity.mothers import SHANGRI_LA_TOWNSHIP, TODAY

ABOUT = {"region": SHANGRI_LA_TOWNSHIP, "occurred_on": TODAY, "kind": "township"}
WITHOUT_A_STEP = (
    StaffCounted,
    StationBranded,
    StationEvidenceFiled,
    StationLinked,
    StationModeChanged,
    StationMoved,
    StationRenamed,
    StationReparented,
    StationToldApart,
)
"""Of a move the copy keeps the region, as of every event."""


@pytest.mark.parametrize(
    ("event", "stage"),
    [
        (StationPlanned(**ABOUT, name="站", operating_mode="own_staff"), "planned"),
        (StationSigned(**ABOUT), "signed"),
        (StationOpened(**ABOUT), "operating"),
        (StationSuspended(**ABOUT, was="operating", reason="no_staff"), "suspended"),
        (StationClosed(**ABOUT, reason="other", counted=True), "closed"),
    ],
)
def test_the_copy_follows_the_life_of_a_station(event, stage):
    named = {"name": "站"} if stage == "planned" else {}
    assert fields_of(event) == {"stage": stage, **named}


def test_a_staff_count_leaves_the_copy_as_it_is():
    counted = StaffCounted(**ABOUT, was=StaffCounts(), now=StaffCounts())
    assert fields_of(counted) == {}


def test_a_station_that_resumes_takes_gifts_again():
    assert fields_of(StationResumed(**ABOUT, stage="professional")) == {"stage": "professional"}
    assert "professional" in WORKING
    assert "suspended" not in WORKING


def test_of_a_merged_station_the_copy_keeps_the_survivor():
    merged = StationClosed(**ABOUT, reason="merged", counted=True, survivor_id="the other")
    assert fields_of(merged) == {"stage": "closed", "survivor_id": "the other"}


def test_every_event_of_a_station_is_understood():
    kinds = {kind for kind in EVENTS if issubclass(kind, StationEvent)}
    assert kinds == {*STAGE_AFTER, StationResumed, *WITHOUT_A_STEP}
