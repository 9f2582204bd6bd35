"""Counts a topic by key with quixstreams, in its state store with a changelog. Prints records a
second, from the first to the last taken. Run by `uv run --with quixstreams`, apart from ours.

Arguments: bootstrap servers, topic, number of records, state directory.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from quixstreams import Application


class Counting:
    def __init__(self) -> None:
        self.began = self.ended = 0.0

    def take(self, _: Any, state: Any) -> None:
        self.began = self.began or time.perf_counter()
        state.set("count", state.get("count", 0) + 1)
        self.ended = time.perf_counter()


def main(bootstrap: str, topic: str, records: str, directory: str) -> None:
    counting = Counting()
    app = Application(
        broker_address=bootstrap,
        consumer_group="bench-quix",
        auto_offset_reset="earliest",
        state_dir=directory,
        loglevel="ERROR",
    )
    frame = app.dataframe(app.topic(topic, value_deserializer="bytes", key_deserializer="str"))
    frame.update(counting.take, stateful=True)
    app.run(count=int(records))
    print(int(records) / (counting.ended - counting.began))


if __name__ == "__main__":
    main(*sys.argv[1:])
