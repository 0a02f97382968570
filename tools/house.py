"""The rules of the house that no ready-made linter knows. `python tools/house.py` prints every place that breaks one.

A rule is a function from a file (or the whole tree) to complaints; its docstring is what it asks. Each has a test that
shows it a violation: a check that never fails is no check.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400

# Where a transaction may end: the session's own edge. Everything else is inside one.
MAY_COMMIT = ("telemed/db/", "telemed/cli.py", "telemed/worker.py", "telemed/demo/")

# Files beside repository.py and models.py that hold statements, and what for.
HOLDS_STATEMENTS = {
    "telemed/accounts/identity.py": "who is calling, in one prepared statement for every request",
    "telemed/audit/reading.py": "pages of the audit table",
    "telemed/audit/sealing.py": "one sealer at a time takes what is there",
    "telemed/audit/service.py": "the append and the check of one chain",
    "telemed/booking/circumstances.py": "what the rules ask travels in columns of a booking's own statement",
    "telemed/live/tickets.py": "a ticket is taken by one statement",
    "telemed/monitoring/endpoints.py": "readiness asks the database for one row",
    "telemed/outbox/relay.py": "leases are taken by one statement",
    "telemed/outbox/service.py": "an event is one insert in the caller's transaction",
    "telemed/web/idempotency.py": "keys are taken and answered around every use case",
}
STATEMENTS = {"select", "insert", "update", "delete", "text"}

BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".gz", ".pdf"}
# One letter of each is in brackets, so that this file does not complain about itself.
PLACES = re.compile(r"/roo[t]/|/hom[e]/[a-z]|/wor[k]/|/User[s]/|/opt/pyp[i]")
REGISTRIES = re.compile(r"registry\.npmj[s]|pyp[i]\.org|files\.pythonhoste[d]|registry\.yarnpk[g]")
UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b")
SUPPRESSION = re.compile(r"#\s*noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*(.*)$")


@dataclass(frozen=True)
class Source:
    """A tracked text file of the project."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax, for Python files."""
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """Its path, folder by folder."""
        return PurePosixPath(self.path).parts

    def within(self, *folders: str) -> bool:
        """Whether it lies in one of the top-level folders."""
        return self.parts[0] in folders


Complaints = Iterator[tuple[int, str]]
Rule = Callable[[Source], Complaints]


def _matches(source: Source, pattern: re.Pattern[str], message: str) -> Complaints:
    for number, line in enumerate(source.lines, 1):
        if found := pattern.search(line):
            yield number, f"{message}: {found[0]}"


def short_files(source: Source) -> Complaints:
    """A Python file has at most 400 lines."""
    if source.path.endswith(".py") and "versions" not in source.parts and len(source.lines) > LONGEST_FILE:
        yield LONGEST_FILE, f"{len(source.lines)} lines: split it by use case"


def commits_at_the_edge(source: Source) -> Complaints:
    """One request is one transaction: nothing inside it commits (a savepoint may be rolled back)."""
    if not source.within("telemed") or source.path.startswith(MAY_COMMIT) or not source.path.endswith(".py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            yield node.lineno, "commit() belongs to the edge of the transaction, in telemed/db"


def statements_in_repositories(source: Source) -> Complaints:
    """Statements are written in repositories, models and the few files that are named for it."""
    name = source.parts[-1]
    allowed = (
        name.startswith(("repository", "models")) or source.path in HOLDS_STATEMENTS or "repository" in source.parts
    )
    if not source.path.endswith(".py") or not source.within("telemed") or allowed or source.parts[1] == "db":
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(("sqlalchemy", "sqlmodel")):
            continue
        if used := STATEMENTS & {alias.name for alias in node.names}:
            yield node.lineno, f"{', '.join(sorted(used))}: statements belong to a repository"


def tables_in_models(source: Source) -> Complaints:
    """Tables are declared in models.py, so that migrations see them all."""
    if not source.path.endswith(".py") or not source.within("telemed") or source.parts[-1].startswith("models"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords):
            yield node.lineno, f"table {node.name} belongs to models.py"


def kit_is_plain(source: Source) -> Complaints:
    """kit/ needs nothing but the standard library."""
    if source.parts[:2] != ("telemed", "kit") or not source.path.endswith(".py"):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for module in [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]:
            if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("telemed.kit"):
                yield node.lineno, f"{module}: kit is for the standard library alone"


def tests_run(source: Source) -> Complaints:
    """No test is skipped, expected to fail, or shown a stand-in made by a mocking library."""
    if source.within("tests") and source.path.endswith(".py") and not source.path.startswith("tests/house/"):
        pattern = re.compile(r"pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail)|unittest\.mock|MagicMock")
        yield from _matches(source, pattern, "tests run, against the real thing")


def suppressions_have_reasons(source: Source) -> Complaints:
    """A `noqa` in the service says why, after its codes or in a comment just above."""
    if not source.within("telemed") or not source.path.endswith(".py"):
        return
    for number, line in enumerate(source.lines, 1):
        explained = number > 1 and source.lines[number - 2].lstrip().startswith("#")
        if (found := SUPPRESSION.search(line)) and not found[1].strip() and not explained:
            yield number, "say why after the noqa, or above it"


def finished(source: Source) -> Complaints:
    """Nothing is left for later in a comment: later is an issue."""
    yield from _matches(source, UNFINISHED, "left unfinished")


def no_machine(source: Source) -> Complaints:
    """No path of one machine and no address of a package registry."""
    yield from _matches(source, PLACES, "a path of one machine")
    yield from _matches(source, REGISTRIES, "an address of a package registry")


def locks_are_plain(source: Source) -> Complaints:
    """Requirement locks have hashes and no index; the web lock has no addresses."""
    if source.within("requirements") and source.path.endswith(".txt"):
        yield from _matches(source, re.compile(r"^\s*--?(i|index-url|extra-index-url|find-links|f)\b|://"), "an index")
        for number, line in enumerate(source.lines, 1):
            if "==" in line and not line.rstrip().endswith("\\"):
                yield number, "a requirement without a hash"
    if source.parts[-1] == "package-lock.json":
        yield from _matches(source, re.compile(r'"resolved"'), "an address")


def links_lead_somewhere(source: Source) -> Complaints:
    """A relative link in the documentation leads to a file."""
    if not source.path.endswith(".md"):
        return
    for number, line in enumerate(source.lines, 1):
        for target in re.findall(r"\]\(([^)#\s]+)", line):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (ROOT / source.path).parent.joinpath(target).exists()
            ):
                yield number, f"leads nowhere: {target}"


def repositories_are_protected(source: Source) -> Complaints:
    """Every repository has its contract in pyproject.toml, so that only its own room imports it."""
    if source.path != "pyproject.toml":
        return
    contracts = tomllib.loads(source.text).get("tool", {}).get("importlinter", {}).get("contracts", [])
    protected = {module for contract in contracts for module in contract.get("protected_modules", [])}
    for path in sorted((ROOT / "telemed").glob("*/repository*")):
        module = f"telemed.{path.parent.name}.{path.stem}"
        if module not in protected:
            yield 1, f"{module} has no `protected` contract"


def locks_know_every_dependency(source: Source) -> Complaints:
    """What pyproject.toml asks for is in the lock that installs it."""
    if source.path != "pyproject.toml":
        return
    document = tomllib.loads(source.text)
    asked = {
        "base.txt": document.get("project", {}).get("dependencies", []),
        "dev.txt": document.get("dependency-groups", {}).get("dev", []),
    }
    for lock, requirements in asked.items():
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        locked = {_plain(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
        for name in (re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements):
            if _plain(name) not in locked:
                yield 1, f"{name} is not in requirements/{lock}: `make lock`"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


RULES: tuple[Rule, ...] = (
    short_files,
    commits_at_the_edge,
    statements_in_repositories,
    tables_in_models,
    kit_is_plain,
    tests_run,
    suppressions_have_reasons,
    finished,
    no_machine,
    locks_are_plain,
    links_lead_somewhere,
    repositories_are_protected,
    locks_know_every_dependency,
)


def tracked(root: Path = ROOT) -> Iterator[Source]:
    """Every text file that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if path.is_file() and path.suffix not in BINARY:
            yield Source(name, path.read_text(encoding="utf-8"))


def complaints(source: Source) -> Iterator[str]:
    """What every rule has to say about one file."""
    for rule in RULES:
        for line, message in rule(source):
            yield f"{source.path}:{line}: {message} [{rule.__name__}]"


def main() -> int:
    """Print every complaint; 1 when there is one."""
    found = [complaint for source in tracked() for complaint in complaints(source)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
