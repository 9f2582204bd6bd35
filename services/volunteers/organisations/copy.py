"""Copy of the organisations here, kept by the registry's events: who may be given work."""

from __future__ import annotations

from datetime import date

from contracts.registry.organisations import copied, refused
from servicekit.copies import Copies
from servicekit.database import Database, Document
from servicekit.errors import DomainError, NotFound


class OrganisationRefused(DomainError):
    code = "organisation_refused"
    zh = "该机构在黑名单、暂停或退出状态（至 {until}），不能参与新的项目或捐赠；"
    zh += "可向作出决定的民政部门申诉。"
    en = "The organisation is blacklisted, suspended or gone (until {until}); it may appeal to the "
    en += "civil-affairs department that decided."


class Organisations(Copies):
    def __init__(self, database: Database) -> None:
        super().__init__(database, "organisations", copied)

    async def known(self, id_: str) -> Document:
        """Wherever it is registered: an organisation works across counties (NotFound)."""
        found = await self.get(id_)
        if found is None or "name" not in found:
            raise NotFound()
        return found

    async def require_allowed(self, id_: str, today: date) -> None:
        """Raises NotFound, OrganisationRefused."""
        found = await self.known(id_)
        until = str(found.get("until") or "")
        if refused(str(found.get("standing", "good")), until, today):
            raise OrganisationRefused(until=until or "不定期 / no end")
