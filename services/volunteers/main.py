"""The volunteers service: needs, the people who meet them, and who fits which."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.volunteers.cases.wiring import wire as cases
from services.volunteers.certificates.wiring import wire as certificates
from services.volunteers.hours.wiring import wire as hours
from services.volunteers.imports.wiring import wire as imports
from services.volunteers.linkage import wire as linkage
from services.volunteers.matching.wiring import wire as matching
from services.volunteers.needs.wiring import wire as needs
from services.volunteers.organisations.wiring import wire as organisations
from services.volunteers.people.wiring import wire as people
from services.volunteers.projects.wiring import wire as projects


def build(settings: Settings) -> Service:
    backbone = Backbone("volunteers", settings)
    work = (people, imports, organisations, matching, hours, certificates)
    parts = (*work, needs, cases, projects, linkage)
    return backbone.serve("志愿服务", [router for wire in parts for router in wire(backbone)])


if __name__ == "__main__":
    run("volunteers", build)
