"""What requests about lists may say, and how lists are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

from pydantic import AfterValidator, Field

from contracts import codes, periods
from contracts.volunteers.lists import ListedItem
from servicekit.aggregate import Stored
from servicekit.fields import Body, Count, Id, Line, RegionCode, View, coded
from services.volunteers.lists.domain import MOST_ITEMS, Item, Met, PlaceList
from services.volunteers.lists.refusals import ProofNeeded

Kind = Annotated[str, coded(codes.LIST_KINDS)]
PeriodCode = Annotated[
    str, Field(max_length=16), AfterValidator(lambda code: periods.parse(code).code)
]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Unit = Annotated[str, Field(pattern=r"^[\u4e00-\u9fff]{1,4}$")]


class ItemBody(Body):
    """`carried`: the id the item has in the list before; a new item gets one. `quantity` is of
    `unit`, both or neither."""

    title: Line
    domain: Annotated[str, coded(codes.DOMAINS)]
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)] | None = None
    quantity: Count | None = None
    unit: Unit | None = None
    carried: Id | None = None

    def item(self, id_: str) -> Item:
        told = ListedItem(
            id=id_,
            domain=self.domain,
            target_group=self.target_group or "",
            quantity=self.quantity or 0,
            unit=self.unit or "",
        )
        return Item(title=self.title, told=told)


class DraftList(Body):
    """`place`: public name of the village or community; none: the region as a whole. The items
    take the place of those drafted before."""

    region: RegionCode
    place: Line | None = None
    kind: Kind
    period: PeriodCode
    items: Annotated[tuple[ItemBody, ...], Field(max_length=MOST_ITEMS)]

    def listed(self, attempt_id: str) -> tuple[Item, ...]:
        """A new item's id follows from the request, so that a repeat says the same."""
        return tuple(
            item.item(item.carried or str(uuid5(NAMESPACE_OID, f"{attempt_id}/{number}")))
            for number, item in enumerate(self.items)
        )

    @property
    def carried(self) -> list[str]:
        return [item.carried for item in self.items if item.carried is not None]


class MeetItem(Body):
    """By a need of this service that was met, or as the evidence says: one of the two."""

    item_id: Id
    need_id: Id | None = None
    evidence: Hash | None = None

    def met(self, today: date) -> Met:
        if (self.need_id is None) == (self.evidence is None):
            raise ProofNeeded(pointer="/need_id")
        return Met(on=today, need_id=self.need_id or "", evidence=self.evidence or "")


class ItemView(View):
    id: str
    title: str
    domain: str
    target_group: str | None
    quantity: int | None
    unit: str | None
    met_on: date | None
    need_id: str | None

    @classmethod
    def of(cls, item: Item, met: Met | None) -> ItemView:
        told = item.told
        return cls(
            id=told.id,
            title=item.title,
            domain=told.domain,
            target_group=told.target_group or None,
            quantity=told.quantity or None,
            unit=told.unit or None,
            met_on=met.on if met else None,
            need_id=(met.need_id or None) if met else None,
        )


class ListView(View):
    id: str
    version: int
    region: str
    place: str | None
    kind: str
    period: str
    stage: str
    published_on: date | None
    previous_period: str | None
    items: list[ItemView]

    @classmethod
    def of(cls, stored: Stored[PlaceList]) -> ListView:
        known = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=known.region,
            place=known.place or None,
            kind=known.kind,
            period=known.period,
            stage=known.stage,
            published_on=known.published_on,
            previous_period=known.previous_period or None,
            items=[ItemView.of(item, known.met.get(item.told.id)) for item in known.items],
        )


class ComparisonView(View):
    """Against the list of `before`; `met` are needs of that one, `given_up` those of them that
    were neither met nor kept."""

    before: str
    period: str
    added: list[ItemView]
    kept: list[ItemView]
    removed: list[ItemView]
    met: list[ItemView]
    given_up: list[ItemView]
