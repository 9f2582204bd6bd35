"""What requests about money may say. A voucher and a 文号 are references, never a person's name."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts import codes
from contracts.problems import ContractError
from servicekit.fields import Body, Fen, Id, LocalDate, RegionCode, coded
from servicekit.privacy import holds_personal_number
from services.registry.funding.movements import PLANNED, RECEIVED, Movement
from services.registry.funding.reversing import Reversal
from services.registry.policies.number import parse_number


class VoucherInvalid(ContractError):
    code = "voucher_invalid"

    def __init__(self) -> None:
        super().__init__(
            "凭证号为 1 至 60 个字母、数字、符号或“记收付转银现凭证字第号年月”等字，"
            "如 记-2022-06-0123；不得含人名、证件号或电话。",
            "A voucher is a reference such as PZ-2022-06-0123: letters, digits and marks, no name.",
        )


_VOUCHER = re.compile(r"[0-9A-Za-z〔〕\[\]()\-_/.#记收付转银现凭证字第号年月日财社民预国库]{1,60}")


def voucher_number(text: str) -> str:
    """A reference, never a name (VoucherInvalid)."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not _VOUCHER.fullmatch(text) or holds_personal_number(text):
        raise VoucherInvalid()
    return text


Voucher = Annotated[str, Field(max_length=60), AfterValidator(voucher_number)]
DocumentNumber = Annotated[str, Field(max_length=40), AfterValidator(parse_number)]
Year = Annotated[int, Field(strict=True, ge=2000, le=2100)]
Source = Annotated[str, coded(codes.FUND_SOURCES), AfterValidator(lambda code: real_source(code))]
Purpose = Annotated[str, coded(codes.FUND_PURPOSES)]
Use = Annotated[str, coded(codes.FUND_USES)]
TargetGroup = Annotated[str, coded(codes.TARGET_GROUPS)]


class SourceNotReal(ContractError):
    code = "source_not_real"

    def __init__(self) -> None:
        super().__init__(
            "“合计”和“建站资金”是统计口径，不是资金来源；请填写实际来源，用途填在 purpose。",
            "'all' and 'station_building' are ways of counting; give the real source.",
        )


def real_source(source: str) -> str:
    """A source money comes from, no way of counting (SourceNotReal)."""
    if source in ("all", "station_building"):
        raise SourceNotReal()
    return source


class Dated(Body):
    """`on`: the local day it happened; today when left out."""

    on: LocalDate | None = None


class PlanFund(Dated):
    """A new line with its plan. `uses` narrows what the source permits."""

    region: RegionCode
    station_id: Id | None = None
    source: Source
    nature: Annotated[str, coded(codes.FUND_NATURES)]
    purpose: Purpose
    year: Year
    planned_fen: Fen
    document: DocumentNumber | None = None
    uses: Annotated[list[Use], Field(max_length=30)] = Field(default=[])


class AddToPlan(Dated):
    amount_fen: Fen
    document: DocumentNumber | None = None

    def movement(self, id_: str, today: date) -> Movement:
        return Movement(
            id=id_,
            stage=PLANNED,
            fen=self.amount_fen,
            on=self.on or today,
            document=self.document or "",
        )


class ReceiveFund(Dated):
    amount_fen: Fen
    voucher: Voucher

    def movement(self, id_: str, today: date) -> Movement:
        return Movement(
            id=id_,
            stage=RECEIVED,
            fen=self.amount_fen,
            on=self.on or today,
            voucher=self.voucher,
        )


class IssueFund(Dated):
    """To a lower region, or to a station (its region is then known)."""

    amount_fen: Fen
    to_region: RegionCode | None = None
    station_id: Id | None = None
    document: DocumentNumber | None = None
    voucher: Voucher | None = None


class SpendFund(Dated):
    """`region`: what it is spent for; the station's, else the line's own when left out."""

    amount_fen: Fen
    use: Use
    voucher: Voucher
    target_group: TargetGroup | None = None
    region: RegionCode | None = None
    station_id: Id | None = None
    contract_id: Id | None = None


class ReverseMovement(Dated):
    """Undo a movement, or so much of it."""

    movement_id: Id
    amount_fen: Fen | None = None
    voucher: Voucher | None = None

    def reversal(self, id_: str, today: date) -> Reversal:
        return Reversal(
            id=id_,
            of=self.movement_id,
            on=self.on or today,
            fen=self.amount_fen,
            voucher=self.voucher or "",
        )
