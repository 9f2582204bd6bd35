"""Stations as a sheet names them: by id, or by a name that only one of the area bears. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.problems import ContractError
from servicekit.aggregate import Stored
from services.registry.stations.domain import Station


class StationUnknown(ContractError):
    code = "station_unknown"

    def __init__(self) -> None:
        super().__init__(
            "本辖区没有这个社工站；请填写已登记的站点名称或编号。",
            "no such station in your area; give the name or id of a registered one.",
        )


class StationAmbiguous(ContractError):
    code = "station_ambiguous"

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            f"有 {len(ids)} 个社工站叫这个名称；请改填编号，如 {ids[0]}。",
            f"{len(ids)} stations bear this name; give the id, {ids[0]} for one.",
        )


class StationLookup:
    """Over the stations a sender may see."""

    def __init__(self, stations: Iterable[Stored[Station]]) -> None:
        self._by_id: dict[str, Stored[Station]] = {}
        self._by_name: dict[str, list[Stored[Station]]] = {}
        for stored in stations:
            self._by_id[stored.id] = stored
            self._by_name.setdefault(stored.state.name, []).append(stored)

    def find(self, text: str) -> Stored[Station]:
        """Raises StationUnknown, StationAmbiguous."""
        known = self._by_id.get(text)
        if known is not None:
            return known
        named = self._by_name.get(text, [])
        if not named:
            raise StationUnknown()
        if len(named) > 1:
            raise StationAmbiguous(sorted(stored.id for stored in named))
        return named[0]

    @property
    def names(self) -> list[str]:
        """Those that name one station only, in order."""
        return sorted(name for name, found in self._by_name.items() if len(found) == 1)
