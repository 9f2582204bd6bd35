"""What micro-grants add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.microgrants import calls_api, proposals_api
from services.volunteers.microgrants.call import Call
from services.volunteers.microgrants.finishing import Awards
from services.volunteers.microgrants.proposal import Proposal
from services.volunteers.microgrants.votes import Vote
from services.volunteers.sweeping import Sweeping

TOPIC = "volunteers.projects"


def wire(backbone: Backbone) -> list[APIRouter]:
    calls = backbone.aggregates("microgrant_calls", Call)
    proposals = backbone.aggregates("microgrant_proposals", Proposal)
    all_calls, all_proposals = backbone.mirror(calls, TOPIC), backbone.mirror(proposals, TOPIC)
    awards = Awards((calls, all_calls), (proposals, all_proposals), backbone.clock)
    backbone.provide(Awards, awards)
    backbone.follow(Sweeping("awards", awards.sweep))
    backbone.aggregates("microgrant_votes", Vote).index("state.call_id")
    return [calls_api.router, proposals_api.router]
