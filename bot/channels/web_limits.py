"""How often one device or one network may write. Kept in memory, by keyed hash, for a minute."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from bot import db

WINDOW = timedelta(minutes=1)
MOST_KEYS = 20_000
# Whole schools and mobile networks share an address: it is given more than one device.
NETWORK_SHARE = 10


class Limiter:
    """Counts what happened in the last minute, by key."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._times: dict[str, deque[datetime]] = {}

    def allows(self, key: str, most: int) -> bool:
        """Count one more, unless there were `most` in the last minute."""
        times = self._times.setdefault(key, deque())
        self._forget_old(times)
        if len(times) >= most:
            return False
        times.append(self._now())
        if len(self._times) > MOST_KEYS:
            self._sweep()
        return True

    def _forget_old(self, times: deque[datetime]) -> None:
        while times and self._now() - times[0] > WINDOW:
            times.popleft()

    def _sweep(self) -> None:
        for key in list(self._times):
            self._forget_old(self._times[key])
            if not self._times[key]:
                del self._times[key]


def client_hash(request: Request) -> str:
    """A keyed hash of the network a request comes from; the address itself is not kept."""
    host = request.client.host if request.client else ""
    return db.vault().hash("client", _network(host))


def _network(host: str) -> str:
    """One household has a whole IPv6 /64."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return address.exploded[:19] if isinstance(address, IPv6Address) else host
