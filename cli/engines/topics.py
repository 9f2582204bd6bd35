"""Creates the topics of the contracts on a bus; refuses one that is there in another shape.

Run as its own short-lived process (`python -m cli.engines.topics HOST:PORT`), so that the
supervisor never loads a Kafka client.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from cli.speech import Refusal
from contracts.topics import TOPICS, Topic

ALREADY_EXISTS = 36
VISIBLE_WITHIN = 15.0
REPLICAS = 3  # as many as the cluster has brokers, up to this


class TopicMismatch(Refusal):
    """topic_partitions_differ: a topic in use has another number of partitions (F22)."""


async def create_topics(bus: str, topics: Collection[Topic] = tuple(TOPICS.values())) -> list[str]:
    """Create what is missing, check the partitions of what is there; names of the new ones.

    Raises TopicMismatch, Refusal when the bus says no, or a KafkaError when it does not answer.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bus)
    await admin.start()
    try:
        there = await _partitions(admin)
        _check(topics, there)
        missing = [topic for topic in topics if topic.name not in there]
        await _create(admin, missing)
        await _until_visible(admin, topics)
        return [topic.name for topic in missing]
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, missing: Sequence[Topic]) -> None:
    if not missing:
        return
    brokers = len((await admin.describe_cluster())["brokers"])
    wanted = [_new(topic, min(REPLICAS, brokers)) for topic in missing]
    answer = await admin.create_topics(wanted)
    for name, code, *detail in answer.topic_errors:
        if code not in (0, ALREADY_EXISTS):
            raise Refusal(
                f"无法创建主题 {name}（错误 {code} {detail}），请看总线日志",
                f"cannot create topic {name}: error {code}; see the log of the bus",
            )


def _new(topic: Topic, replicas: int) -> NewTopic:
    settings = {"retention.ms": str(topic.retention_ms), "cleanup.policy": "delete"}
    return NewTopic(topic.name, topic.partitions, replicas, topic_configs=settings)


async def _partitions(admin: AIOKafkaAdminClient) -> dict[str, int]:
    described: list[dict[str, Any]] = await admin.describe_topics()
    return {
        one["topic"]: len(one["partitions"])
        for one in described
        if all(part["leader"] >= 0 for part in one["partitions"])
    }


def _check(topics: Collection[Topic], there: dict[str, int]) -> None:
    for topic in topics:
        found = there.get(topic.name, topic.partitions)
        if found != topic.partitions:
            raise TopicMismatch(
                f"topic_partitions_differ：主题 {topic.name} 有 {found} 个分区，应为 "
                f"{topic.partitions}；分区数不可在使用中更改，请换一个总线或恢复原分区数",
                f"topic_partitions_differ: {topic.name} has {found} partitions, not "
                f"{topic.partitions}; use another bus, or drain and re-create the topic",
            )


async def _until_visible(admin: AIOKafkaAdminClient, topics: Collection[Topic]) -> None:
    wanted = {topic.name for topic in topics}
    async with asyncio.timeout(VISIBLE_WITHIN):
        while True:
            there = await _partitions(admin)
            if wanted <= there.keys():
                return _check(topics, there)
            await asyncio.sleep(0.1)


@contextmanager
def quiet_client() -> Iterator[None]:
    """A client of a bus that is still starting has much to say that nobody needs to read."""
    log = logging.getLogger("aiokafka")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def main(argv: Sequence[str]) -> int:
    try:
        with quiet_client():
            asyncio.run(create_topics(argv[0]))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    except (KafkaError, TimeoutError, OSError) as error:
        print(f"总线 {argv[0]} 没有应答  |  the bus does not answer: {error!r}", file=sys.stderr)
        return 75  # EX_TEMPFAIL: try again
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
