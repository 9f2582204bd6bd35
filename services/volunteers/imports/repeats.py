"""Which records of a file were there before: eight bytes a record, however long the file. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np
import numpy.typing as npt

Halves = npt.NDArray[np.uint64]
LOW = 2**64 - 1


class Seen:
    """Sorted runs, each at least twice as long as the one behind it, so that a look costs little.

    Sixty-four bits of an id stand for it: of ten million, two would be taken for one another once
    in some hundred thousand files."""

    def __init__(self) -> None:
        self._runs: list[Halves] = []

    def add(self, ids: Sequence[str]) -> list[bool]:
        """Whether each was there before, in an earlier call or earlier in this one."""
        halves = np.array([UUID(id_).int & LOW for id_ in ids], np.uint64)
        known = np.zeros(len(halves), np.bool_)
        for run in self._runs:
            place = np.minimum(np.searchsorted(run, halves), len(run) - 1)
            known |= run[place] == halves
        unique, first = np.unique(halves, return_index=True)
        again = np.ones(len(halves), np.bool_)
        again[first] = False
        self._keep(unique)
        return [bool(one) for one in known | again]

    def _keep(self, run: Halves) -> None:
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.union1d(self._runs.pop(), run)
        if len(run):
            self._runs.append(run)
