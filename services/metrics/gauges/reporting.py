"""Where the report rounds of each area stand, and which are late. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from contracts import periods, regions
from contracts.area_gauges import of
from servicekit.area_gauges import Sample
from servicekit.areas import Areas
from services.metrics.rounds.domain import Round

ROUNDS, OVERDUE = "wushe_area_report_rounds", "wushe_area_overdue_report_rounds"
DAYS_TO_PUBLISH = 20
"""After the end of the period: ten days to submit, as rounds have it, and ten for the checks of
every level. A setting of ours: the reports name no day."""


def samples(rounds: Iterable[Round], areas: Areas, today: date) -> Iterator[Sample]:
    """Of each area its own rounds: a county's are not counted for its prefecture again."""
    (states,) = (gauge.values for gauge in of("metrics") if gauge.name == ROUNDS)
    by_state: Counter[tuple[str, str]] = Counter()
    late: Counter[str] = Counter()
    for found in rounds:
        region = regions.present(found.region)
        by_state[region, found.state] += 1
        late[region] += overdue(found, today)
    for code in areas.codes:
        for state in states:
            yield Sample(ROUNDS, code, by_state[code, state], state)
        yield Sample(OVERDUE, code, late[code])


def overdue(found: Round, today: date) -> bool:
    """Opened, its period long over, and not published."""
    end = periods.parse(found.period).end
    if found.state == "published" or end is None:
        return False
    return today > end + timedelta(days=DAYS_TO_PUBLISH)
