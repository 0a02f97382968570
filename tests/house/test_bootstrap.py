"""The scripts that make a clone ready decide rightly what to do."""

import re
import subprocess
from pathlib import Path

import pytest

from tools import bootstrap, check


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.1", True),
        ("v100.0.0", True),
        ("", False),
    ],
)
def test_node_that_cannot_build_the_web_app_is_replaced(version: str, enough: bool) -> None:  # noqa: FBT001
    """Vite runs on 20.19, 22.12 and what is newer, and on no odd release in between."""
    assert bootstrap.node_is_new_enough(version) is enough


def test_step_runs_again_only_when_its_inputs_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unchanged inputs cost nothing; a lost product or a failure is made good."""
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    product, runs = tmp_path / "product", []

    def build(key: str) -> None:
        bootstrap.step("Build", key, product, lambda: (runs.append(key), product.touch())[0])

    build("one")
    build("one")
    build("two")
    product.unlink()
    build("two")
    assert runs == ["one", "two", "two"]


def test_failed_step_is_not_taken_for_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that failed runs again, although its product of last time is there."""
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    product, runs = tmp_path / "product", []
    product.touch()

    def fail() -> None:
        message = "no network"
        raise bootstrap.StepFailedError(message)

    with pytest.raises(bootstrap.StepFailedError):
        bootstrap.step("Build", "one", product, fail)
    bootstrap.step("Build", "one", product, lambda: runs.append("again"))
    assert runs == ["again"]


def test_pip_settings_reach_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is configured for pip alone serves uv too."""
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example.org/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "wheels more-wheels")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    assert bootstrap.environment()["UV_DEFAULT_INDEX"] == "https://index.example.org/simple"
    assert bootstrap.environment()["UV_FIND_LINKS"] == "wheels,more-wheels"


def test_check_reports_every_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The first failure does not hide the second."""
    failing = ("python3", "-c", "import sys; print('because of', sys.argv[1]); sys.exit(1)")
    checks = tuple(check.Check(name, "nothing", (*failing, name)) for name in ("one", "two"))
    monkeypatch.setattr(check, "CHECKS", checks)
    monkeypatch.setattr("sys.argv", ["check"])
    assert check.main() == 1
    output = capsys.readouterr().out
    assert "because of one" in output
    assert "because of two" in output
    assert "0 of 2 checks passed" in output


def test_make_alone_lists_the_targets() -> None:
    """Every command that the documentation names explains itself."""
    listed = subprocess.run(["make"], cwd=bootstrap.ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "test-quick", "check", "bench", "format", "fresh", "lock", "screenshots", "services"):
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target
