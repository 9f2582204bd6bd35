"""Settings from the environment, frozen, and refused with one sentence when they are wrong."""

import difflib
import os
import sys
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "WUSHE_"
EX_CONFIG = 78  # sysexits.h: a supervisor must not restart what its settings stop

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """What every service reads; a service with more of its own subclasses this.

    `jwks` is the path of a JWKS file or an https URL. `crash_at` names the step at which the
    process kills itself (only ever for the crash tests). `number_key` marks numbers that must be
    unique and are not to be kept; without it a production service takes none.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    mongo_uri: str = "mongodb://127.0.0.1:27017/?replicaSet=secantus"
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    database: str = Field(default="", pattern=r"^[a-z][a-z0-9_-]{0,37}$|^$")
    kafka: str = Field(default="127.0.0.1:9092", pattern=r"^[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*$")
    jwks: str = Field(min_length=1)
    issuer: str = Field(default="wushe-embedded", min_length=1)
    audience: str = Field(default="wushe", min_length=1)
    profile: Literal["embedded", "production"] = "production"
    log_level: LogLevel = "INFO"
    crash_at: str = ""
    number_key: str = Field(default="", pattern=r"^(\S{32,})?$", repr=False)
    registry_url: str | None = None
    volunteers_url: str | None = None
    charity_url: str | None = None
    metrics_url: str | None = None
    identities: Path | None = None

    @model_validator(mode="after")
    def _keys_come_over_tls_or_from_a_file(self) -> "Settings":
        if "://" in self.jwks and not self.jwks.startswith("https://"):
            raise _refusal("jwks", "须为 https 地址或本机文件", "must be an https URL or a file")
        return self

    @model_validator(mode="after")
    def _production_is_strict(self) -> "Settings":
        if self.profile != "production":
            return self
        if self.crash_at:
            raise _refusal("crash_at", "生产环境不得设置", "must not be set in production")
        if self.issuer == "wushe-embedded":
            raise _refusal(
                "issuer",
                "生产环境须填写统一认证的签发者；试用请设 WUSHE_PROFILE=embedded",
                "must name the identity provider in production; to try the suite, "
                "set WUSHE_PROFILE=embedded",
            )
        return self


S = TypeVar("S", bound=Settings)


def load(service: str, kind: type[S] = Settings) -> S:  # type: ignore[assignment]
    """The settings of a service; ends the process with one sentence when one is wrong."""
    try:
        return read(service, kind)
    except SettingRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        raise SystemExit(EX_CONFIG) from None


def read(service: str, kind: type[S]) -> S:
    """As `load`, but raises SettingRefused."""
    _refuse_unknown(kind)
    try:
        settings = kind.model_validate({})
    except ValidationError as error:
        raise _explain(error) from None
    return settings if settings.database else settings.model_copy(update={"database": service})


class SettingRefused(Exception):
    """One sentence in both languages: which variable, and what to do."""

    def __init__(self, variable: str, zh: str, en: str) -> None:
        self.variable = variable
        super().__init__(f"设置 {variable} 有误：{zh}。/ Setting {variable}: {en}.")


def _refuse_unknown(kind: type[Settings]) -> None:
    known = {PREFIX + name.upper() for name in kind.model_fields}
    for variable in sorted(os.environ):
        if variable.startswith(PREFIX) and variable not in known:
            near = next(iter(difflib.get_close_matches(variable, known, 1)), None)
            raise SettingRefused(
                variable,
                "没有这个设置，请删除" + (f"，或改为 {near}" if near else ""),
                "there is no such setting; remove it" + (f", or write {near}" if near else ""),
            )


def _refusal(field: str, zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{en}", {"field": field, "zh": zh, "en": en})


def _explain(error: ValidationError) -> SettingRefused:
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    if first["type"] == "setting":
        return SettingRefused(
            PREFIX + str(context["field"]).upper(), str(context["zh"]), str(context["en"])
        )
    variable = PREFIX + str(first["loc"][0]).upper()
    if first["type"] == "missing":
        return SettingRefused(
            variable, "尚未设置，请设置后再启动", "is missing; set it and start again"
        )
    zh, en = _WANTED.get(first["type"], ("有效的值", "valid"))
    return SettingRefused(
        variable,
        f"取值应为 {zh.format_map(context)}，请改正",
        f"the value must be {en.format_map(context)}; correct it",
    )


_WHOLE_NUMBER = ("0 至 65535 的整数", "a whole number from 0 to 65535")
_WANTED = {
    "int_parsing": _WHOLE_NUMBER,
    "greater_than_equal": _WHOLE_NUMBER,
    "less_than_equal": _WHOLE_NUMBER,
    "literal_error": ("{expected} 之一", "one of {expected}"),
    "string_pattern_mismatch": ("符合 {pattern} 的文字", "text matching {pattern}"),
}
