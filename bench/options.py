"""What was asked for on the command line."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`profile`: where the server's profile goes; figures taken with it are for reading, not for comparing. `seekers`: how
    many people wait for a release; 0 is as many as belong to the row.
    """

    quick: bool = False
    profile: Path | None = None
    seekers: int = 0

    @property
    def runs(self) -> int:
        """How often each thing is measured, and its floor beside it."""
        return 3 if self.quick else 5
