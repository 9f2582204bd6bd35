"""Every topic: its one owner, who reads it, how many partitions, how long it is kept.

Topics are created from this table and never by use. The partition count of a topic in use is
fixed: journal sequences are per partition.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """`retention_ms` −1 keeps for ever; the journals are the record either way."""

    name: str
    owner: str
    partitions: int
    consumers: tuple[str, ...]
    retention_ms: int = 30 * DAY_MS
    about: str = ""

    @property
    def source(self) -> str:
        """CloudEvents `source` of the owner's events; nobody else writes this topic."""
        return f"/{self.owner}"

    def partition_of(self, subject: str) -> int:
        """All events of one aggregate go to one partition, which keeps their order."""
        return crc32(subject.encode()) % self.partitions


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "registry.stations",
            "registry",
            3,
            ("metrics", "charity"),
            about="life of stations and their staff counts",
        ),
        Topic(
            "registry.service-log",
            "registry",
            6,
            ("metrics",),
            about="what stations did: recorded, corrected, voided",
        ),
        Topic(
            "registry.reports",
            "registry",
            3,
            ("metrics",),
            about="figures stated in reports, and monthly forms on their way up",
        ),
        Topic(
            "registry.regions",
            "registry",
            1,
            ("volunteers", "charity", "metrics"),
            retention_ms=-1,
            about="regions opened, renamed, split, merged, moved and closed",
        ),
        Topic(
            "registry.people",
            "registry",
            3,
            ("metrics", "volunteers"),
            about="posts, certificates, exams, training and supervision, by opaque id",
        ),
        Topic(
            "registry.organisations",
            "registry",
            3,
            ("volunteers", "charity", "metrics"),
            about="contractors and organisations: contracts, evaluation, blacklist",
        ),
        Topic(
            "registry.funding",
            "registry",
            3,
            ("metrics",),
            about="money from plan to use, and audit findings",
        ),
        Topic(
            "registry.directory",
            "registry",
            1,
            ("volunteers",),
            about="what stations offer, for whom, and when they are open",
        ),
        Topic(
            "registry.standards",
            "registry",
            1,
            ("metrics",),
            about="policy documents, rules that cite them, checks against the six haves, "
            "approvals and governance",
        ),
        Topic(
            "registry.network",
            "registry",
            1,
            ("metrics", "volunteers"),
            about="shapes of local networks, programme stages, demonstration sites, pairings",
        ),
        Topic(
            "volunteers.needs",
            "volunteers",
            3,
            ("metrics",),
            about="needs posted, and volunteers accepted for them",
        ),
        Topic(
            "volunteers.certificates",
            "volunteers",
            1,
            ("metrics",),
            about="certificates of hours issued and withdrawn",
        ),
        Topic(
            "volunteers.cases",
            "volunteers",
            3,
            ("metrics",),
            about="casework: opened, assessed, served, referred, closed",
        ),
        Topic("volunteers.people", "volunteers", 3, ("metrics",), about="volunteers registered"),
        Topic(
            "volunteers.projects",
            "volunteers",
            3,
            ("metrics", "charity"),
            about="projects from the survey to the audit, talks about them, micro-grants",
        ),
        Topic(
            "volunteers.pairings",
            "volunteers",
            1,
            ("metrics",),
            about="yearly plans of paired areas: goals, partners, activities, progress",
        ),
        Topic(
            "volunteers.lists",
            "volunteers",
            3,
            ("metrics", "charity"),
            about="the three lists of places, resources, needs and services, by period",
        ),
        Topic(
            "charity.gifts",
            "charity",
            3,
            (
                "volunteers",
                "metrics",
            ),
            about="gifts from pledge to confirmed receipt",
        ),
        Topic(
            "metrics.figures",
            "metrics",
            1,
            (),
            retention_ms=-1,
            about="report rounds, and periods closed with the hash of their report",
        ),
        Topic("charity.requests", "charity", 1, ("metrics",), about="what stations lack"),
        Topic("charity.auctions", "charity", 1, ("metrics",), about="lots offered, bid for, sold"),
        Topic("charity.shops", "charity", 3, ("metrics",), about="stock of charity shops"),
        Topic("charity.sponsorships", "charity", 1, ("metrics",), about="instalments for children"),
        Topic("charity.donors", "charity", 1, ("metrics",), about="donors, by kind"),
        Topic("charity.funds", "charity", 1, ("metrics",), about="funds opened and closed"),
    )
}


def owned_by(service: str) -> tuple[Topic, ...]:
    return tuple(topic for topic in TOPICS.values() if topic.owner == service)


def read_by(service: str) -> tuple[Topic, ...]:
    return tuple(topic for topic in TOPICS.values() if service in topic.consumers)
