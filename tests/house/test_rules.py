"""Every rule of the house finds what breaks it, and the house keeps them all."""

import pytest

from tools import house

BROKEN = [
    (house.short_files, "telemed/a/service.py", "x = 1\n" * 401),
    (house.commits_at_the_edge, "telemed/booking/service.py", "async def book(session):\n    await session.commit()\n"),
    (house.statements_in_repositories, "telemed/booking/service.py", "from sqlalchemy import func, select\n"),
    (house.statements_in_repositories, "telemed/booking/endpoints.py", "def f():\n    from sqlmodel import update\n"),
    (house.tables_in_models, "telemed/booking/service.py", "class Row(Table, table=True): ...\n"),
    (house.kit_is_plain, "telemed/kit/text.py", "import phonenumbers\n"),
    (house.kit_is_plain, "telemed/kit/text.py", "from telemed.settings import Settings\n"),
    (house.tests_run, "tests/booking/test_a.py", "@pytest.mark." + "skip\ndef test_a(): ...\n"),
    (house.tests_run, "tests/booking/test_a.py", "from unittest." + "mock import patch\n"),
    (house.suppressions_have_reasons, "telemed/a.py", "x = 1  # noqa" + ": E501\n"),
    (house.finished, "docs/a.md", "TO" + "DO: later\n"),
    (house.no_machine, "docs/a.md", "see /ho" + "me/anna/notes\n"),
    (house.no_machine, "frontend/.npmrc", "registry=https://registry.np" + "mjs.org\n"),
    (house.locks_are_plain, "requirements/base.txt", "--index" + "-url https://example.org/simple\n"),
    (house.locks_are_plain, "requirements/base.txt", "typer==0.29.2\n"),
    (house.locks_are_plain, "frontend/package-lock.json", '"resolved": "https://example.org/a.tgz"\n'),
    (house.links_lead_somewhere, "README.md", "[the design](docs/nowhere.md)\n"),
    (house.locks_know_every_dependency, "pyproject.toml", '[project]\ndependencies = ["left-pad>=1"]\n'),
    (house.repositories_are_protected, "pyproject.toml", "[tool.importlinter]\ncontracts = []\n"),
]
KEPT = [
    (house.commits_at_the_edge, "telemed/db/engine.py", "session.commit()\n"),
    (house.statements_in_repositories, "telemed/booking/repository.py", "from sqlalchemy import select\n"),
    (house.suppressions_have_reasons, "telemed/a.py", "x = 1  # noqa" + ": E501  the address is one word\n"),
    (house.locks_are_plain, "requirements/base.txt", "typer==0.29.2 \\\n    --hash=sha256:00\n"),
    (house.links_lead_somewhere, "README.md", "[the licence](LICENSE) [elsewhere](https://example.org)\n"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_rule_finds_what_breaks_it(rule: house.Rule, path: str, text: str) -> None:
    """A check that never fails is no check."""
    assert list(rule(house.Source(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_rule_lets_the_right_thing_pass(rule: house.Rule, path: str, text: str) -> None:
    """What a rule asks for is not what it complains about."""
    assert not list(rule(house.Source(path, text)))


def test_every_rule_has_a_violation_here() -> None:
    """A new rule comes with an example."""
    assert {rule for rule, _, _ in BROKEN} == set(house.RULES)


def test_files_that_hold_statements_exist() -> None:
    """The list of exceptions has nothing that is gone."""
    assert not [path for path in house.HOLDS_STATEMENTS if not (house.ROOT / path).exists()]
