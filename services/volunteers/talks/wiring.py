"""What talks add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.volunteers.projects.project import Project
from services.volunteers.sweeping import Sweeping
from services.volunteers.talks import api, pairing_api
from services.volunteers.talks.domain import Talks
from services.volunteers.talks.finishing import Agreements


def wire(backbone: Backbone) -> list[APIRouter]:
    sessions = backbone.aggregates("talks", Talks)
    known = backbone.mirror(sessions, "volunteers.projects")
    projects = backbone.part(Mirror[Project])
    agreements = Agreements(projects, (sessions, known), backbone.clock)
    backbone.provide(Agreements, agreements)
    backbone.follow(Sweeping("agreements", agreements.sweep))
    return [api.router, pairing_api.router]
