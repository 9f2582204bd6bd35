"""The commands' answers to wrong use, and what doctor and status say when nothing runs."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from cli.commands import test as test_command
from cli.main import COMMANDS, main
from cli.places import DataDirectory
from cli.ports import free_port
from cli.supervisor.directory import DirectoryLock


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    """Exit code and everything said."""
    code = main(argv)
    said = capsys.readouterr()
    return code, said.out + said.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(capsys, "--help")
    assert code == 0
    assert all(f"  {name} " in said for name in COMMANDS)


def test_an_unknown_command_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(capsys, "fly")
    assert code == 2
    assert said.count("\n") == 1
    assert "no command fly" in said


@pytest.mark.parametrize(("language", "there"), [("zh", "没有命令"), ("en", "no command")])
def test_one_language_can_be_chosen(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    there: str,
) -> None:
    monkeypatch.setenv("WUSHE_LANG", language)
    _, said = answer(capsys, "fly")
    assert there in said
    assert "|" not in said


def test_up_names_the_holder_of_a_taken_port(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        port = server.getsockname()[1]
        code, said = answer(capsys, "up", "--data", str(tmp_path), "--port", str(port))
    assert code == 1
    assert f"port {port} is taken by pid {os.getpid()}" in said
    assert f"--port {port + 1}" in said


def test_up_names_the_user_of_the_data_directory(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with DirectoryLock(DataDirectory(tmp_path).make()):
        code, said = answer(capsys, "up", "--data", str(tmp_path))
    assert code == 1
    assert f"in use by pid {os.getpid()}; ./wushe down" in said


def test_up_says_when_it_may_not_write(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = answer(capsys, "up", "--data", "/proc/wushe")
    assert code == 1
    assert "cannot write to /proc/wushe" in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--kafka", "127.0.0.1:1", "cannot reach Kafka"),
        ("--kafka", "nonsense", "--kafka takes HOST:PORT"),
        ("--mongo", "mongodb://127.0.0.1:1/", "cannot reach MongoDB"),
        ("--mongo", "postgres://x", "--mongo takes"),
    ],
)
def test_an_engine_that_cannot_be_reached_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, value: str, said: str
) -> None:
    free = str(free_port())
    asked = ("up", "--data", str(tmp_path), "--port", free, "--engine", "noida", option, value)
    code, answered = answer(capsys, *asked)
    assert code == 1
    assert said in answered


def test_where_nothing_runs_every_command_says_how_to_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert answer(capsys, "status", "--data", str(tmp_path))[1].count("./wushe up") == 2
    assert answer(capsys, "down", "--data", str(tmp_path))[0] == 0
    code, said = answer(capsys, "load", "x.csv", "--data", str(tmp_path))
    assert code == 1
    assert "./wushe up" in said
    code, said = answer(capsys, "status", "--json", "--data", str(tmp_path))
    assert (code, json.loads(said)) == (3, {"processes": []})


def test_doctor_finds_a_taken_port_and_says_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        port = server.getsockname()[1]
        code, said = answer(capsys, "doctor", "--data", str(tmp_path), "--port", str(port))
    assert code == 1
    assert f"✗ 端口 {port}" in said
    assert f"→ ./wushe up --port {port + 1}" in said


def test_doctor_sees_a_clock_that_went_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    marker = DataDirectory(tmp_path).demo_done
    marker.touch()
    port = str(free_port())
    assert answer(capsys, "doctor", "--data", str(tmp_path), "--port", port)[0] == 0
    os.utime(marker, (2**32, 2**32))
    code, said = answer(capsys, "doctor", "--data", str(tmp_path), "--port", port)
    assert code == 1
    assert "✗ 系统时钟不对" in said


def test_a_check_that_fails_shows_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert test_command.passes(("json.tool", "--help"))
    assert "ok" in capsys.readouterr().out
    assert not test_command.passes(("json.tool", "--no-such"))
    assert "--no-such" in capsys.readouterr().out


def test_in_ci_a_missing_package_fails_instead_of_skipping_tests(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # neither chromium nor apt-get
    monkeypatch.setenv("CI", "true")
    code, said = answer(capsys, "test")
    assert code == 1
    assert "chromium" in said
