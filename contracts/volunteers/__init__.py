"""Events of the volunteers service, one module a noun."""

from contracts.volunteers import hours, needs, people

EVENTS = (
    *hours.EVENTS,
    *needs.EVENTS,
    *people.EVENTS,
)
