"""Events of the volunteers service, one module a noun."""

from contracts.volunteers import needs, people

EVENTS = (
    *needs.EVENTS,
    *people.EVENTS,
)
