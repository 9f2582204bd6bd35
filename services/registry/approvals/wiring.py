"""What change requests add to the registry; stations and checks come first."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.approvals import api
from services.registry.approvals.applying import Applying
from services.registry.approvals.domain import ChangeRequest
from services.registry.approvals.targets import Targets
from services.registry.checks.places import Places
from services.registry.checks.records import CheckRecords
from services.registry.standards.register import Standards
from services.registry.stations.domain import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    requests = backbone.aggregates("change_requests", ChangeRequest)
    mirror = backbone.mirror(requests, "registry.standards")
    targets = Targets(
        backbone.part(Aggregates[Station]),
        backbone.part(Mirror[Station]),
        backbone.part(CheckRecords),
        backbone.part(Places),
        backbone.part(Standards),
    )
    applying = Applying(requests, mirror, targets, backbone.clock)
    backbone.add(applying)
    backbone.provide(Applying, applying)
    return [api.router]
