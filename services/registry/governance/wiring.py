"""What governance adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.governance import api
from services.registry.governance.domain import GovernanceBody, Meeting


def wire(backbone: Backbone) -> list[APIRouter]:
    bodies = backbone.aggregates("governance_bodies", GovernanceBody)
    meetings = backbone.aggregates("governance_meetings", Meeting)
    backbone.mirror(bodies, "registry.standards")
    backbone.mirror(meetings, "registry.standards")
    return [api.router]
