"""Events of the volunteers service, one module a noun."""

from contracts.volunteers import (
    cases,
    certificates,
    hours,
    lists,
    microgrants,
    need_life,
    needs,
    pairings,
    parties,
    people,
    projects,
    talks,
)

EVENTS = (
    *certificates.EVENTS,
    *cases.EVENTS,
    *hours.EVENTS,
    *lists.EVENTS,
    *microgrants.EVENTS,
    *need_life.EVENTS,
    *needs.EVENTS,
    *pairings.EVENTS,
    *parties.EVENTS,
    *people.EVENTS,
    *projects.EVENTS,
    *talks.EVENTS,
)
