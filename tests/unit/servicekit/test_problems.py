import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator
from pymongo.errors import AutoReconnect

from contracts.problems import ContractError
from servicekit.errors import NotFound, OutOfScope, VersionConflict
from servicekit.problems import preferred
from tests.unit.servicekit.conftest import Lines, connected

CANARY = "530121199001011237"


class RegionUnknown(ContractError):
    code = "region_unknown"


class Mode(StrEnum):
    CONTRACTED = "contracted"
    IN_HOUSE = "in_house"


class NewThing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="x", max_length=5)
    on: date = date(2022, 6, 30)
    at: AwareDatetime = datetime.fromisoformat("2022-06-30T09:00:00+08:00")
    persons: int = Field(default=1, ge=1, le=10, strict=True)
    mode: Mode = Mode.IN_HOUSE
    kind: Literal["township", "subdistrict"] = "township"
    tags: list[str] = Field(default=[], max_length=2)
    parent: UUID | None = None
    code: str = "530000"
    end: date | None = None

    @field_validator("code")
    @classmethod
    def _known(cls, code: str) -> str:
        if code == "999999":
            raise RegionUnknown("没有这个地区。", "There is no such region.", "/code")
        return code

    @model_validator(mode="after")
    def _ordered(self) -> "NewThing":
        if self.end and self.end < self.on:
            raise RegionUnknown("止于始前。", "It ends before it begins.", "/end")
        return self


class Required(BaseModel):
    name: str


def things() -> APIRouter:
    router = APIRouter()
    raised: dict[str, Exception] = {
        "absent": NotFound(),
        "outside": OutOfScope(),
        "stale": VersionConflict(4),
        "contract": RegionUnknown("没有这个地区。", "There is no such region.", "/region"),
        "outage": AutoReconnect(CANARY),
        "bug": RuntimeError(CANARY),
    }

    @router.post("/things")
    async def create(body: NewThing) -> None: ...

    @router.post("/required")
    async def require(body: Required) -> None: ...

    @router.get("/things/{thing_id}")
    async def read(thing_id: UUID) -> None: ...

    @router.get("/numbered/{number}")
    async def numbered(number: int) -> None: ...

    @router.get("/half")
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            raise RuntimeError(CANARY)

        return StreamingResponse(parts())

    @router.get("/raise/{kind}")
    async def fail(kind: str) -> None:
        raise raised[kind]

    @router.get("/wrong-answer")
    async def wrong() -> Annotated[int, Field()]:
        return "not a number"  # type: ignore[return-value]

    return router


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(things())


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"rgion": "530000"}, "unknown_field", "/rgion"),
        ({"a/b~c": 1}, "unknown_field", "/a~1b~0c"),
        ({"verified": True}, "field_not_writable", "/verified"),
        ({"region": "530000"}, "field_not_writable", "/region"),
        ({"version": 3, "persons": 0}, "field_not_writable", "/version"),
        ({"name": {"$ne": None}}, "type_error", "/name"),
        ({"name": None}, "type_error", "/name"),
        ({"name": "x" * 6}, "text_too_long", "/name"),
        ({"persons": "3"}, "type_error", "/persons"),
        ({"persons": 1.5}, "type_error", "/persons"),
        ({"persons": True}, "type_error", "/persons"),
        ({"persons": 0}, "number_out_of_range", "/persons"),
        ({"persons": 11}, "number_out_of_range", "/persons"),
        ({"on": "2025-02-29"}, "date_invalid", "/on"),
        ({"on": "2022-06-30T10:00:00"}, "date_invalid", "/on"),
        ({"on": "二〇二二年"}, "date_invalid", "/on"),
        ({"at": "2022-06-30T24:00:00+08:00"}, "date_invalid", "/at"),
        ({"at": "2022-06-30T09:00:00"}, "timezone_required", "/at"),
        ({"mode": "both"}, "value_not_allowed", "/mode"),
        ({"kind": "village"}, "value_not_allowed", "/kind"),
        ({"tags": ["a", "b", "c"]}, "list_too_long", "/tags"),
        ({"tags": ["a", 1]}, "type_error", "/tags/1"),
        ({"tags": "a"}, "type_error", "/tags"),
        ({"parent": "../../x"}, "id_invalid", "/parent"),
        ({"code": "999999"}, "region_unknown", "/code"),
        ({"end": "2022-06-29"}, "region_unknown", "/end"),
        ([], "type_error", ""),
        ("text", "type_error", ""),
    ],
)
async def test_each_wrong_field_has_its_code_and_pointer(
    body: Any, code: str, pointer: str, app: FastAPI
) -> None:
    async with connected(app) as client:
        answer = await client.post("/things", json=body)
    problem = answer.json()
    assert answer.status_code == 422
    assert problem["code"] == code
    assert (problem["errors"][0]["code"], problem["errors"][0]["pointer"]) == (code, pointer)


async def test_a_missing_field_is_named_after_the_misspelt_one(app: FastAPI) -> None:
    async with connected(app) as client:
        missing = (await client.post("/required", json={})).json()
        absent = (await client.post("/required")).json()
    assert [(e["code"], e["pointer"]) for e in missing["errors"]] == [("field_missing", "/name")]
    assert [(e["code"], e["pointer"]) for e in absent["errors"]] == [("field_missing", "")]


async def test_the_document_is_rfc_9457_in_chinese(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.get("/raise/stale")
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "zh-CN"
    assert re.fullmatch("[0-9a-f]{32}", problem.pop("trace_id"))
    assert problem == {
        "type": "urn:wushe:problem:version_conflict",
        "title": "版本冲突",
        "status": 412,
        "code": "version_conflict",
        "detail": "记录已被他人修改，当前版本为 4；请刷新后再改。",
        "errors": [],
        "version": 4,
    }


async def test_english_is_given_to_those_who_prefer_it(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.get("/raise/outside", headers={"Accept-Language": "en-GB"})
    assert answer.json()["detail"] == "That region is outside your area."
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh;q=0.5, en;q=0.7", "en"),
        ("fr", "zh"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("en;q=often", "zh"),
        (",;,;q=", "zh"),
    ],
)
def test_the_language_follows_the_preference(header: str, language: str) -> None:
    assert preferred({"headers": [(b"accept-language", header.encode())]}) == language


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/raise/absent", 404, "not_found"),
        ("/raise/outside", 403, "region_out_of_scope"),
        ("/raise/contract", 422, "region_unknown"),
        ("/raise/outage", 503, "storage_unavailable"),
        ("/raise/bug", 500, "internal_error"),
        ("/wrong-answer", 500, "internal_error"),
        ("/nothing-here", 404, "not_found"),
        ("/things/not-a-uuid", 422, "id_invalid"),
        ("/numbered/first", 422, "id_invalid"),
        ("/things/..%2f..%2fetc", 404, "not_found"),
        ("/things/%00", 422, "id_invalid"),
        ("/things/", 404, "not_found"),
    ],
)
async def test_every_failure_is_a_problem(path: str, status: int, code: str, app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_an_answer_that_breaks_off_is_not_passed_off_as_whole(app: FastAPI) -> None:
    async with connected(app) as client:
        with pytest.raises(RuntimeError):
            await client.get("/half")


async def test_an_outage_says_when_to_come_back(app: FastAPI) -> None:
    async with connected(app) as client:
        assert (await client.get("/raise/outage")).headers["Retry-After"] == "5"


async def test_a_wrong_method_names_the_right_ones(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.delete("/things")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


async def test_what_a_person_typed_is_in_no_answer_and_no_log(app: FastAPI, lines: Lines) -> None:
    fields = ("name", "on", "at", "persons", "mode", "kind", "tags", "parent", "id")
    async with connected(app) as client:
        answers = [await client.post("/things", json={field: CANARY * 2}) for field in fields]
        answers += [await client.get(f"/raise/{kind}") for kind in ("bug", "outage")]
        answers += [await client.get(f"/things/{CANARY}")]
        answers += [await client.post("/things", content=f'{{"name": "{CANARY}" x}}',
                                      headers={"Content-Type": "application/json"})]  # fmt: skip
    assert all(answer.status_code >= 400 for answer in answers)
    assert not any(CANARY in answer.text for answer in answers)
    logged = lines()
    assert {"request_failed", "request"} <= {line["event"] for line in logged}
    assert CANARY not in json.dumps(logged)
