"""360Giving and IATI: what a reader of these formats requires is there, and money is exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import jsonschema
import pytest

from servicekit.aggregate import Stored
from services.charity.exports.grants import Names, activities, package
from services.charity.exports.sheet import ACCOUNTS_ZH, rows
from services.charity.gifts.books import KINDS
from services.charity.statements.line import Line
from tests.unit.charity.mothers import TODAY, allocated, coats, money, received
from tests.unit.charity.test_proofs import line

NAMES = Names(donor=lambda id_: "某服装厂" if id_ else "爱心人士", receiver=lambda _: "")
ORGANISATION = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string", "minLength": 1}},
}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T00:00:00\+08:00$"}
"""A day alone matches two branches of the published schema where formats are not checked."""
REQUIRED = {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "currency": {"const": "CNY"},
    "amountAwarded": {"type": "number"},
    "awardDate": DAY,
    "recipientOrganization": {"type": "array", "minItems": 1, "items": ORGANISATION},
    "fundingOrganization": {"type": "array", "minItems": 1, "items": ORGANISATION},
}
"""What the 360Giving Data Standard 1.4 requires of a grant."""


def test_an_allocation_is_a_grant_with_all_that_the_standard_requires():
    gift = allocated(received(coats(), 150), 1)
    shown = package([Stored("g", 1, gift.region, gift)], NAMES)
    (grant,) = shown["grants"]
    jsonschema.validate(grant, {"properties": REQUIRED, "required": [*REQUIRED]})
    assert grant["amountAwarded"] == 200.0
    assert grant["beneficiaryLocation"][0]["geoCode"] == "533401", "no nearer than the county"
    assert "regrantType" not in grant


def test_what_is_passed_on_says_so():
    gift = allocated(received(money(100, regrant=True), 100), 100)
    shown = package([Stored("g", 1, gift.region, gift)], NAMES)
    assert shown["grants"][0]["regrantType"] == "FRG010"


def test_transactions_add_up_to_the_books_with_corrections_below_zero():
    moved = [
        line("1", source="", target="promised"),
        line("2", source="promised", target="received"),
        line("3", source="received", target="allocated"),
        line("4", source="allocated", target="in_transit"),
        line("5"),
        line("6", source="delivered", target="received"),
    ]
    root = ElementTree.fromstring(activities(moved, "基金", date(2022, 7, 1)))
    found = [
        (t.find("transaction-type").get("code"), t.findtext("value"))  # type: ignore[union-attr]
        for t in root.iter("transaction")
    ]
    assert found == [
        ("11", "200.00"),
        ("1", "200.00"),
        ("2", "200.00"),
        ("3", "200.00"),
        ("3", "-200.00"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_account_has_a_chinese_name_in_the_sheet(kind: str):
    assert ACCOUNTS_ZH[kind]


def test_a_row_of_the_sheet_keeps_fen_and_items_as_whole_numbers():
    def of(one: Line) -> dict[str, object]:
        return dict(next(iter(rows([(7, one)]))))

    coat = of(line())
    assert (coat["no"], coat["fen"], coat["quantity"], coat["unit"]) == (7, 20_000, 1, "件")
    yuan = of(replace(line(), item="", unit="", quantity=0, on=TODAY))
    assert (yuan["fen"], yuan["quantity"]) == (20_000, None)
