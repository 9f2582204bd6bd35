"""Synthetic but contract-true activity of Yunnan's stations: the same events for the same seed.

Every township signs its station; then the stations record half a year of services, and now and
then correct or void one. Sequences are contiguous in each stream, as a journal writes them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from contracts import codes, regions
from contracts.event import Envelope, Event, encode, event_id
from contracts.registry.service_log import (
    ServiceCorrected,
    ServiceFacts,
    ServiceRecorded,
    ServiceVoided,
)
from contracts.registry.stations import StationSigned
from contracts.topics import TOPICS
from servicekit.journal import Entry, stream_of

FIRST_DAY = date(2022, 1, 1)
DAYS = 181
CORRECTED, VOIDED = 0.04, 0.02


class Activity:
    """`entries(n)` once; afterwards `living` and `signed` say what holds: the truth to check
    figures against, kept without counting anything."""

    def __init__(self, seed: int = 2022) -> None:
        self._random = random.Random(seed)
        self._townships = [r.code for r in regions.all() if r.level == "township"]
        self._stations = [self._id() for _ in self._townships]
        self._heads: dict[str, int] = {}
        self._versions: dict[str, int] = {}
        self._subjects: list[str] = []
        self.living: dict[str, ServiceFacts] = {}
        self.signed: list[tuple[str, date]] = []

    def entries(self, count: int) -> Iterator[Entry]:
        for number in range(count):
            if number < len(self._stations):
                yield self._sign(number)
            else:
                yield self._serve()

    def _sign(self, number: int) -> Entry:
        region, day = self._townships[number], FIRST_DAY
        self.signed.append((region, day))
        event = StationSigned(region=region, occurred_on=day, kind="township")
        return self._said(self._stations[number], event)

    def _serve(self) -> Entry:
        chance = self._random.random()
        if chance < CORRECTED + VOIDED and self._subjects:
            subject = self._random.choice(self._subjects)
            if subject in self.living:
                return self._void(subject) if chance < VOIDED else self._correct(subject)
        return self._record()

    def _record(self) -> Entry:
        subject, facts = self._id(), self._facts(self._random.randrange(len(self._stations)))
        self.living[subject] = facts
        self._subjects.append(subject)
        event = ServiceRecorded(region=facts.region, occurred_on=facts.occurred_on, entry=facts)
        return self._said(subject, event)

    def _correct(self, subject: str) -> Entry:
        was = self.living[subject]
        now = self._facts(self._stations.index(was.station_id))
        self.living[subject] = now
        event = ServiceCorrected(region=now.region, occurred_on=now.occurred_on, was=was, now=now)
        return self._said(subject, event)

    def _void(self, subject: str) -> Entry:
        was = self.living.pop(subject)
        event = ServiceVoided(region=was.region, occurred_on=was.occurred_on, was=was)
        return self._said(subject, event)

    def _facts(self, station: int) -> ServiceFacts:
        draw, persons = self._random, self._random.randint(1, 40)
        return ServiceFacts(
            region=self._townships[station],
            occurred_on=FIRST_DAY + timedelta(days=draw.randrange(DAYS)),
            station_id=self._stations[station],
            domain=draw.choice(codes.DOMAINS.codes),
            activity=draw.choice(codes.ACTIVITIES.codes),
            target_group=draw.choice(codes.TARGET_GROUPS.codes),
            persons=persons,
            person_times=persons + draw.randint(0, 20),
            households=draw.choice((None, 1, 2, 5)),
            sessions=draw.choice((None, 1)),
        )

    def _said(self, subject: str, event: Event) -> Entry:
        version = self._versions[subject] = self._versions.get(subject, 0) + 1
        topic = TOPICS[event.topic]
        partition = topic.partition_of(subject)
        stream = stream_of(topic.name, partition)
        sequence = self._heads[stream] = self._heads.get(stream, 0) + 1
        envelope = Envelope(
            id=event_id(subject, version),
            type=event.type,
            source=topic.source,
            time=f"{event.occurred_on.isoformat()}T08:00:00.000Z",
            subject=subject,
            subjectversion=version,
            data=encode(event),
            traceparent=f"00-{self._random.getrandbits(128) | 1:032x}-{1:016x}-01",
        )
        return Entry(topic.name, partition, sequence, event.region, envelope)

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
