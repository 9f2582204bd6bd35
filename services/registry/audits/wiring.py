"""What audits add to the registry; they read the fund lines that funding provides."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.audits import api, inspection_api
from services.registry.audits.domain import Finding
from services.registry.audits.inspections import Inspection


def wire(backbone: Backbone) -> list[APIRouter]:
    findings = backbone.aggregates("findings", Finding)
    backbone.mirror(findings, "registry.funding")
    backbone.aggregates("inspections", Inspection)
    return [api.router, inspection_api.router]
