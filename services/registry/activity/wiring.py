"""What the stations' activity adds to the registry."""

from fastapi import APIRouter

from servicekit.area_gauges import AreaGauges
from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.activity import api
from services.registry.activity.follower import Activity
from services.registry.activity.gauge import PaperCount
from services.registry.stations.station import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    activity = Activity(backbone.database, backbone.journal)
    backbone.follow(activity)
    paper = PaperCount(backbone.part(Mirror[Station]), activity, backbone.clock)
    backbone.follow(AreaGauges(backbone.name, paper.measure, backbone.clock, named=False))
    return [api.router]
