"""What projects add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.projects import api, running_api, schemes_api
from services.volunteers.projects.project import Project
from services.volunteers.projects.schemes import Scheme

TOPIC = "volunteers.projects"


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("projects", Project), TOPIC)
    backbone.mirror(backbone.aggregates("project_schemes", Scheme), TOPIC)
    return [schemes_api.router, api.router, running_api.router]
