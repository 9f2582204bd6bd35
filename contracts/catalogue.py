"""All event types of the suite, in one place: readers, schemas and AsyncAPI are made from it."""

from contracts import charity, metrics, registry, volunteers
from contracts.event import Event, Reader

ALL_EVENTS: tuple[type[Event], ...] = (
    registry.EVENTS + volunteers.EVENTS + charity.EVENTS + metrics.EVENTS
)


def reader() -> Reader:
    return Reader(ALL_EVENTS)
