"""Versioned code lists: every code with its Chinese and English name.

Codes are only ever added; `since` is the version of the list that brought one in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

from contracts.problems import ContractError


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    name_zh: str
    name_en: str
    since: int


class CodeUnknown(ContractError):
    code = "code_unknown"

    def __init__(self, known: CodeList, nearest: str, pointer: str = "") -> None:
        self.nearest = nearest
        legal = "、".join(f"{member.code}（{member.name_zh}）" for member in known)
        hint_zh, hint_en = (
            (f"最接近的是 {nearest}。", f" Nearest: {nearest}.") if nearest else ("", "")
        )
        super().__init__(
            f"没有这个代码。{hint_zh}可用的代码：{legal}。",
            f"No such code.{hint_en} Known codes: {', '.join(known.codes)}.",
            pointer,
        )


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list, in its published order."""

    name: str
    members: tuple[Code, ...]

    @property
    def version(self) -> int:
        return max(member.since for member in self.members)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(member.code for member in self.members)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.members)

    def find(self, code: str) -> Code | None:
        return next((member for member in self.members if member.code == code), None)

    def require(self, code: str, pointer: str = "") -> Code:
        """The member of this code. Raises CodeUnknown, which names what exists."""
        found = self.find(code)
        if found is None:
            nearest = get_close_matches(code, self.codes, n=1)
            raise CodeUnknown(self, nearest[0] if nearest else "", pointer)
        return found

    def union(self, text: str, pointer: str = "") -> str:
        """'subdistrict+township' in the list's own order. Raises CodeUnknown for any part."""
        parts = {self.require(part.strip(), pointer).code for part in text.split("+")}
        return "+".join(code for code in self.codes if code in parts)

    def name_zh(self, union: str) -> str:
        """Chinese name of a code or of a union of codes: 乡镇社工站+街道社工站."""
        return "+".join(self.require(code).name_zh for code in union.split("+"))

    def name_en(self, union: str) -> str:
        return " + ".join(self.require(code).name_en for code in union.split("+"))


def _read() -> dict[str, CodeList]:
    found: dict[str, list[Code]] = {}
    with (files(__package__) / "codes.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code = Code(row["code"], row["name_zh"], row["name_en"], int(row["since"]))
            found.setdefault(row["list"], []).append(code)
    return {name: CodeList(name, tuple(members)) for name, members in found.items()}


LISTS = _read()

DOMAINS = LISTS["domains"]
ACTIVITIES = LISTS["activities"]
TARGET_GROUPS = LISTS["target_groups"]
STATION_KINDS = LISTS["station_kinds"]
STATION_STATES = LISTS["station_states"]
OPERATING_MODES = LISTS["operating_modes"]
EMPLOYMENT_TYPES = LISTS["employment_types"]
POSTS = LISTS["posts"]
CERTIFICATE_LEVELS = LISTS["certificate_levels"]
VOLUNTEER_STATES = LISTS["volunteer_states"]
CASE_SOURCES = LISTS["case_sources"]
GIFT_VEHICLES = LISTS["gift_vehicles"]
GIFT_ITEMS = LISTS["gift_items"]
VALUATIONS = LISTS["valuations"]
DONOR_KINDS = LISTS["donor_kinds"]
FUND_KINDS = LISTS["fund_kinds"]
LANGUAGES = LISTS["languages"]
SKILLS = LISTS["skills"]
URGENCIES = LISTS["urgencies"]
QUALIFIERS = LISTS["qualifiers"]
BASES = LISTS["bases"]
FIGURE_SOURCES = LISTS["figure_sources"]
VOID_REASONS = LISTS["void_reasons"]
CLOSING_REASONS = LISTS["closing_reasons"]
DISTINCT_REASONS = LISTS["distinct_reasons"]
LIKENESS = LISTS["likeness"]
FUND_SOURCES = LISTS["fund_sources"]
FUND_STAGES = LISTS["fund_stages"]
FUND_NATURES = LISTS["fund_natures"]
FUND_PURPOSES = LISTS["fund_purposes"]
FUND_USES = LISTS["fund_uses"]
EVIDENCE_KINDS = LISTS["evidence_kinds"]
PARTNER_INSTITUTIONS = LISTS["partner_institutions"]
SUSPENSION_REASONS = LISTS["suspension_reasons"]
MOVE_REASONS = LISTS["move_reasons"]
HOURS_KINDS = LISTS["hours_kinds"]
CHECK_LEVELS = LISTS["check_levels"]
RETURN_REASONS = LISTS["return_reasons"]
NEED_SOURCES = LISTS["need_sources"]
NEED_REFUSALS = LISTS["need_refusals"]
NEED_WITHDRAWALS = LISTS["need_withdrawals"]
NEED_SIDES = LISTS["need_sides"]
PARTIES = LISTS["parties"]
FINDING_KINDS = LISTS["finding_kinds"]
FINDING_DISMISSALS = LISTS["finding_dismissals"]
PROGRAMME_STAGES = LISTS["programme_stages"]
HAVES = LISTS["haves"]
STANDARD_MEASURES = LISTS["standard_measures"]
ORGANISATION_KINDS = LISTS["organisation_kinds"]
FILED_KINDS = LISTS["filed_kinds"]
BLACKLIST_GROUNDS = LISTS["blacklist_grounds"]
EXIT_REASONS = LISTS["exit_reasons"]
CONTENT_CLASSES = LISTS["content_classes"]
PURCHASE_TRANSACTIONAL = LISTS["purchase_transactional"]
PURCHASE_SERVICE = LISTS["purchase_service"]
OWN_DUTIES = LISTS["own_duties"]
CONTRACT_ENDS = LISTS["contract_ends"]
EVALUATORS = LISTS["evaluators"]
EVALUATION_ASPECTS = LISTS["evaluation_aspects"]
EVALUATION_GRADES = LISTS["evaluation_grades"]
AGENCY_STATES = LISTS["agency_states"]
DESIGNATION_KINDS = LISTS["designation_kinds"]
DESIGNATION_LEVELS = LISTS["designation_levels"]
DESIGNATION_CRITERIA = LISTS["designation_criteria"]
DESIGNATION_FEATURES = LISTS["designation_features"]
DESIGNATION_ENDINGS = LISTS["designation_endings"]
CHANGE_REQUEST_KINDS = LISTS["change_request_kinds"]
REFUSAL_REASONS = LISTS["refusal_reasons"]
GOVERNANCE_KINDS = LISTS["governance_kinds"]
DEPARTMENTS = LISTS["departments"]
RESOLUTION_STATES = LISTS["resolution_states"]
DUTIES = LISTS["duties"]
LEAVING_REASONS = LISTS["leaving_reasons"]
EXAM_SUBJECTS = LISTS["exam_subjects"]
EXAM_RESULTS = LISTS["exam_results"]
CERTIFICATE_ENDS = LISTS["certificate_ends"]
TALENT_GRADES = LISTS["talent_grades"]
COURSE_KINDS = LISTS["course_kinds"]
TRAINING_MODES = LISTS["training_modes"]
SUPERVISION_KINDS = LISTS["supervision_kinds"]
VISIT_MODES = LISTS["visit_modes"]
FINDING_ASPECTS = LISTS["finding_aspects"]
HONOUR_TITLES = LISTS["honour_titles"]
PAIRING_ENDINGS = LISTS["pairing_endings"]
PROJECT_KINDS = LISTS["project_kinds"]
PROJECT_ORIGINS = LISTS["project_origins"]
PROJECT_RETURNS = LISTS["project_returns"]
PROJECT_REFUSALS = LISTS["project_refusals"]
UNPAIRING_REASONS = LISTS["unpairing_reasons"]
SUPERVISION_RESULTS = LISTS["supervision_results"]
PROJECT_AUDITS = LISTS["project_audits"]
PROJECT_ENDINGS = LISTS["project_endings"]
TALKS_CANCELLATIONS = LISTS["talks_cancellations"]
MICROGRANT_KINDS = LISTS["microgrant_kinds"]
TIE_RULES = LISTS["tie_rules"]
AWARD_REASONS = LISTS["award_reasons"]
LIST_KINDS = LISTS["list_kinds"]
PARTY_ENDINGS = LISTS["party_endings"]
PARTY_CORRECTIONS = LISTS["party_corrections"]
PARTY_COUNTS = LISTS["party_counts"]
PAIRING_ACTIVITIES = LISTS["pairing_activities"]
