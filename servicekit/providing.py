"""Hands a service's parts to its routes, by type: no globals, and tests give their own.

Stations = Annotated[StationStore, Depends(provided(StationStore))]
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from servicekit.clock import Clock

T = TypeVar("T")


def provided(kind: type[T]) -> Callable[[Request], T]:
    """A dependency giving what the service provides under `kind`."""

    def give(request: Request) -> T:
        part: T = request.app.state.provides[kind]
        return part

    return give


Now = Annotated[Clock, Depends(provided(Clock))]
