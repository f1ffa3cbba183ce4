"""What a ledger says about samples and spending."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """The verdict on one sample.

    Attributes:
        sample_id: The sample's id, which can have only one verdict.
        ordinal: Its place in the session's order.
        accepted: The verdict.
        reason: Why it was rejected; empty for an accepted one.
        sample: The sample as JSON.
        attempts: How many attempts it took.
    """

    sample_id: str
    ordinal: int
    accepted: bool
    reason: str
    sample: str
    attempts: int


@dataclass(frozen=True)
class Spend:
    """Model calls and what they took. Cached calls are counted apart and cost nothing."""

    calls: int = 0
    cached: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def __add__(self, other: Spend) -> Spend:
        return Spend(
            self.calls + other.calls,
            self.cached + other.cached,
            self.failed + other.failed,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost + other.cost,
        )


@dataclass(frozen=True)
class Totals:
    """What a session has made and spent; cost in USD by the prices of the settings."""

    spend: Spend = Spend()
    by_role: dict[str, Spend] = field(default_factory=dict)
    by_model: dict[str, Spend] = field(default_factory=dict)
    accepted: int = 0
    rejected: int = 0
    rejections: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        spends: Iterable[tuple[str, str, Spend]],
        verdicts: Iterable[tuple[bool, str, int]],
    ) -> Totals:
        """Add up spending by (role, model) and counted verdicts (accepted, reason, count)."""
        by_role: defaultdict[str, Spend] = defaultdict(Spend)
        by_model: defaultdict[str, Spend] = defaultdict(Spend)
        whole, accepted = Spend(), 0
        rejections: Counter[str] = Counter()
        for role, model, spend in spends:
            by_role[role] += spend
            by_model[model] += spend
            whole += spend
        for is_accepted, reason, count in verdicts:
            if is_accepted:
                accepted += count
            else:
                rejections[reason] += count
        ranked = dict(rejections.most_common())
        return cls(whole, dict(by_role), dict(by_model), accepted, rejections.total(), ranked)
