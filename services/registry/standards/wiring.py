"""What standards add to the registry: the documents that rules cite, the rules, the
checks, and who decides and sees to it."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.approvals.wiring import wire as approvals
from services.registry.checks.wiring import wire as checks
from services.registry.governance.wiring import wire as governance
from services.registry.policies.register import PolicyRegister
from services.registry.policies.wiring import wire as policies
from services.registry.standards import api
from services.registry.standards.defaults import DefaultStandards
from services.registry.standards.register import Standards
from services.registry.standards.rule import Rule
from services.registry.what_if import api as what_if


def wire(backbone: Backbone) -> list[APIRouter]:
    documents = policies(backbone)
    rules = backbone.aggregates("standards", Rule)
    backbone.add(DefaultStandards(rules, backbone.clock))
    mirror = backbone.mirror(rules, "registry.standards")
    backbone.provide(Standards, Standards(mirror, backbone.part(PolicyRegister)))
    judged = [*checks(backbone), what_if.router, *approvals(backbone)]
    return [*documents, api.router, *judged, *governance(backbone)]
