"""Loads the demonstration on first start: `python -m cli.demo.load DIR URL`.

Safe to kill and to repeat: the files are always the same bytes, sent with the same keys, and the
mark DIR/demo.done is set last. It is done when the figures show it.
"""

from __future__ import annotations

import asyncio
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.commands.load import UPLOADS, demonstration_token
from cli.loading.client import Client, Refused
from cli.loading.visible import until_visible
from cli.places import DataDirectory
from cli.speech import Refusal, say
from cli.supervisor import state as states
from contracts import regions
from contracts.regions import Region

STATED = Path(__file__).with_name("stated_2022h1.csv")
SIGNED_ON = "2022-06-30"  # the day the reports speak of: every township has its station
COLUMNS = ("name", "kind", "region", "signed_on", "operating_mode")


def station_rows() -> list[tuple[str, ...]]:
    """One signed station for every township and subdistrict of the province."""
    return [_station(place) for place in regions.all() if place.level == "township"]


def _station(place: Region) -> tuple[str, ...]:
    kind = "subdistrict" if place.name.endswith("街道") else "township"
    return (f"{place.name}社会工作服务站", kind, place.code, SIGNED_ON, "own_staff")


def stations_csv() -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(station_rows())
    return text.getvalue().encode()


async def load_demo(data: DataDirectory, url: str) -> None:
    """Raises Refusal when the API refuses a part or stays away."""
    async with Client(url, demonstration_token(data)) as client:
        stations = stations_csv()
        count = stations.count(b"\n") - 1
        say(f"载入演示：{count} 个乡镇（街道）社工站…", f"demonstration: {count} stations …")
        await _send(client, UPLOADS["stations"], "stations.csv", stations)
        say("载入演示：2022 年上半年上报数…", "demonstration: the stated figures of 2022 H1 …")
        await _send(client, UPLOADS["stated_figures"], STATED.name, STATED.read_bytes())
    state = states.read(data.state)
    if state is not None:
        await until_visible(state)
    data.demo_done.touch()


async def _send(client: Client, path: str, name: str, content: bytes) -> None:
    try:
        await client.upload(path, name, content, f"demo-{name}")
    except Refused as refused:
        if refused.code != "file_already_imported":
            raise Refusal("\n".join(refused.lines()), f"refused: {refused.code}") from None


def main(argv: Sequence[str]) -> int:
    directory, url = argv
    try:
        asyncio.run(load_demo(DataDirectory(Path(directory)), url))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
