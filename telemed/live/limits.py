"""How often one socket may send what. Token buckets, made when first needed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and `per_s` for ever."""

    burst: float
    per_s: float

    def times(self, factor: float) -> "Rate":
        return Rate(self.burst * factor, self.per_s * factor)


class Allowance:
    """What one socket has left of each rate."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, kind: str, rate: Rate, now_s: float) -> bool:
        """Whether one more of `kind` is within the rate, at `now_s` on a monotonic clock."""
        left, at = self._left.get(kind, (rate.burst, now_s))
        left = min(rate.burst, left + (now_s - at) * rate.per_s)
        if left < 1:
            return False
        self._left[kind] = (left - 1, now_s)
        return True
