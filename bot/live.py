"""Waking open pages when something new is there for them."""

import asyncio
from collections import defaultdict

CONSOLE = "console"  # woken when a queue or an enquiry changed


class Live:
    """Wakes whoever waits for a key: a conversation's id, or CONSOLE. Holds no data and no connection."""

    def __init__(self) -> None:
        self._events: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.is_closing = False

    def wake(self, *keys: str) -> None:
        """Wake everyone who waits for one of these."""
        for key in keys:
            for event in self._events.get(key, ()):
                event.set()

    def wake_all(self) -> None:
        """Wake everyone: another process wrote, and we do not know what."""
        self.wake(*self._events)

    async def wait(self, key: str, timeout_s: float) -> bool:
        """Wait until `key` is woken (True) or the time is over (False)."""
        event = asyncio.Event()
        self._events[key].add(event)
        try:
            await asyncio.wait_for(event.wait(), timeout_s)
        except TimeoutError:
            return False
        finally:
            self._forget(key, event)
        return True

    def _forget(self, key: str, event: asyncio.Event) -> None:
        self._events[key].discard(event)
        if not self._events[key]:
            del self._events[key]

    def close(self) -> None:
        """End every stream, so that the process can stop."""
        self.is_closing = True
        self.wake_all()
