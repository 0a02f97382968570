"""Prove the README on a machine that has nothing: clone HEAD into an empty folder, with an empty HOME, follow it there.

`make run` until the address answers and a demo account has signed in; stopped and run again, which must be quick and
keep the data; then `make test`. The environment is emptied but for the PATH and what names a package index, a proxy or
certificates. Prints what each part took; the exit status is 1 when
one fails or takes longer than is promised.

    python tools/fresh.py [--no-test] [--keep]
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parent.parent
# Of the caller's environment only this goes along.
KEPT_NAMES = {"PATH", "LANG", "LC_ALL", "TERM", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"}
KEPT_PREFIXES = ("PIP_", "UV_", "NPM_CONFIG_", "npm_config_", "PLAYWRIGHT_")
PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
PASSWORD = "telemed-demo-2026"  # noqa: S105  printed by the demo itself
SIGN_INS = ("patient", "doctor", "registrar", "admin")
# What each part may take, in seconds; when nothing has answered after PATIENCE it is given up.
LIMITS = {"make run, the first time": 180, "make run, again": 30, "make test": 900}
PATIENCE = 900


class NotFreshError(RuntimeError):
    """The README does not hold; the message says where."""


def environment(home: Path) -> dict[str, str]:
    """An environment with an empty home and nothing else but the way to packages."""
    kept = KEPT_NAMES | PROXIES
    chosen = {name: value for name, value in os.environ.items() if name in kept or name.startswith(KEPT_PREFIXES)}
    return {**chosen, "HOME": str(home)}


def free_port() -> int:
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(url: str, body: dict[str, str] | None = None, token: str | None = None) -> tuple[int, bytes]:
    """One request to the demo; status and body, also of a refusal."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def answers(address: str) -> bool:
    """Whether the service says it is ready."""
    try:
        return fetch(f"{address}/health/ready")[0] == HTTPStatus.OK
    except OSError:
        return False


def sign_in(address: str, who: str) -> str:
    """Sign a demo account in; returns its access token."""
    body = {"login": f"{who}@example.org", "password": PASSWORD, "client": "api"}
    status, answer = fetch(f"{address}/api/v1/sessions", body)
    if status != HTTPStatus.CREATED:
        message = f"{who} cannot sign in: {status} {answer.decode()}"
        raise NotFreshError(message)
    token: str = json.loads(answer)["access_token"]
    return token


@contextmanager
def make_run(clone: Path, env: dict[str, str]) -> Iterator[tuple[str, float]]:
    """`make run` for the length of the block, from its first answer on; gives the address and the seconds it took."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    started = time.monotonic()
    process = subprocess.Popen(["make", "run", f"PORT={port}"], cwd=clone, env=env, start_new_session=True)
    try:
        while not answers(address):
            if process.poll() is not None:
                message = f"make run ended with {process.returncode}"
                raise NotFreshError(message)
            if time.monotonic() - started > PATIENCE:
                message = f"make run did not answer within {PATIENCE} s"
                raise NotFreshError(message)
            time.sleep(0.1)
        yield address, time.monotonic() - started
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End make and everything it started: one process group of ours, which may be gone already."""
    for number, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def visits(address: str) -> int:
    """How many of the demo patient's visits the service lists."""
    status, answer = fetch(f"{address}/api/v1/appointments?when=past&limit=100", token=sign_in(address, "patient"))
    if status != HTTPStatus.OK:
        message = f"visits are not listed: {status} {answer.decode()}"
        raise NotFreshError(message)
    return len(json.loads(answer)["items"])


def first_run(clone: Path, env: dict[str, str]) -> tuple[float, int]:
    """From nothing to signed in; the seconds until the first answer, and the visits seen."""
    with make_run(clone, env) as (address, seconds):
        for who in SIGN_INS:
            sign_in(address, who)
        status, page = fetch(f"{address}/")
        if status != HTTPStatus.OK or b"<script" not in page:
            message = f"the web app is not served: {status}"
            raise NotFreshError(message)
        return seconds, visits(address)


def second_run(clone: Path, env: dict[str, str], before: int) -> float:
    """The same again; raises NotFreshError when the data is not what it was."""
    with make_run(clone, env) as (address, seconds):
        after = visits(address)
        if after != before or before == 0:
            message = f"the patient had {before} past visits and now has {after}"
            raise NotFreshError(message)
        return seconds


def follow_readme(folder: Path, *, with_tests: bool) -> dict[str, float]:
    """Clone, run, run again, test; the seconds of each."""
    clone, home = folder / "telemed", folder / "home"
    home.mkdir()
    env = environment(home)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], env=env, check=True)
    seconds, seen = first_run(clone, env)
    times = {"make run, the first time": seconds}
    times["make run, again"] = second_run(clone, env, seen)
    if with_tests:
        started = time.monotonic()
        done = subprocess.run(["make", "test"], cwd=clone, env=env, check=False, timeout=2 * LIMITS["make test"])
        times["make test"] = time.monotonic() - started
        if done.returncode:
            message = f"make test failed after {times['make test']:.0f} s"
            raise NotFreshError(message)
    return times


def main() -> int:
    """Follow the README; 1 when it does not lead where it says."""
    folder = Path(mkdtemp(prefix="telemed-fresh-"))
    try:
        times = follow_readme(folder, with_tests="--no-test" not in sys.argv)
    except (NotFreshError, subprocess.SubprocessError) as error:
        print(f"\nmake fresh: {error}", file=sys.stderr)
        return 1
    finally:
        if "--keep" not in sys.argv:
            shutil.rmtree(folder, ignore_errors=True)
    print("\nFrom an empty folder with an empty home:")
    for name, seconds in times.items():
        slow = "" if seconds <= LIMITS[name] else f"  too slow: {LIMITS[name]} s are promised"
        print(f"  {name:<26} {seconds:6.1f} s{slow}")
    return 1 if any(seconds > LIMITS[name] for name, seconds in times.items()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
