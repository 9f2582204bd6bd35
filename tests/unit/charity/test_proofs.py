"""What a donor sees can be proved, one step at a time, and shows nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from services.charity.proofs.commitment import START, chained, commit, opens, salt_of
from services.charity.proofs.proof import fact_of, steps, told_persons
from services.charity.statements.line import Line

SALT = "5a" * 32
STATION = "6ba7b810-9dad-51d1-80b4-00c04fd430c8"


def line(event: str = "e1", **changes: object) -> Line:
    known = Line(
        event_id=event,
        stream="charity.gifts/0",
        sequence=1,
        on=date(2022, 6, 30),
        gift_id="g",
        donor_id="d",
        source="in_transit",
        target="delivered",
        amount_fen=20_000,
        item="winter_clothes",
        quantity=1,
        unit="件",
        region="533401100",
        station_id=STATION,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_a_step_says_the_county_and_the_amount_and_hides_the_rest():
    (step,) = steps([line()], SALT)
    assert (step.county, step.amount_fen, step.quantity) == ("533401", 20_000, 1)
    shown = json.dumps([step.no, step.on, step.source, step.target, step.commitment, step.chain])
    assert STATION not in shown
    assert "533401100" not in shown


def test_an_opened_step_is_what_was_committed_to_and_nothing_else():
    (step,) = steps([line()], SALT)
    salt = salt_of(SALT, "e1")
    assert opens(step.commitment, salt, fact_of(line()))
    assert not opens(step.commitment, salt, fact_of(line(amount_fen=19_999)))
    assert not opens(step.commitment, salt_of(SALT, "e2"), fact_of(line()))


def test_equal_facts_look_different_so_that_nobody_can_guess_them():
    first, second = steps([line("e1"), line("e2")], SALT)
    assert first.commitment != second.commitment
    (other,) = steps([line("e1")], "6b" * 32)
    assert first.commitment != other.commitment


def test_the_last_link_stands_for_every_step_in_its_order():
    one, two = commit(SALT, {"a": 1}), commit(SALT, {"a": 2})
    assert chained([one, two])[-1].chain != chained([two, one])[-1].chain
    assert chained([one])[0].chain != START
    assert chained([one, two])[0] == chained([one])[0]


def test_few_people_are_not_told_as_a_number():
    assert [told_persons(n) for n in (0, 1, 4, 5, 60)] == [None, None, None, 5, 60]
