"""What every service stands on: database, journal, relay, publisher, subscriptions, wired once.

    backbone = Backbone("registry", settings)
    backbone.aggregates("stations", Station)
    return backbone.serve("登记服务", [stations.router])

Components start in the order of their need and stop in reverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from fastapi import APIRouter

from contracts.topics import owned_by, read_by
from servicekit import crash, feed
from servicekit.aggregate import Aggregates
from servicekit.app import Service
from servicekit.clock import Clock, SystemClock
from servicekit.components import Component
from servicekit.consuming import Subscriptions
from servicekit.database import Database
from servicekit.delivery import Projection
from servicekit.journal import Journal
from servicekit.mirror import Mirror
from servicekit.publisher import Publisher
from servicekit.region_changes import TOPIC, RegionChanges
from servicekit.relay import Relay
from servicekit.settings import Settings

S = TypeVar("S")


class Backbone:
    def __init__(self, name: str, settings: Settings, clock: Clock | None = None) -> None:
        crash.arm(settings.crash_at)
        self.name = name
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.database = Database(settings.mongo_uri, settings.database, settings.mongo_driver)
        self.journal = Journal(self.database, f"/{name}", owned_by(name))
        self.publisher = Publisher(self.journal, settings.kafka)
        self.relay = Relay(self.database, self.journal, self.clock, self.publisher.publish)
        self.subscriptions = Subscriptions(name, settings.kafka, self.clock)
        self._stores: list[Any] = []
        self._followers: list[Any] = []
        self._provides: dict[Any, object] = {Clock: self.clock, Journal: self.journal}

    def aggregates(self, collection: str, state: type[S], *, answers: bool = True) -> Aggregates[S]:
        """A store for one kind of aggregate, its events relayed; routes get it by its type."""
        store = Aggregates(self.database, collection, state, self.clock, self.relay.wake, answers)
        self.relay.serve(collection)
        self._stores.append(store)
        kind: Any = Aggregates
        self.provide(kind[state], store)
        return store

    def mirror(self, store: Aggregates[S], topic: str) -> Mirror[S]:
        """All of a store's aggregates in memory; `topic` is where their events go."""
        mirror = Mirror(store, self.journal, topic)
        self._followers.append(mirror)
        kind: Any = Mirror
        self.provide(kind[store.state], mirror)
        return mirror

    def follow(self, follower: Component) -> None:
        """A part that keeps something in step with the journal: it starts once the journal has."""
        self._followers.append(follower)
        self.provide(type(follower), follower)

    def project(self, projection: Projection, topics: Sequence[str] = ()) -> None:
        """Feed a projection from the topics this service reads (all of them, or those named)."""
        reading = [t for t in read_by(self.name) if not topics or t.name in topics]
        self.subscriptions.subscribe(reading, projection)
        self._stores.append(projection)
        self.provide(type(projection), projection)

    def add(self, component: Component) -> None:
        """A living part of the service's own; it starts once the stores have."""
        self._stores.append(component)

    def provide(self, kind: Any, part: object) -> None:
        """Hand a part to the routes that ask for `provided(kind)`."""
        self._provides[kind] = part

    def part(self, kind: Any) -> Any:
        """What an earlier noun provided: `backbone.part(Mirror[Station])`."""
        return self._provides[kind]

    def serve(self, title: str, routers: Sequence[APIRouter]) -> Service:
        """The service, complete. The bus may be away for a while: readiness does not ask it."""
        if any(topic.name == TOPIC for topic in read_by(self.name)):
            self.project(RegionChanges(self.database), [TOPIC])
        deliveries = self.subscriptions.deliveries
        consuming = {f"consuming.{d.projection.name}": d.ready for d in deliveries}
        return Service(
            name=self.name,
            title=title,
            settings=self.settings,
            routers=[*routers, feed.router(self.name)],
            components=self._components(),
            provides=self._provides,
            checks={"store": self.database.ready, **consuming},
            asyncapi=self.subscriptions.asyncapi(),
        )

    def _components(self) -> list[Any]:
        return [
            self.database,
            *self._stores,
            self.journal,
            *self._followers,
            self.relay,
            self.publisher,
            self.subscriptions,
        ]
