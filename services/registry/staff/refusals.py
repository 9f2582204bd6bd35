"""Why a posting or a certificate is not taken."""

from __future__ import annotations

from servicekit.errors import DomainError


class Gone(DomainError):
    code = "person_left"
    zh = "该人员已离开社会工作队伍，不能再登记。"
    en = "The person has left social work; nothing new can be recorded for them."


class PostOverlaps(DomainError):
    code = "posting_overlaps"
    zh = "该人员在本站已有在岗记录，或已有专职岗位；请先离岗再任职。"
    en = "The person is on a post at this station, or has a full-time one; end that first."


class NotPosted(DomainError):
    code = "not_posted"
    zh = "该人员不在此站任职。"
    en = "The person is on no post at that station."


class DateOutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 须不早于 {earlier}，且不晚于今天 {today}。"
    en = "{given} must not be before {earlier}, nor after today, {today}."


class CertificateHeld(DomainError):
    code = "certificate_held"
    zh = "该人员已持有同一级别的有效证书；请先登记失效或延续。"
    en = "The person holds a valid certificate of this level; end or renew it first."


class HigherHeld(DomainError):
    code = "higher_certificate_held"
    zh = "该人员已持有更高级别的有效证书，按最高级别登记；无须再登记较低级别。"
    en = "The person holds a higher valid certificate and is registered at the highest level."


class NoCertificate(DomainError):
    code = "certificate_missing"
    zh = "该人员没有此级别的有效证书。"
    en = "The person holds no valid certificate of this level."


class NotSupervisor(DomainError):
    code = "supervisor_requirements"
    zh = "督导须持有社会工作师或高级社会工作师证书。"
    en = "A supervisor holds a certificate of social worker or senior social worker."


class IncentiveTwice(DomainError):
    code = "incentive_paid"
    zh = "该级别的考试奖励已经发放，每人每级只发一次。"
    en = "The incentive for this level is paid already; it is paid once for a person and a level."


class NoScheme(DomainError):
    code = "incentive_scheme_missing"
    status = 422
    zh = "该人员所在地区没有此级别的奖励标准；请先设定。"
    en = "No incentive of this level is set for the person's area; set one first."


class NumberTaken(DomainError):
    code = "certificate_number_taken"
    zh = "这个证书编号已登记在另一人名下，一个编号只属于一个人；请核对编号。"
    en = "This certificate number is on record for somebody else; check the number."


class ExamAhead(DomainError):
    code = "exam_ahead"
    status = 422
    zh = "{year} 年的考试尚未举行；今年是 {this} 年。"
    en = "The exam of {year} has not been held; this is {this}."


class NotASubject(DomainError):
    code = "exam_subject"
    status = 422
    zh = "{level} 级没有这个科目；该级科目为：{subjects}（国人部发〔2006〕71号）。"
    en = "{level} has no such subject; its subjects are {subjects} (国人部发〔2006〕71号)."


class EducationTwice(DomainError):
    code = "education_recorded"
    zh = "{on} 的这项继续教育已经登记，每次只计一次；另有课程请填写课程编号。"
    en = "That education of {on} is on record; for another course of that day name the course."


class NumbersOff(DomainError):
    code = "certificate_numbers_off"
    status = 422
    zh = "本系统尚未设置编号密钥（WUSHE_NUMBER_KEY），不能登记证书编号；请先不填编号，或联系运维。"
    en = "No key for numbers is set (WUSHE_NUMBER_KEY): leave the number out, or ask operations."
