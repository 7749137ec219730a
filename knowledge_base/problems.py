"""What is wrong with a file, in words that an editor who does not program understands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend; `line` is 1-based."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """Read as editors and terminals expect: path, line, message."""
        return f"{self.path}:{self.line}: {self.message}"


class BadArticles(ValueError):
    """Every problem found in the files that were read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of files and lines."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Problems:
    """Collects what is wrong with one file while it is read."""

    path: Path
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Note one problem."""
        self.found.append(Problem(self.path, line, message))
