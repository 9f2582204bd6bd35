"""What micro-grants add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.microgrants import calls_api, proposals_api
from services.volunteers.microgrants.call import Call
from services.volunteers.microgrants.proposal import Proposal
from services.volunteers.microgrants.votes import Vote

TOPIC = "volunteers.projects"


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("microgrant_calls", Call), TOPIC)
    backbone.mirror(backbone.aggregates("microgrant_proposals", Proposal), TOPIC)
    backbone.aggregates("microgrant_votes", Vote).index("state.call_id")
    return [calls_api.router, proposals_api.router]
