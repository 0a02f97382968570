"""Child processes with a bounded start, a log one can read, and an end that is certain.

A child is asked to stop by a signal, and killed when it has not within `STOP_SECONDS`. Where `setpriv` exists the
kernel also ends it when the test run itself is killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

START_SECONDS = 30.0
STOP_SECONDS = 10.0
LOG_TAIL = 4000


class ProcessFailedError(AssertionError):
    """A child did not start, did not become ready, or ended early; carries the tail of its log."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool], *, within: float, what: str, every: float = 0.02) -> None:
    """Poll until `holds()` is true; raises TimeoutError naming `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            message = f"{what}: not within {within:g} s"
            raise TimeoutError(message)
        time.sleep(every)


def accepts(port: int) -> bool:
    """Whether something listens on the TCP port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with a 2xx."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(200 <= response.status < 300)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def ends_with_parent(signal_name: str = "KILL") -> list[str]:
    """Command prefix that has the kernel send the signal when the starting process dies; empty without setpriv."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signal_name] if setpriv else []


def unprivileged_user() -> pwd.struct_passwd | None:
    """For root: the account that servers which refuse root are run as. None for everybody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    message = "neither the user postgres nor nobody exists"
    raise ProcessFailedError(message)


def as_unprivileged(signal_name: str = "QUIT") -> list[str]:
    """Command prefix that drops root and ends with the parent; only the latter when not root."""
    user = unprivileged_user()
    prefix = ends_with_parent(signal_name)
    if user is None:
        return prefix
    if not prefix:
        message = "setpriv (package util-linux) is needed to start servers as root"
        raise ProcessFailedError(message)
    return [*prefix, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@dataclass
class Running:
    """A started child. Its standard output and error are in `log`."""

    command: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start the child, again after `kill` or `stop`; its log goes on."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if self.env is None else dict(self.env),
                cwd=self.cwd,
            )

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self.process.pid

    @property
    def started(self) -> bool:
        """Whether `start` has ever been called."""
        return hasattr(self, "process")

    @property
    def alive(self) -> bool:
        """Whether the child has not ended."""
        return self.process.poll() is None

    @property
    def pids(self) -> list[int]:
        """The child and everything below it."""
        return [process.pid for process in _tree(self.pid)]

    def text(self) -> str:
        """The last part of the log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:]

    def wait_ready(self, ready: Callable[[], bool], *, within: float = START_SECONDS) -> None:
        """Wait for `ready()`; raises ProcessFailedError with the log when the child ends before, or is too slow."""
        try:
            wait_until(lambda: not self.alive or ready(), within=within, what=self.command[0])
        except TimeoutError as error:
            message = f"{error}\n{self.text()}"
            raise ProcessFailedError(message) from error
        if not self.alive:
            message = f"{' '.join(self.command)} ended with {self.process.returncode}\n{self.text()}"
            raise ProcessFailedError(message)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the child alone (SIGSTOP and SIGCONT for a process that hangs)."""
        self.process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, *, within: float = STOP_SECONDS) -> int:
        """Ask the child to end, kill it and what it started after `within` seconds; returns the exit status."""
        if self.alive:
            self.send(number)
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(within)
            self.kill()
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """`kill -9` for the child and everything below it, and wait until they are gone."""
        family = _tree(self.pid)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(STOP_SECONDS)
        _, left = psutil.wait_procs(family[1:], timeout=STOP_SECONDS)
        if left:
            message = f"still alive after SIGKILL: {[process.pid for process in left]}"
            raise ProcessFailedError(message)


def _tree(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    return []


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system CPU seconds of the processes and of their children that have already ended."""
    total = 0.0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            times = psutil.Process(pid).cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def running(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    ready: Callable[[], bool] | None = None,
    within: float = START_SECONDS,
) -> Iterator[Running]:
    """Run a command for the length of the block, from `ready()` on; it is ended with SIGTERM, then SIGKILL."""
    with TemporaryDirectory(prefix="telemed-run-") as folder:
        child = Running([*ends_with_parent(), *command], Path(folder) / "log", env, cwd)
        child.start()
        try:
            if ready is not None:
                child.wait_ready(ready, within=within)
            yield child
        finally:
            with suppress(ProcessLookupError):
                child.send(signal.SIGCONT)
            child.stop()
