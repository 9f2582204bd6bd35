"""Personnel, certificates, exams, training, supervision.

Who works at stations is counted by the stations' own staff counts and by nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.event import Event
from contracts.registry.learning import (
    CourseSessionHeld,
    CourseSessionVoided,
    ExamCounted,
    Funnel,
    StationSupervised,
)
from contracts.registry.people import (
    CertificateEnded,
    CertificateGained,
    PersonEntered,
    PersonLeft,
    SupervisorCertified,
    SupervisorWithdrawn,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _entered(event: PersonEntered) -> Iterable[Delta]:
    yield _cell("social_workers", event), 1


def _left(event: PersonLeft) -> Iterable[Delta]:
    yield _cell("social_workers", event), -1
    for level in event.certificates:
        yield _cell("certified_social_workers", event, f"level={level}"), -1
    if event.supervisor:
        yield _cell("supervisors", event), -1


def _gained(event: CertificateGained) -> Iterable[Delta]:
    yield _cell("certified_social_workers", event, f"level={event.level}"), 1


def _ended(event: CertificateEnded) -> Iterable[Delta]:
    yield _cell("certified_social_workers", event, f"level={event.level}"), -1


def _supervisor(event: SupervisorCertified) -> Iterable[Delta]:
    yield _cell("supervisors", event), 1


def _no_supervisor(event: SupervisorWithdrawn) -> Iterable[Delta]:
    yield _cell("supervisors", event), -1


def _exam(event: ExamCounted) -> Iterable[Delta]:
    yield from _funnels(event, event.was, -1)
    yield from _funnels(event, event.now, +1)


def _funnels(event: Event, levels: Mapping[str, Funnel], sign: int) -> Iterable[Delta]:
    for level, funnel in levels.items():
        for step in ("applied", "paid", "passed"):
            indicator = "exam_applicants" if step == "applied" else f"exam_{step}"
            yield (
                _cell(indicator, event, f"level={level}"),
                sign * getattr(funnel, f"persons_{step}"),
            )


def _held(event: CourseSessionHeld) -> Iterable[Delta]:
    return _session(event, +1)


def _voided(event: CourseSessionVoided) -> Iterable[Delta]:
    return _session(event, -1)


def _session(event: CourseSessionHeld | CourseSessionVoided, sign: int) -> Iterable[Delta]:
    yield _cell("training_sessions", event, f"mode={event.mode}"), sign
    yield _cell("training_attendance", event, f"mode={event.mode}"), sign * event.attendance


def _supervised(event: StationSupervised) -> Iterable[Delta]:
    yield _cell("supervision_visits", event, f"kind={event.kind}"), 1
    if event.first_of_year:
        yield _cell("stations_supervised", event), 1


def _cell(indicator: str, event: Event, dimensions: str = "") -> Cell:
    return Cell(indicator, event.region, event.occurred_on, dimensions)


COUNTERS: Counters = {
    PersonEntered: _entered,
    PersonLeft: _left,
    CertificateGained: _gained,
    CertificateEnded: _ended,
    SupervisorCertified: _supervisor,
    SupervisorWithdrawn: _no_supervisor,
    ExamCounted: _exam,
    CourseSessionHeld: _held,
    CourseSessionVoided: _voided,
    StationSupervised: _supervised,
}
