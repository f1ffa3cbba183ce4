"""Settings of the work itself: where it stops, what is sampled, asked, judged and scored."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from mmkg.runtime.settings_models import Endpoint
from mmkg.runtime.settings_part import Part

Judge = Literal["solve", "closed_book", "support", "natural", "refute", "counterfactual"]
ScoreName = Literal[
    "support",
    "attribution",
    "complexity",
    "novelty",
    "difficulty",
    "evidence_gain",
    "naturalness",
]


class Limits(Part):
    """Where a session stops, and how hard it tries. An absent limit does not stop it."""

    accept: int = Field(default=20, ge=0, description="stop after so many accepted samples")
    attempts_per_sample: int = Field(default=4, ge=1, description="then the sample is rejected")
    max_calls: int | None = Field(default=None, ge=0, description="model calls")
    max_tokens: int | None = Field(default=None, ge=0, description="tokens read and written")
    max_cost: float | None = Field(default=None, ge=0, description="USD, by the endpoints' prices")
    max_minutes: float | None = Field(default=None, ge=0, description="minutes of work")
    workers: int = Field(default=4, ge=1, description="samples in work at once")
    window: int | None = Field(
        default=None,
        ge=1,
        description="samples planned before the first of them is settled, on which the plans of "
        "the next depend; if not given twice those in work at once, 16 without any model",
    )
    consecutive_failures: int = Field(
        default=20, ge=1, description="failed model calls in a row after which the session stops"
    )
    outage_minutes: float = Field(
        default=10, ge=0, description="minutes without any service after which it stops"
    )


class Sampling(Part):
    """Which part of the graph samples are mined from; `mmkg graph samplers` lists the names."""

    subgraph: str = Field(default="whole", description="how a region is drawn; whole takes all")
    subgraph_size: int = Field(default=100, ge=1, description="most nodes of a region")
    regions: int = Field(
        default=1, ge=1, description="how many are drawn; the next is mined where one has run dry"
    )
    path: str | None = Field(
        default=None, description="keep only what lies on paths drawn so through the region"
    )
    least_hops: int = Field(default=1, ge=1, le=12, description="of such a path")
    most_hops: int = Field(default=4, ge=1, le=12, description="of such a path")
    pattern: tuple[str, ...] = Field(
        default=(), description="for meta_path: types of nodes, such as table, entity, table"
    )
    files: tuple[Path, ...] = Field(
        default=(), description="Python files, or folders of them, with samplers of your own"
    )

    @model_validator(mode="after")
    def _hops_in_order(self) -> Self:
        if self.least_hops > self.most_hops:
            raise ValueError("least_hops is more than most_hops")
        return self


class Forms(Part):
    """Shares of the question forms. Most are open: half of the true/false ones can be guessed."""

    open: float = Field(default=0.7, ge=0, description="share of open questions")
    multiple_choice: float = Field(default=0.2, ge=0, description="share of multiple choice")
    true_false: float = Field(default=0.1, ge=0, description="share of true/false questions")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.open + self.multiple_choice + self.true_false:
            raise ValueError("one of the forms must have a share above 0")
        return self


class Judging(Part):
    """What the verifier's model is asked once all checks that are code have passed."""

    judges: Literal["auto"] | tuple[Judge, ...] = Field(
        default="auto",
        description="auto: all of them, but of the embedded model only what it can do (solve)",
    )
    solve_times: int = Field(
        default=2, ge=1, le=10, description="blind attempts, each in another order of evidence"
    )


class Scoring(Part):
    """Which scores are worked out, which of them reject, and what each weighs in a selection."""

    compute: tuple[ScoreName, ...] = Field(
        default=("support", "complexity", "novelty"),
        description="difficulty, evidence_gain and naturalness call models",
    )
    least: dict[str, float] = Field(
        default={"support": 1.0, "attribution": 1.0},
        description="a sample with a lower score of this name is rejected",
    )
    most: dict[str, float] = Field(
        default_factory=dict, description="a sample with a higher score of this name is rejected"
    )
    weights: dict[str, float] = Field(
        default={"support": 1.0, "novelty": 1.0, "hops": 0.2, "operations": 0.1},
        description="what each score counts when samples are selected",
    )
    strong: Endpoint | None = Field(default=None, description="the stronger solver of difficulty")
    weak: Endpoint | None = Field(default=None, description="the weaker solver of difficulty")
    tries: int = Field(default=4, ge=1, le=64, description="k of pass@k")


class Shard(Part):
    """One of several sessions that share the work on a corpus; no plan is in two of them."""

    number: int = Field(ge=1, description="which one this is, from 1")
    of: int = Field(ge=1, description="how many there are")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        if not isinstance(data, str):
            return data
        number, mark, of = data.partition("/")
        if not (mark and number.strip().isdecimal() and of.strip().isdecimal()):
            raise ValueError(f"wanted i/n such as 1/4, not {data!r}")
        return {"number": int(number), "of": int(of)}

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.number > self.of:
            raise ValueError(f"there is no shard {self.number} of {self.of}")
        return self

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def has(self, key: str) -> bool:
        """Whether a plan, by its hexadecimal key, is this shard's."""
        return int(key, 16) % self.of == self.number - 1

    def part(self, whole: int) -> int:
        """This shard's part of a number of samples; the parts of all shards add up to it."""
        return whole // self.of + (self.number <= whole % self.of)


WHOLE = Shard(number=1, of=1)
