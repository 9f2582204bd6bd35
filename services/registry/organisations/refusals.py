"""Why an organisation is given no work, or not put on the blacklist."""

from __future__ import annotations

from servicekit.errors import DomainError


class Blacklisted(DomainError):
    code = "organisation_blacklisted"
    zh = "该机构在黑名单中（至 {until}），不能承接新的合同、项目或认捐；可按程序申诉，"
    zh += "由作出决定的民政部门复核。"
    en = "The organisation is blacklisted (until {until}) and gets no new contract, project or "
    en += "pledge; it may appeal to the civil-affairs department that decided."


class Suspended(DomainError):
    code = "organisation_suspended"
    zh = "该机构已暂停承接（至 {until}）。"
    en = "The organisation is suspended from new work until {until}."


class Exited(DomainError):
    code = "organisation_exited"
    zh = "该机构已退出，不能再登记业务。"
    en = "The organisation has exited; nothing new can be recorded for it."


class NotProposed(DomainError):
    code = "blacklisting_not_proposed"
    zh = "没有待确认的列入黑名单建议。"
    en = "No blacklisting is proposed that could be confirmed."


class SamePerson(DomainError):
    code = "second_person_required"
    status = 403
    zh = "列入黑名单须由另一人确认，不能自己提出、自己确认。"
    en = "Another person must confirm a blacklisting than the one who proposed it."


class AlreadyBlacklisted(DomainError):
    code = "already_blacklisted"
    zh = "该机构已在黑名单中，或已有待确认的建议。"
    en = "The organisation is blacklisted, or proposed for it, already."


class NotBlacklisted(DomainError):
    code = "not_blacklisted"
    zh = "该机构不在黑名单中。"
    en = "The organisation is not blacklisted."


class NoAppeal(DomainError):
    code = "no_appeal"
    zh = "没有待处理的申诉。"
    en = "There is no open appeal."


class AppealOpen(DomainError):
    code = "appeal_open"
    zh = "已有一件申诉在处理中。"
    en = "An appeal is being dealt with already."


class TermInvalid(DomainError):
    code = "term_invalid"
    status = 422
    zh = "期限须晚于今天（{today}），且不超过 5 年。"
    en = "The term must end after today ({today}) and within five years."
