"""What projects add to the service: projects themselves, talks about them, micro-grants."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.microgrants.wiring import wire as microgrants
from services.volunteers.projects import api, running_api, schemes_api
from services.volunteers.projects.project import Project
from services.volunteers.projects.schemes import Scheme
from services.volunteers.talks.wiring import wire as talks

TOPIC = "volunteers.projects"


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("projects", Project), TOPIC)
    backbone.mirror(backbone.aggregates("project_schemes", Scheme), TOPIC)
    own = [schemes_api.router, api.router, running_api.router]
    return [*own, *talks(backbone), *microgrants(backbone)]
