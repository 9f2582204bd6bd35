"""Documents, rules, stations and checks as the tests of standards need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.registry.stations import StaffCounts
from servicekit.aggregate import Stored
from services.registry.policies.domain import PolicyDocument
from services.registry.standards.domain import Change, Standing, change_rule, set_rule
from services.registry.standards.rule import Citation, Rule, Version
from services.registry.stations.domain import Stage, Station

TODAY = date(2022, 6, 30)
START = date(2022, 1, 1)
YUNNAN, HONGHE, GEJIU, KUNMING = "530000", "532500", "532501", "530100"
TOWNSHIP = "532501101"

PROVINCE_PAPER = PolicyDocument(
    number="云民发〔2021〕36号", title="建站通知", issuer="云南省民政厅", region=YUNNAN
)
HONGHE_PAPER = PolicyDocument(
    number="红办发〔2020〕号", title="", issuer="中共红河州委办公室", region=HONGHE
)
DOCUMENTS = {"province": PROVINCE_PAPER, "honghe": HONGHE_PAPER}


def version(at_least: int, since: date = START, cites: str = "province") -> Version:
    return Version(at_least, since, Citation(cites, "第三条"))


def rule(at_least: int, region: str = YUNNAN, **changes: Any) -> Rule:
    made = Rule(region=region, measure="office_area", versions=(version(at_least),))
    return replace(made, **changes)


def standing(**rules: Rule) -> Standing:
    return Standing(rules, DOCUMENTS, TODAY)


def set_in(asked: Rule, **known: Rule) -> Change:
    return set_rule("new", asked, standing(**known))


def changed(asked: Rule, to: Version, **known: Rule) -> Change:
    return change_rule(asked, to, standing(**known))


def station(**changes: Any) -> Station:
    made = Station(
        name="大屯站",
        kind="township",
        region=TOWNSHIP,
        operating_mode="own_staff",
        stage=Stage.OPERATING,
        signed_on=START,
        staff=StaffCounts(by_employment={"full_time": 1, "part_time": 1}),
    )
    return replace(made, **changes)


def stored(id_: str, **changes: Any) -> Stored[Station]:
    made = station(**changes)
    return Stored(id_, 1, made.region, made)
