"""The volunteers service: needs, the people who meet them, and who fits which."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.volunteers.hours import api as hours
from services.volunteers.matching import api as matching
from services.volunteers.matching.index import Matching
from services.volunteers.needs import api as needs
from services.volunteers.needs import life_api as need_life
from services.volunteers.needs.accepting import Accepting
from services.volunteers.needs.domain import Need
from services.volunteers.needs.settling import Settling
from services.volunteers.people import api as people
from services.volunteers.people.domain import Volunteer


def build(settings: Settings) -> Service:
    backbone = Backbone("volunteers", settings)
    volunteers = backbone.aggregates("people", Volunteer)
    accepting = Accepting(backbone.aggregates("needs", Need), volunteers, backbone.clock)
    backbone.provide(Accepting, accepting)
    backbone.add(Settling(backbone.database, accepting, backbone.clock))
    backbone.follow(Matching(volunteers, backbone.journal, backbone.clock))
    return backbone.serve(
        "志愿服务", [a.router for a in (people, matching, hours, need_life, needs)]
    )


if __name__ == "__main__":
    run("volunteers", build)
