from pathlib import Path

import pytest
from pydantic import ValidationError

from servicekit.settings import EX_CONFIG, SettingRefused, Settings, load, read

GOOD = {"WUSHE_PORT": "8081", "WUSHE_JWKS": "/keys/jwks.json", "WUSHE_PROFILE": "embedded"}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_the_database_is_named_after_the_service_unless_set(
    environment: pytest.MonkeyPatch,
) -> None:
    assert read("registry", Settings).database == "registry"
    environment.setenv("WUSHE_DATABASE", "registry_b")
    assert read("registry", Settings).database == "registry_b"


def test_defaults_suit_the_embedded_engines(environment: pytest.MonkeyPatch) -> None:
    settings = read("registry", Settings)
    assert (settings.host, settings.port) == ("127.0.0.1", 8081)
    assert (settings.kafka, settings.mongo_driver) == ("127.0.0.1:9092", "motor")


def test_settings_are_frozen(environment: pytest.MonkeyPatch) -> None:
    settings = read("registry", Settings)
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "variable", "says"),
    [
        ({"WUSHE_PORT": None}, "WUSHE_PORT", "is missing"),
        ({"WUSHE_JWKS": ""}, "WUSHE_JWKS", "is missing"),
        ({"WUSHE_PORT": "eighty"}, "WUSHE_PORT", "whole number"),
        ({"WUSHE_PORT": "65536"}, "WUSHE_PORT", "whole number"),
        ({"WUSHE_PROT": "1"}, "WUSHE_PROT", "write WUSHE_PORT"),
        ({"WUSHE_XYZZY": "1"}, "WUSHE_XYZZY", "no such setting"),
        ({"WUSHE_MONGO_DRIVER": "mongoengine"}, "WUSHE_MONGO_DRIVER", "'motor' or 'pymongo'"),
        ({"WUSHE_KAFKA": "localhost"}, "WUSHE_KAFKA", "matching"),
        ({"WUSHE_JWKS": "http://idp/jwks"}, "WUSHE_JWKS", "https"),
        ({"WUSHE_PROFILE": "production"}, "WUSHE_ISSUER", "identity provider"),
        (
            {"WUSHE_PROFILE": "production", "WUSHE_ISSUER": "https://idp", "WUSHE_CRASH_AT": "x"},
            "WUSHE_CRASH_AT",
            "production",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(
    environment: pytest.MonkeyPatch, changes: dict[str, str | None], variable: str, says: str
) -> None:
    for name, value in changes.items():
        environment.delenv(name) if value is None else environment.setenv(name, value)
    with pytest.raises(SettingRefused) as refused:
        read("registry", Settings)
    assert refused.value.variable == variable
    assert says in str(refused.value)
    assert f"设置 {variable} 有误" in str(refused.value)


def test_production_starts_with_a_real_issuer_and_keys_over_tls(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("WUSHE_PROFILE", "production")
    environment.setenv("WUSHE_ISSUER", "https://idp.example")
    environment.setenv("WUSHE_JWKS", "https://idp.example/jwks")
    assert read("registry", Settings).profile == "production"


def test_production_is_what_one_gets_without_asking(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("WUSHE_PROFILE")
    with pytest.raises(SettingRefused, match="WUSHE_ISSUER"):
        read("registry", Settings)


def test_loading_wrong_settings_ends_the_process_with_one_line(
    environment: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("WUSHE_PORT")
    with pytest.raises(SystemExit) as ended:
        load("registry")
    assert ended.value.code == EX_CONFIG
    assert capfd.readouterr().err.count("\n") == 1


def test_a_service_may_require_settings_of_its_own(environment: pytest.MonkeyPatch) -> None:
    class PortalSettings(Settings):
        identities: Path

    with pytest.raises(SettingRefused, match="WUSHE_IDENTITIES"):
        read("portal", PortalSettings)
    environment.setenv("WUSHE_IDENTITIES", "/data/identities.json")
    assert read("portal", PortalSettings).identities == Path("/data/identities.json")
