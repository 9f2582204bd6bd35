"""Who may do what: the roles, and the permission each route asks for."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    PROVINCE_ADMIN = "province_admin"
    PREFECTURE_OFFICER = "prefecture_officer"
    COUNTY_OFFICER = "county_officer"
    STATION_WORKER = "station_worker"
    VOLUNTEER_COORDINATOR = "volunteer_coordinator"
    VOLUNTEER = "volunteer"
    CHARITY_PARTNER = "charity_partner"
    INTEGRATOR = "integrator"
    OPS = "ops"
    AUDITOR = "auditor"

    @property
    def zh(self) -> str:
        return _NAMES[self]


_NAMES: Mapping[Role, str] = {
    Role.PROVINCE_ADMIN: "省级管理员",
    Role.PREFECTURE_OFFICER: "州市经办人",
    Role.COUNTY_OFFICER: "县级经办人",
    Role.STATION_WORKER: "社工站工作人员",
    Role.VOLUNTEER_COORDINATOR: "志愿服务协调员",
    Role.VOLUNTEER: "志愿者",
    Role.CHARITY_PARTNER: "慈善合作方",
    Role.INTEGRATOR: "对接系统",
    Role.OPS: "运维人员",
    Role.AUDITOR: "审计员",
}

_OFFICERS = frozenset({Role.PROVINCE_ADMIN, Role.PREFECTURE_OFFICER, Role.COUNTY_OFFICER})
_FIELD = _OFFICERS | {Role.STATION_WORKER}
_HELPING = _FIELD | {Role.VOLUNTEER_COORDINATOR}
_EVERYONE = frozenset(Role) - {Role.OPS}
_FEED_READERS = frozenset({Role.INTEGRATOR, Role.AUDITOR, Role.PROVINCE_ADMIN})

# The one table; a route names a permission, and a permission absent here fails at import.
PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "registry.regions.read": _EVERYONE,
        "registry.regions.write": frozenset({Role.PROVINCE_ADMIN}),
        "registry.directory.read": _EVERYONE,
        "registry.directory.write": _FIELD,
        "registry.stations.read": _HELPING | {Role.CHARITY_PARTNER, Role.INTEGRATOR, Role.AUDITOR},
        "registry.stations.write": _OFFICERS,
        "registry.paper-stations.read": _OFFICERS | {Role.AUDITOR},
        "registry.coverage.read": _FIELD | {Role.AUDITOR},
        "registry.networks.read": _FIELD | {Role.AUDITOR},
        "registry.networks.write": _OFFICERS,
        "registry.programme.read": _FIELD | {Role.AUDITOR},
        "registry.programme.write": _OFFICERS,
        "registry.designations.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "registry.designations.write": _OFFICERS,
        "registry.honours.read": _FIELD | {Role.AUDITOR},
        "registry.honours.write": _OFFICERS,
        "registry.pairings.read": _FIELD | {Role.AUDITOR},
        "registry.pairings.write": _OFFICERS,
        "registry.practice-bases.read": _FIELD | {Role.AUDITOR},
        "registry.practice-bases.write": _OFFICERS,
        "registry.service-entries.read": _FIELD | {Role.AUDITOR},
        "registry.service-entries.write": _FIELD,
        "registry.monthly-forms.read": _FIELD | {Role.AUDITOR},
        "registry.monthly-forms.submit": _FIELD,
        "registry.monthly-forms.check": _OFFICERS,
        "registry.sheets.read": _FIELD,
        "registry.sheets.export": _OFFICERS,
        "registry.stated-figures.read": _OFFICERS | {Role.AUDITOR},
        "registry.stated-figures.write": _OFFICERS,
        "registry.audits.read": _OFFICERS | {Role.AUDITOR},
        "registry.audits.write": frozenset({Role.PROVINCE_ADMIN, Role.PREFECTURE_OFFICER}),
        "registry.audits.rectify": _OFFICERS,
        "registry.funds.read": _FIELD | {Role.AUDITOR},
        "registry.funds.write": _OFFICERS,
        "registry.policies.read": _HELPING | {Role.AUDITOR},
        "registry.policies.write": _OFFICERS,
        "registry.standards.read": _FIELD | {Role.AUDITOR},
        "registry.standards.write": _OFFICERS,
        "registry.checks.read": _FIELD | {Role.AUDITOR},
        "registry.checks.write": _FIELD,
        "registry.governance.read": _FIELD | {Role.AUDITOR},
        "registry.governance.write": _OFFICERS,
        "registry.change-requests.read": _FIELD | {Role.AUDITOR},
        "registry.change-requests.write": _FIELD,
        "registry.change-requests.decide": _OFFICERS,
        "registry.organisations.read": _HELPING | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "registry.organisations.write": _OFFICERS,
        "registry.organisations.judge": _OFFICERS,
        "registry.contracts.read": _FIELD | {Role.AUDITOR},
        "registry.contracts.write": _OFFICERS,
        "registry.evaluations.read": _FIELD | {Role.AUDITOR},
        "registry.evaluations.write": _OFFICERS,
        "volunteers.organisations.read": _HELPING | {Role.AUDITOR},
        "charity.organisations.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "registry.staff.read": _FIELD | {Role.AUDITOR},
        "registry.staff.write": _OFFICERS,
        "registry.incentives.pay": _OFFICERS,
        "registry.exams.read": _FIELD | {Role.AUDITOR},
        "registry.exams.write": _OFFICERS,
        "registry.training.read": _FIELD | {Role.AUDITOR},
        "registry.training.write": _OFFICERS,
        "registry.supervision.read": _FIELD | {Role.AUDITOR},
        "registry.supervision.write": _OFFICERS,
        "registry.feed.read": _FEED_READERS,
        "volunteers.needs.read": _HELPING | {Role.VOLUNTEER, Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.needs.write": _HELPING,
        "volunteers.needs.accept": _HELPING | {Role.VOLUNTEER},
        "volunteers.hours.read": _HELPING | {Role.VOLUNTEER, Role.AUDITOR},
        "volunteers.certificates.read": _HELPING | {Role.VOLUNTEER, Role.AUDITOR},
        "volunteers.certificates.write": _HELPING | {Role.VOLUNTEER},
        "volunteers.certificates.withdraw": _HELPING,
        "volunteers.cases.read": frozenset(
            {Role.STATION_WORKER, Role.COUNTY_OFFICER, Role.AUDITOR}
        ),
        "volunteers.cases.write": frozenset({Role.STATION_WORKER, Role.COUNTY_OFFICER}),
        "volunteers.cases.approve": frozenset({Role.STATION_WORKER, Role.COUNTY_OFFICER}),
        "volunteers.case-reads.read": frozenset({Role.COUNTY_OFFICER, Role.AUDITOR}),
        "volunteers.hours.tell": _HELPING | {Role.VOLUNTEER},
        "volunteers.hours.credit": _HELPING,
        "volunteers.people.read": _OFFICERS | {Role.VOLUNTEER_COORDINATOR},
        "volunteers.people.import": _OFFICERS | {Role.VOLUNTEER_COORDINATOR},
        "volunteers.people.write": _OFFICERS | {Role.VOLUNTEER_COORDINATOR},
        "volunteers.projects.read": _HELPING | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.projects.write": _HELPING,
        "volunteers.projects.approve": _OFFICERS,
        "volunteers.projects.spend": _FIELD,
        "volunteers.projects.audit": _OFFICERS,
        "volunteers.talks.read": _HELPING | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.talks.write": _HELPING,
        "volunteers.microgrants.read": _HELPING
        | {Role.VOLUNTEER, Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.microgrants.propose": _HELPING,
        "volunteers.microgrants.vote": _HELPING | {Role.VOLUNTEER},
        "volunteers.microgrants.award": _OFFICERS,
        "volunteers.lists.read": _HELPING | {Role.VOLUNTEER, Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.lists.write": _HELPING,
        "volunteers.parties.read": _HELPING | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "volunteers.parties.write": _HELPING,
        "volunteers.pairing-plans.read": _FIELD | {Role.AUDITOR},
        "volunteers.pairing-plans.write": _OFFICERS,
        "volunteers.project-schemes.write": frozenset(
            {Role.PROVINCE_ADMIN, Role.PREFECTURE_OFFICER}
        ),
        "volunteers.feed.read": _FEED_READERS,
        "charity.pledges.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.pledges.write": _OFFICERS | {Role.CHARITY_PARTNER},
        "charity.gifts.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.gifts.receive": _OFFICERS,
        "charity.gifts.allocate": _OFFICERS,
        "charity.gifts.confirm": _FIELD,
        "charity.donors.read": _OFFICERS | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.donors.write": _OFFICERS | {Role.CHARITY_PARTNER},
        "charity.funds.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.funds.write": _OFFICERS,
        "charity.openings.read": frozenset({Role.AUDITOR, Role.PROVINCE_ADMIN}),
        "charity.alarms.read": _FIELD | {Role.AUDITOR},
        "charity.findings.write": _OFFICERS,
        "charity.exports.read": _OFFICERS | {Role.AUDITOR, Role.INTEGRATOR},
        "charity.requests.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.requests.write": _FIELD,
        "charity.linking.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.linking.plan": _OFFICERS,
        "charity.shops.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.shops.write": _FIELD,
        "charity.auctions.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.auctions.write": _OFFICERS,
        "charity.auctions.bid": _OFFICERS | {Role.CHARITY_PARTNER},
        "charity.sponsorships.read": _FIELD | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.sponsorships.write": _FIELD,
        "charity.cofunding.read": _OFFICERS | {Role.CHARITY_PARTNER, Role.AUDITOR},
        "charity.statements.read": _OFFICERS | {Role.AUDITOR},
        "charity.feed.read": _FEED_READERS,
        "metrics.figures.read": _EVERYONE,
        "metrics.trace.read": _HELPING | {Role.AUDITOR},
        "metrics.conflicts.read": _OFFICERS | {Role.AUDITOR},
        "metrics.recounts.read": frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR}),
        "metrics.recounts.start": frozenset({Role.PROVINCE_ADMIN}),
        "metrics.bulletins.read": _FIELD | {Role.AUDITOR},
        "metrics.rounds.read": _FIELD | {Role.AUDITOR, Role.INTEGRATOR},
        "metrics.rounds.write": _OFFICERS,
        "metrics.rounds.publish": frozenset({Role.PROVINCE_ADMIN}),
        "metrics.feed.read": _FEED_READERS,
        "ops.parked.read": frozenset({Role.OPS}),
        "ops.replay": frozenset({Role.OPS}),
    }
)
