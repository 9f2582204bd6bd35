"""Events of standards: policy documents, the rules that cite them, and checks of stations.

All of them travel on `registry.standards`. Titles and names of items stay in the registry; what
travels is numbers 文号, codes and ids.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class StandardsEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "registry.standards"


class PolicyEvent(StandardsEvent, frozen=True, kw_only=True):
    """A policy document; `region` is the area it is in force in. `number`: its 文号 as known,
    '' when unknown; `lacks` names what of `number` and `title` is not complete."""

    number: str
    lacks: tuple[str, ...] = ()


class PolicyRegistered(PolicyEvent, frozen=True, kw_only=True):
    """`supersedes`: ids of the documents it takes the place of, from `valid_from` on."""

    type: ClassVar[str] = "registry.policy.registered.v1"

    valid_from: date | None = None
    valid_until: date | None = None
    supersedes: tuple[str, ...] = ()


class PolicyCompleted(PolicyEvent, frozen=True, kw_only=True):
    """What was lacking is known now; `was_number` is what stood there."""

    type: ClassVar[str] = "registry.policy.completed.v1"

    was_number: str


class PolicyRepealed(PolicyEvent, frozen=True, kw_only=True):
    """In force no more from `occurred_on` on; `document_id` of what repeals it, if anything."""

    type: ClassVar[str] = "registry.policy.repealed.v1"

    repealed_by: str = ""


class RuleEvent(StandardsEvent, frozen=True, kw_only=True):
    """A rule of an area: `measure` (code list `standard_measures`) is at least a threshold, for
    stations of these `kinds` (all when empty), or only for demonstration sites. `have` is a code
    of `haves` or ''. `document_id`, `document_number`, `clause`: what it cites."""

    measure: str
    have: str
    kinds: tuple[str, ...] = ()
    demonstration_only: bool = False
    document_id: str
    document_number: str
    clause: str


class RuleSet(RuleEvent, frozen=True, kw_only=True):
    """`at_least` is in the unit of the measure and holds from `effective_from` on."""

    type: ClassVar[str] = "registry.rule.set.v1"

    at_least: Whole
    effective_from: date


class RuleChanged(RuleEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.rule.changed.v1"

    was_at_least: Whole
    at_least: Whole
    effective_from: date


class RuleEnded(RuleEvent, frozen=True, kw_only=True):
    """It holds no more from `ended_on` on."""

    type: ClassVar[str] = "registry.rule.ended.v1"

    ended_on: date


class StationChecked(StandardsEvent, frozen=True, kw_only=True):
    """A station was checked against the six haves 六有; `occurred_on` is the day of the check,
    `region` and `kind` the station's. `now_answers`: by item what was found, in the item's unit,
    0 for none; `was_answers` what was known of these items before. An item is a code of
    `standard_measures`, or the id of the rule by which a locality asks for something of its own.
    `met` of `applied` rules of the checklist hold now. `request_id`: the approved request by which
    an old answer was corrected."""

    type: ClassVar[str] = "registry.station.checked.v1"

    station_id: str
    kind: str
    was_answers: dict[str, Whole]
    now_answers: dict[str, Whole]
    demonstration: bool = False
    met: Whole
    applied: Whole
    request_id: str = ""


class CheckMoved(StandardsEvent, frozen=True, kw_only=True):
    """What a check found goes where its station went, from `from_region` to `region`; or, when
    the station is closed, out of every stock (`gone`). `answers` is all that was known."""

    type: ClassVar[str] = "registry.station.check-moved.v1"

    station_id: str
    kind: str
    from_region: str
    answers: dict[str, Whole]
    gone: bool = False


EVENTS: tuple[type[Event], ...] = (
    PolicyRegistered,
    PolicyCompleted,
    PolicyRepealed,
    RuleSet,
    RuleChanged,
    RuleEnded,
    StationChecked,
    CheckMoved,
)
