"""The parts that live as long as the service: started in order, stopped in reverse."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol, runtime_checkable

import structlog

from servicekit.health import Check

log = structlog.get_logger(__name__)


class Component(Protocol):
    """Anything with a start; one may also have `async stop()` and `checks()`."""

    async def start(self) -> None: ...


@runtime_checkable
class Stoppable(Protocol):
    async def stop(self) -> None: ...


@runtime_checkable
class Checked(Protocol):
    def checks(self) -> dict[str, Check]:
        """Readiness checks by name."""


@asynccontextmanager
async def running(components: Sequence[Component]) -> AsyncIterator[None]:
    """All started, or none: a start that fails stops what had started, and is raised."""
    async with AsyncExitStack() as started:
        for component in components:
            # Registered first: a start that fails halfway also gets its stop.
            started.push_async_callback(_stop, component)
            await component.start()
            log.info("started", component=type(component).__name__)
        yield


async def _stop(component: Component) -> None:
    """One part that cannot stop must not keep the others from stopping."""
    if not isinstance(component, Stoppable):
        return
    try:
        await component.stop()
    except Exception as error:
        log.error("stop_failed", component=type(component).__name__, exc_info=error)


def checks_of(components: Sequence[Component]) -> dict[str, Check]:
    """The readiness checks all of them declare."""
    found: dict[str, Check] = {}
    for component in components:
        if isinstance(component, Checked):
            found.update(component.checks())
    return found
