"""The documentation names only what is there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from telemed.cli import app
from telemed.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/**/*.md"))}
PAGES |= {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("telemed/**/*.py"))
# Read by Docker Compose, by scripts or by tests, and not by the service.
NOT_SETTINGS = {"TELEMED_HOST", "TELEMED_HISTORY_S"}


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page: str) -> None:
    """Every `telemed` command, and every target of make, that a page names."""
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"`(?:\.venv/bin/)?telemed ([a-z]+)", PAGES[page]))
    named |= set(re.findall(r"docker compose run --rm app ([a-z]+)", PAGES[page]))
    assert named <= commands
    targets = set(re.findall(r"`make ([a-z-]+)", PAGES[page]))
    assert targets <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_settings_exist(page: str) -> None:
    """Every variable that a page names is one the service reads."""
    named = set(re.findall(r"\bTELEMED_[A-Z_]*[A-Z]\b", PAGES[page])) - NOT_SETTINGS
    assert {name.removeprefix("TELEMED_").lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("page", PAGES)
def test_metrics_exist(page: str) -> None:
    """Every metric that a page names is counted somewhere."""
    for name in set(re.findall(r"\btelemed_[a-z_]+(?:total|seconds|flight)\b", PAGES[page])):
        assert name in SOURCE, name
