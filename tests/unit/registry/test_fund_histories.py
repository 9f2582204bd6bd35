"""Conservation: whatever is done to a grant on its way down, every fen is in one place.

Random histories over a tree of lines, province → prefecture → county → station, where what one
line decides reaches the other later, in any order, and more than once; counted beside by the
counting of metrics, whose sums must agree with the lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts import regions
from contracts.event import Event
from services.metrics.counting import deltas_of
from services.registry.funding import domain, reversing
from services.registry.funding.domain import Change, Fund
from services.registry.funding.handover import id_below, not_carried_down, not_carried_up
from services.registry.funding.movements import (
    ISSUED,
    PLANNED,
    RECEIVED,
    SPENT,
    Movement,
    available_from,
    flows,
    plan_left_from,
)
from services.registry.funding.placing import Sums, placed, summed, within
from services.registry.funding.refusals import (
    AlreadyReceivedBelow,
    BalanceExceeded,
    DateOutOfOrder,
    PlanExceeded,
    PlanFromAbove,
    ReversalExceeded,
)
from services.registry.funding.reversing import Reversal
from services.registry.funding.trail import origins, tree, where_now
from tests.unit.registry.fund_mothers import LOTTERY

TODAY = date(2022, 6, 30)
BELOW = {
    "530000": [("532600", ""), ("532626", "")],
    "532600": [("532626", ""), ("532601", "")],
    "532626": [("532626100", "a"), ("532626100", "")],
    "532601": [],
    "532626100": [],
}
AREAS = ("530000", "532600", "532626", "532601", "532626100")
FEN = st.integers(1, 600)
DAYS = st.integers(0, 3).map(lambda back: TODAY - timedelta(days=back))
ROOM = (BalanceExceeded, PlanExceeded, DateOutOfOrder)


class Grant(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Fund] = {}
        self.counted: Counter[tuple[str, str]] = Counter()
        self.names = 0

    @initialize(fen=st.integers(1, 2_000))
    def open(self, fen: int) -> None:
        first = Movement(id=self._name(), stage=PLANNED, fen=fen, on=TODAY - timedelta(days=3))
        self._save("root", domain.open_line(LOTTERY, first, TODAY))
        came = Movement(id=self._name(), stage=RECEIVED, fen=fen, on=first.on)
        self._save("root", domain.receive(self.lines["root"], came, TODAY))

    def _name(self) -> str:
        self.names += 1
        return f"m{self.names}"

    def _save(self, id_: str, change: Change) -> None:
        self.lines[id_] = change[0]
        for event in change[1]:
            self._count(event)

    def _count(self, event: Event) -> None:
        for cell, delta in deltas_of(event):
            if cell.indicator == "funds":
                stage = cell.dimensions.rpartition("=")[2]
                for area in AREAS:
                    if regions.within(cell.region, area):
                        self.counted[(area, stage)] += delta

    def _try(self, id_: str, *refusals: type[Exception], by: Callable[[], Change]) -> None:
        with suppress(*refusals):
            self._save(id_, by())

    def _line(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.lines)))

    @rule(data=st.data(), fen=FEN, on=DAYS)
    def plan_more(self, data: st.DataObject, fen: int, on: date) -> None:
        id_, more = self._line(data), Movement(id=self._name(), stage=PLANNED, fen=fen, on=on)
        self._try(id_, PlanFromAbove, by=lambda: domain.plan(self.lines[id_], more, TODAY))

    @rule(data=st.data(), fen=FEN, on=DAYS)
    def receive(self, data: st.DataObject, fen: int, on: date) -> None:
        id_, came = self._line(data), Movement(id=self._name(), stage=RECEIVED, fen=fen, on=on)
        self._try(id_, *ROOM, by=lambda: domain.receive(self.lines[id_], came, TODAY))

    @rule(data=st.data(), fen=FEN, on=DAYS)
    def spend(self, data: st.DataObject, fen: int, on: date) -> None:
        id_ = self._line(data)
        places = [a for a in AREAS if regions.within(a, self.lines[id_].region)]
        paid = Movement(
            id=self._name(), stage=SPENT, fen=fen, on=on, use="elderly_service",
            region=data.draw(st.sampled_from(places)),
        )  # fmt: skip
        self._try(id_, *ROOM, by=lambda: domain.spend(self.lines[id_], paid, TODAY))

    @rule(data=st.data(), fen=FEN, on=DAYS)
    def issue(self, data: st.DataObject, fen: int, on: date) -> None:
        id_ = self._line(data)
        fund = self.lines[id_]
        receivers = BELOW[fund.region] if not fund.station_id else []
        if not receivers:
            return
        region, station = data.draw(st.sampled_from(receivers))
        to = id_below(id_, region, station)
        given = Movement(
            id=self._name(), stage=ISSUED, fen=fen, on=on, region=region, station_id=station,
            fund_id=to,
        )  # fmt: skip
        self._try(id_, *ROOM, by=lambda: domain.issue(fund, given, TODAY))

    @rule(data=st.data())
    def send_half_of_it_further_down(self, data: st.DataObject) -> None:
        """An issue, carried and received at once: so that histories reach the stations."""
        id_ = self._line(data)
        fund = self.lines[id_]
        half = available_from(fund.movements, TODAY) // 2
        if not half or fund.station_id or not BELOW[fund.region]:
            return
        region, station = data.draw(st.sampled_from(BELOW[fund.region]))
        to = id_below(id_, region, station)
        given = Movement(
            id=self._name(), stage=ISSUED, fen=half, on=TODAY, region=region, station_id=station,
            fund_id=to,
        )  # fmt: skip
        self._save(id_, domain.issue(fund, given, TODAY))
        below = self.lines.get(to, domain.below(fund, id_, given))
        self._save(to, domain.follow_issue(below, given, TODAY))
        came = Movement(id=self._name(), stage=RECEIVED, fen=half, on=TODAY)
        self._save(to, domain.receive(self.lines[to], came, TODAY))

    @rule(data=st.data(), times=st.integers(1, 2))
    def carry_an_issue_down(self, data: st.DataObject, times: int) -> None:
        id_ = self._line(data)
        above = self.lines[id_]
        waiting = list(not_carried_down(above, self.lines))
        if not waiting:
            return
        issue = data.draw(st.sampled_from(waiting))
        for _ in range(times):
            new = domain.below(above, id_, issue)
            below = self.lines.get(issue.fund_id, new)
            self._save(issue.fund_id, domain.follow_issue(below, issue, TODAY))

    @rule(data=st.data(), fen=FEN)
    def take_an_issue_back(self, data: st.DataObject, fen: int) -> None:
        id_ = self._line(data)
        above = self.lines[id_]
        issues = [m for m in above.movements if m.stage == ISSUED and m.fund_id in self.lines]
        issues = [m for m in issues if self.lines[m.fund_id].movement(m.id) and not m.reverses]
        if not issues:
            return
        issue = data.draw(st.sampled_from(issues))
        undo = Reversal(id=self._name(), of=issue.id, on=TODAY, fen=fen)
        self._try(
            issue.fund_id,
            AlreadyReceivedBelow,
            ReversalExceeded,
            by=lambda: reversing.withdraw(self.lines[issue.fund_id], undo, TODAY),
        )

    @rule(data=st.data(), times=st.integers(1, 2))
    def carry_back_up(self, data: st.DataObject, times: int) -> None:
        id_ = self._line(data)
        fund = self.lines[id_]
        for _ in range(times):
            if fund.parent_id:
                above = self.lines[fund.parent_id]
                for withdrawn in list(not_carried_up(fund, above))[:1]:
                    self._save(fund.parent_id, reversing.follow_withdrawal(above, withdrawn, TODAY))

    @rule(data=st.data(), fen=st.none() | FEN, on=DAYS)
    def undo(self, data: st.DataObject, fen: int | None, on: date) -> None:
        id_ = self._line(data)
        done = [m for m in self.lines[id_].movements if not m.reverses and m.stage != ISSUED]
        if not done:
            return
        of = data.draw(st.sampled_from(done))
        undo = Reversal(id=self._name(), of=of.id, on=on, fen=fen)
        self._try(
            id_,
            *ROOM,
            PlanFromAbove,
            ReversalExceeded,
            by=lambda: reversing.reverse(self.lines[id_], undo, TODAY),
        )

    @precondition(lambda self: self.lines)
    @rule()
    def repeat_everything(self) -> None:
        """Every command so far once more: nothing moves and nothing is told."""
        verbs = {RECEIVED: domain.receive, ISSUED: domain.issue, SPENT: domain.spend}
        for fund in self.lines.values():
            for movement in fund.movements:
                if movement.reverses and movement.stage != ISSUED:
                    again = Reversal(
                        id=movement.id, of=movement.reverses, on=TODAY, fen=-movement.fen
                    )
                    verb = reversing.withdraw if fund.parent_id else reversing.reverse
                    assert verb(fund, again, TODAY) == (fund, [])
                elif not movement.reverses and movement.stage in verbs:
                    late = replace(movement, on=TODAY)
                    assert verbs[movement.stage](fund, late, TODAY) == (fund, [])

    @invariant()
    def no_balance_is_ever_below_zero_on_any_day(self) -> None:
        for fund in self.lines.values():
            assert available_from(fund.movements, date.min) >= 0
            assert plan_left_from(fund.movements, date.min) >= 0
            assert min(fund.planned, fund.issued, fund.received, fund.spent) >= 0
            assert fund.issued + fund.spent <= fund.received <= fund.planned

    @invariant()
    def what_a_level_issued_is_what_was_planned_below_and_on_its_way(self) -> None:
        for id_, fund in self.lines.items():
            below = [line for line in self.lines.values() if line.parent_id == id_]
            down = sum(m.fen for m in not_carried_down(fund, self.lines))
            up = sum(m.fen for line in below for m in not_carried_up(line, fund))
            assert fund.issued == sum(line.planned for line in below) + down - up

    @invariant()
    def every_fen_received_is_followed_to_its_use(self) -> None:
        for fund in self.lines.values():
            assert sum(flow.fen for flow in flows(fund.movements)) == fund.issued + fund.spent

    @invariant()
    def each_yuan_is_counted_once_in_the_whole_province(self) -> None:
        if "root" not in self.lines:
            return
        root = self.lines["root"]
        counted = {stage: self.counted[("530000", stage)] for stage in ("planned", "issued")}
        assert counted == {"planned": root.planned, "issued": root.issued}
        spent = sum(line.spent for line in self.lines.values())
        assert self.counted[("530000", "spent")] == spent
        for stage in ("received", "paid"):
            assert self.counted[("530000", stage)] == root.received

    @invariant()
    def in_every_area_spent_is_within_paid_and_a_plan_is_never_paid(self) -> None:
        for area in AREAS:
            entered = [
                line
                for line in self.lines.values()
                if regions.within(line.region, area)
                and not regions.within(line.parent_region or "x", area)
            ]
            assert self.counted[(area, "received")] == sum(line.received for line in entered)
            assert self.counted[(area, "spent")] <= self.counted[(area, "paid")]
            assert self.counted[(area, "received")] <= self.counted[(area, "planned")]

    @invariant()
    def the_report_says_of_every_area_what_metrics_counts(self) -> None:
        entries = list(placed(self.lines.values()))
        for area in AREAS:
            inside = within(area)
            sums = summed((e for e in entries if inside(e)), lambda _entry: ()).get((), Sums())
            assert asdict(sums) == {
                stage: self.counted[(area, stage)]
                for stage in ("planned", "issued", "received", "paid", "spent")
            }

    @invariant()
    def the_trail_accounts_for_every_fen_once(self) -> None:
        for id_, fund in self.lines.items():
            now = where_now(tree(id_, fund, self.lines))
            assert now.received == fund.received == now.spent + now.on_lines + now.on_the_way
            assert min(now.spent, now.on_lines, now.on_the_way) >= 0
            above = origins(id_, self.lines.get)
            assert (above[-1].id if above else id_) == "root"


Grant.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestGrant = Grant.TestCase
