"""The tool itself, and what it promises about the files around it."""

import ast
import os
import re
import socket
import sys
import tomllib
from pathlib import Path

import pytest

import dev
from dev import ROOT, Failure, Program, Report, Stamp, fingerprint


def test_a_fingerprint_changes_with_a_text_a_content_and_a_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (file := tmp_path / "folder" / "a.css").write_text("one")
    before = fingerprint(tmp_path, "3.11")

    assert fingerprint(tmp_path, "3.12") != before
    file.write_text("two")
    assert fingerprint(tmp_path, "3.11") != before
    file.write_text("one")
    assert fingerprint(tmp_path, "3.11") == before
    file.rename(tmp_path / "folder" / "b.css")
    assert fingerprint(tmp_path, "3.11") != before


def test_a_stamp_is_fresh_only_for_what_it_was_set_for(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "new" / "stamp", "made of this")
    assert not stamp.is_fresh()
    stamp.set()
    assert stamp.is_fresh()
    assert not Stamp(stamp.file, "made of that").is_fresh()


def test_the_first_way_to_a_program_wins_and_later_ways_are_not_tried() -> None:
    tried: list[str] = []

    def way(name: str, found: str | None) -> Path | None:
        tried.append(name)
        return Path(found) if found else None

    ways = (lambda: way("disk", None), lambda: way("apt", "/usr/bin/it"), lambda: way("wheel", "/elsewhere/it"))
    assert Program("It", ways, "get it.").find() == Path("/usr/bin/it")
    assert tried == ["disk", "apt"]


def test_a_program_that_is_nowhere_is_named_with_what_to_do() -> None:
    with pytest.raises(
        Failure, match=r"^No Redis: install it \(apt-get install redis-server\), or set REDIS_URL, or `docker"
    ):
        Program("Redis", (lambda: None,), dev.REDIS.otherwise).find()


def test_nothing_is_installed_by_apt_without_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "run", lambda *_, **__: pytest.fail("apt-get was started"))
    assert not dev.apt("postgresql")
    assert dev.postgres_by_apt() is None


def test_a_report_fails_when_one_step_failed_and_goes_on_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.check("good", sys.executable, "-c", "", env={})
    assert report.end() == 0
    report.check("bad", sys.executable, "-c", "print('why'); raise SystemExit(3)", env={})
    report.check("after", sys.executable, "-c", "", env={})
    assert report.end() == 1

    summary = str(report).splitlines()
    assert [line.split()[:2] for line in summary[:3]] == [["passed", "good"], ["FAILED", "bad"], ["passed", "after"]]
    assert summary[-1].split()[0] == "FAILED"
    assert "why" in capsys.readouterr().out


def test_a_wordless_check_fails_at_the_first_word() -> None:
    report = Report()
    report.check("loud", sys.executable, "-c", "print('invalid compose project')", env={}, wordless=True)
    assert not report.passed


def test_what_did_not_run_is_said_loudly_and_fails_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.skip("browser tests", "install a browser.")
    assert "browser tests DID NOT RUN: install a browser." in capsys.readouterr().out
    assert "NOT RUN" in str(report)
    assert report.end() == 0


def test_what_we_start_we_stop_even_when_something_goes_wrong(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        with dev.running(sys.executable, "-c", "import time; time.sleep(600)", log=tmp_path / "log") as process:
            assert process.poll() is None
            _ = 1 / 0
    assert process.poll() is not None


def test_a_program_that_does_not_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with dev.running(sys.executable, "-c", "raise SystemExit('no room')", log=log) as process:
        with pytest.raises(Failure) as failure:
            dev.wait_for(lambda: False, process, log)
    assert "no room" in failure.value.output


def test_a_port_that_was_asked_for_and_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"Port {port} is taken"):
            dev.demo_port(port)
    assert dev.demo_port(port) == port


def test_the_tool_needs_only_the_standard_library_and_says_so_on_an_older_python() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 9))
    imports = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imports
    assert imports <= sys.stdlib_module_names


@pytest.mark.parametrize("lock", ["requirements.txt", "package-lock.json"])
def test_locks_name_no_registry(lock: str) -> None:
    addresses = re.findall(r"https?://[^\s\"]+", (ROOT / lock).read_text())
    assert [
        address for address in addresses if re.search(r"registry|pypi|pythonhosted|\.(tgz|whl|tar\.gz)\b", address)
    ] == []


def packages() -> set[str]:
    """The house's own packages: folders with code of the product."""
    return {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "bench", "soak"}


def test_every_package_is_in_the_import_contracts_the_types_and_the_image() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    house, inside = settings["importlinter"]["contracts"]
    assert set(settings["importlinter"]["root_packages"]) == packages()
    assert packages() <= {name.strip(" ()") for layer in house["layers"] for name in layer.split("|")}
    assert set(inside["containers"]) == packages() - {"config", "kit", "live", "integrations"}
    assert packages() <= set(settings["mypy"]["files"])
    assert {f"!{name}" for name in packages()} <= set((ROOT / ".dockerignore").read_text().split())


def test_every_setting_of_the_environment_is_in_the_operators_table() -> None:
    code = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "gunicorn.py"))
    read = set(re.findall(r"(?:environ(?:\.get)?[\[(]|switch\()\s*[\"']([A-Z_]+)", code)) - {
        "PYTEST_XDIST_WORKER",
        "BIND",
    }
    table = (ROOT / "docs" / "operating.md").read_text()
    assert "DATABASE_URL" in read
    assert {name for name in read if f"`{name}`" not in table} == set()
