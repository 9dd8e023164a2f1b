"""How many requests one address, or one key, may make: a bucket for each that fills again at a steady rate.

In this process alone: a node is one process. The oldest bucket gives way where there are too many, and a bucket that
has filled again is as good as none.
"""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

MOST_BUCKETS: Final = 20_000  # some 5 MB


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests at once, and as many again in so many seconds."""

    name: str
    requests: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a quota after a request: whether it was within it, how many more, in how many seconds all."""

    quota: Quota
    within: bool
    remaining: int
    full_in_s: int
    again_in_s: int

    @property
    def policy(self) -> str:
        """The quota as an item of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10)."""
        return f'"{self.quota.name}";q={self.quota.requests};w={self.quota.window_s}'

    @property
    def state(self) -> str:
        """What is left as an item of RateLimit."""
        return f'"{self.quota.name}";r={self.remaining};t={self.full_in_s}'


class Limiter:
    """The buckets of one quota, by whom they belong to. ``now`` gives seconds that never run backwards."""

    def __init__(self, quota: Quota, now: Callable[[], float], most: int = MOST_BUCKETS) -> None:
        self.quota, self._now, self._most = quota, now, most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, whose: str) -> Left:
        """Take one request out of the bucket, if there is one, and return what is left."""
        quota = self.quota
        per_s = quota.requests / quota.window_s
        with self._lock:
            now = self._now()
            level, at = self._buckets.pop(whose, (float(quota.requests), now))
            level = min(float(quota.requests), level + (now - at) * per_s)
            within = level >= 1
            if within:
                level -= 1
            self._buckets[whose] = (level, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        full_in_s = math.ceil((quota.requests - level) / per_s)
        again_in_s = 0 if level >= 1 else max(1, math.ceil((1 - level) / per_s))
        return Left(quota, within, int(level), full_in_s, again_in_s)


def address_of(host: str) -> str:
    """Return whose bucket an address has: an IPv4 address, or the /64 of an IPv6 one, which one line has whole.

    >>> address_of("2001:db8::1"), address_of("192.0.2.7"), address_of("")
    ('2001:db8::/64', '192.0.2.7', 'unknown')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
