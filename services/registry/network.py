"""What is asked of the stations as a network, wired in one place: do they run, who has none."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.activity.wiring import wire as activity
from services.registry.coverage.wiring import wire as coverage
from services.registry.designations.wiring import wire as designations
from services.registry.duplicates.wiring import wire as duplicates
from services.registry.honours.wiring import wire as honours
from services.registry.networks.wiring import wire as networks
from services.registry.pairings.wiring import wire as pairings
from services.registry.practice.wiring import wire as practice
from services.registry.programme.wiring import wire as programme

AREAS = (coverage, networks, programme, designations, honours, pairings, practice)
PARTS = (activity, duplicates, *AREAS)


def wire(backbone: Backbone) -> list[APIRouter]:
    return [router for part in PARTS for router in part(backbone)]
