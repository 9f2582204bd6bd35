"""What designations add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.designations import api, schemes_api
from services.registry.designations.domain import CountyRegister
from services.registry.designations.register import Designations, Keeping
from services.registry.designations.schemes import AreaScheme
from services.registry.stations.station import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    registers = backbone.aggregates("designations", CountyRegister)
    designations = Designations(
        backbone.mirror(registers, "registry.network"),
        backbone.mirror(backbone.aggregates("schemes", AreaScheme), "registry.network"),
    )
    backbone.provide(Designations, designations)
    stations = backbone.part(Mirror[Station])
    backbone.follow(Keeping(designations, registers, stations, backbone.clock))
    return [schemes_api.router, api.router]
