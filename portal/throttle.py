"""Guessing is slowed down, customers are not: only misses count, per network and in all, in memory."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

_NETWORKS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` misses at once, then ``per_second``."""

    burst: int
    per_second: float


EACH = Rate(burst=30, per_second=0.1)
IN_ALL = Rate(burst=2_000, per_second=10.0)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float

    def wait(self, rate: Rate, now: float) -> float:
        """Return 0 where another miss fits, else the seconds until one does. A clock set back fills nothing."""
        self.left = min(rate.burst, self.left + max(0.0, now - self.at) * rate.per_second)
        self.at = now
        return 0.0 if self.left >= 1 else (1 - self.left) / rate.per_second


class Throttle:
    """Counts misses of one worker. Addresses are kept as networks: /32 of IPv4, /64 of IPv6."""

    def __init__(self, *, each: Rate = EACH, in_all: Rate = IN_ALL) -> None:
        self._each, self._in_all = each, in_all
        self._networks: OrderedDict[str, _Bucket] = OrderedDict()
        self._all = _Bucket(in_all.burst, 0.0)

    def miss(self, address: str, now: float) -> int:
        """Note a miss from ``address`` at ``now`` (seconds) and return 0, or the whole seconds it has to wait."""
        bucket = self._bucket(network_of(address), now)
        wait = max(bucket.wait(self._each, now), self._all.wait(self._in_all, now))
        if wait:
            return ceil(wait)
        bucket.left -= 1
        self._all.left -= 1
        return 0

    def _bucket(self, network: str, now: float) -> _Bucket:
        bucket = self._networks.setdefault(network, _Bucket(self._each.burst, now))
        self._networks.move_to_end(network)
        if len(self._networks) > _NETWORKS:
            self._networks.popitem(last=False)
        return bucket


def network_of(address: str) -> str:
    """Return the network that shares one allowance; what is no IP address is one of its own."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network(f"{parsed}/64", strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
