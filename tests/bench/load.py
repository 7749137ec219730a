"""Drives a service with so many people at once for so many seconds, and says how it kept up."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from tests.bench.mix import Line

Script = Callable[[int], Iterator[Line]]


class Visitor(Protocol):
    """One person in one conversation."""

    def says(self, line: Line) -> None:
        """Send one message and return when the reply is there."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


@dataclass(frozen=True)
class Figures:
    """What a run reached. Milliseconds are of one turn, as the person waits for it."""

    at_once: int
    turns: int
    per_second: float
    p50_ms: float
    p95_ms: float


@dataclass
class Run:
    """One run in the making: the turns of all people, and when they have to end."""

    open_visitor: Callable[[int], Visitor]
    script: Script
    ends_at: float
    numbers: Iterator[int] = field(default_factory=count)
    took_s: list[float] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    def person(self) -> None:
        """One conversation after another, until the time is over."""
        try:
            while time.monotonic() < self.ends_at:
                self._conversation(next(self.numbers))
        except BaseException as error:  # told by the thread that waits for this one
            self.failures.append(error)

    def _conversation(self, number: int) -> None:
        visitor = self.open_visitor(number)
        try:
            for line in self.script(number):
                began = time.monotonic()
                visitor.says(line)
                ended = time.monotonic()
                if ended > self.ends_at:
                    return  # it would be counted although its time is not
                self.took_s.append(ended - began)
        finally:
            visitor.close()


def drive(open_visitor: Callable[[int], Visitor], script: Script, at_once: int, seconds: float) -> Figures:
    """Let `at_once` people talk side by side, each waiting for a reply before saying more."""
    run = Run(open_visitor, script, time.monotonic() + seconds)
    threads = [threading.Thread(target=run.person, daemon=True) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if run.failures:
        raise run.failures[0]
    return figures(run.took_s, at_once, seconds)


def figures(took_s: Sequence[float], at_once: int, seconds: float) -> Figures:
    """Sum up the turns that ended within `seconds`."""
    return Figures(
        at_once=at_once,
        turns=len(took_s),
        per_second=round(len(took_s) / seconds, 1),
        p50_ms=round(percentile(took_s, 50) * 1000, 1),
        p95_ms=round(percentile(took_s, 95) * 1000, 1),
    )


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that `share` percent do not exceed; 0.0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0.0
