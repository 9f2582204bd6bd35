"""Events of the volunteers service, one module a noun."""

from contracts.volunteers import hours, need_life, needs, people, projects

EVENTS = (
    *hours.EVENTS,
    *need_life.EVENTS,
    *needs.EVENTS,
    *people.EVENTS,
    *projects.EVENTS,
)
