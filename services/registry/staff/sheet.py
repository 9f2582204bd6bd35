"""Staff as a kind of sheet: one row a person, with the post and the certificate they hold."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from servicekit.sheets import Sheet
from servicekit.sheets.template import Hint
from servicekit.sheets.writing import Value
from services.registry.sheets.kind import Made, Sender, SheetKind
from services.registry.staff import imports
from services.registry.staff.domain import Certificate, Person, Posting
from services.registry.stations.domain import Station
from services.registry.stations.lookup import StationLookup


def staff_kind(people: Mirror[Person], stations: Mirror[Station]) -> SheetKind[Person]:
    def read(sheet: Sheet, sender: Sender) -> list[Made[Person]]:
        lookup = StationLookup(stations.within(sender.scope))
        return imports.read_staff(sheet, sender, lookup, people.within(sender.scope))

    return SheetKind(
        name="staff",
        zh="人员",
        en="staff",
        path="/api/registry/staff",
        write="registry.staff.write",
        columns=imports.COLUMNS,
        hints=_hints,
        read=read,
        row=row_of,
        same=lambda stored, row: cells(stored) == cells(row),
    )


def row_of(stored: Stored[Person]) -> Mapping[str, Value] | None:
    """None for who has left."""
    return cells(stored.state) if stored.state.left_on is None else None


def cells(person: Person) -> dict[str, Value]:
    """The first post held now, and the certificate not ended: a row says one of each."""
    post = next(iter(person.posts), None)
    held = next((c for c in reversed(person.certificates) if c.ended_on is None), None)
    return {
        "name": person.name,
        "region": person.region,
        "entered_on": person.entered_on.isoformat(),
        **(_post(post) if post else {}),
        **(_certificate(held) if held else {}),
    }


def _post(post: Posting) -> dict[str, Value]:
    return {
        "station_id": post.station_id,
        "post": codes.POSTS.name_zh(post.post),
        "employment": codes.EMPLOYMENT_TYPES.name_zh(post.employment),
        "duty": codes.DUTIES.name_zh(post.duty),
        "posted_on": post.since.isoformat(),
    }


def _certificate(held: Certificate) -> dict[str, Value]:
    return {
        "certificate": codes.CERTIFICATE_LEVELS.name_zh(held.level),
        "certified_on": held.since.isoformat(),
        "valid_until": held.valid_until.isoformat() if held.valid_until else None,
    }


def _hints(_: Scope) -> Mapping[str, Hint]:
    return {
        "name": Hint("姓名；请勿填写证件号、电话或证书编号。", "阿依古丽·买买提"),
        "region": Hint("登记所在县（或乡镇）的行政区划代码或全称。", "532501"),
        "entered_on": Hint("开始从事社会工作的日期。", "2021-07-01"),
        "station_id": Hint("任职社工站的名称或编号；不在站任职的留空。", "城关镇社会工作服务站"),
        "post": Hint("填了社工站时必填，从下拉列表中选择。", "社会工作者", codes.POSTS),
        "employment": Hint("填了社工站时必填，从下拉列表中选择。", "专职", codes.EMPLOYMENT_TYPES),
        "duty": Hint("留空视为专业服务岗位。", "专业服务岗位", codes.DUTIES),
        "posted_on": Hint("到本站任职的日期；留空视同从业日期。", "2021-09-01"),
        "certificate": Hint("持有的最高等级证书。", "助理社会工作师", codes.CERTIFICATE_LEVELS),
        "certified_on": Hint("填了证书等级时必填。", "2021-12-31"),
        "valid_until": Hint("登记有效期的最后一天；没有的留空。", "2024-12-31"),
    }
