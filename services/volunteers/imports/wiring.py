"""What imports add to the service; volunteers are there before."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from services.volunteers.imports import api
from services.volunteers.imports.record import Imports
from services.volunteers.imports.running import Importing
from services.volunteers.people.domain import Volunteer


def wire(backbone: Backbone) -> list[APIRouter]:
    people = backbone.part(Aggregates[Volunteer])
    imports = Imports(backbone.database)
    backbone.add(imports)
    backbone.provide(Imports, imports)
    importing = Importing(people, imports, backbone.clock, backbone.relay.room)
    backbone.provide(Importing, importing)
    return [api.router]
