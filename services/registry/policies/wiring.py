"""What policy documents add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.policies import api
from services.registry.policies.domain import PolicyDocument
from services.registry.policies.known import KnownPolicies
from services.registry.policies.register import PolicyRegister


def wire(backbone: Backbone) -> list[APIRouter]:
    policies = backbone.aggregates("policies", PolicyDocument)
    backbone.add(KnownPolicies(policies, backbone.clock))
    mirror = backbone.mirror(policies, "registry.standards")
    backbone.provide(PolicyRegister, PolicyRegister(mirror))
    return [api.router]
