"""What monthly forms add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.monthly_forms import api, areas, deadlines_api
from services.registry.monthly_forms.deadlines import FormDeadline
from services.registry.monthly_forms.domain import MonthlyForm


def wire(backbone: Backbone) -> list[APIRouter]:
    forms = backbone.aggregates("monthly_forms", MonthlyForm)
    backbone.mirror(forms, "registry.reports")
    deadlines = backbone.aggregates("form_deadlines", FormDeadline)
    backbone.mirror(deadlines, "registry.reports")
    return [areas.router, deadlines_api.router, api.router]
