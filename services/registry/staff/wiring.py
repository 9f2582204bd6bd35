"""What people add to the registry: staff, exams, training and supervision."""

from typing import Any

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.exams import api as exams
from services.registry.exams.domain import ExamCounts, IncentiveScheme
from services.registry.sheets.routes import sheet_routers
from services.registry.staff import api, pool_api, qualifying_api, rates_api
from services.registry.staff.counting import StaffCounting
from services.registry.staff.domain import Person
from services.registry.staff.expiring import CertificateExpiry
from services.registry.staff.numbers import CertificateNumbers
from services.registry.staff.sheet import staff_kind
from services.registry.stations.domain import Station
from services.registry.stations.headcount import StaffByPerson
from services.registry.supervision import api as supervision
from services.registry.supervision import findings_api, plans_api
from services.registry.supervision.domain import Visit
from services.registry.supervision.plans import SupervisionPlan
from services.registry.training import api as training
from services.registry.training.domain import Course, TrainingTarget

KINDS: dict[str, type[Any]] = {
    "exams": ExamCounts,
    "incentive_schemes": IncentiveScheme,
    "courses": Course,
    "training_targets": TrainingTarget,
    "supervision_visits": Visit,
    "supervision_plans": SupervisionPlan,
}

SUPERVISION = (findings_api.router, plans_api.router, supervision.router)


def wire(backbone: Backbone) -> list[APIRouter]:
    for collection, kind in KINDS.items():
        backbone.mirror(backbone.aggregates(collection, kind), "registry.people")
    store = backbone.aggregates("people", Person)
    people = backbone.mirror(store, "registry.people")
    backbone.follow(CertificateExpiry(store, people, backbone.clock))
    numbers = CertificateNumbers(backbone.database, store, backbone.settings, backbone.clock)
    backbone.provide(CertificateNumbers, numbers)
    stations = backbone.part(Aggregates[Station])
    counting = StaffCounting(stations, people, backbone.clock)
    backbone.follow(counting)
    backbone.part(StaffByPerson).told_by(counting.recorded, counting.on_posts)
    sheets = sheet_routers(staff_kind(people, backbone.part(Mirror[Station])), store)
    return [
        *sheets,
        rates_api.router,
        pool_api.router,
        qualifying_api.router,
        api.router,
        exams.router,
        training.router,
        *SUPERVISION,
    ]
