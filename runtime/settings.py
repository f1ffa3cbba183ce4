"""What a session is told to do, read from TOML and the command line."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from mmkg.runtime.errors import UsageError

Role = Literal["extractor", "miner", "writer", "verifier", "scorer"]
ToolMode = Literal["auto", "native", "schema"]
Judge = Literal["solve", "closed_book", "support", "natural", "refute", "counterfactual"]
EMBEDDED = "embedded:"
EMBEDDED_DEFAULT = "qwen2.5-coder-1.5b"


class _Part(BaseModel):
    """A piece of the settings: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Endpoint(_Part):
    """One OpenAI-compatible address and the model used there. The key itself is never kept.

    The URL `embedded:NAME` stands for a model that mmkg serves itself; `serve_embedded` turns it
    into a real address.
    """

    name: str = Field(default="", description="what reports call it; the model's name if not given")
    url: str = Field(description="base URL up to and with /v1, or embedded:NAME or embedded:FILE")
    model: str = Field(min_length=1, description="the model's name at that address")
    key_env: str = Field(default="OPENAI_API_KEY", description="variable which holds the key")
    price_in: float = Field(default=0, ge=0, description="USD for 1e6 tokens read")
    price_out: float = Field(default=0, ge=0, description="USD for 1e6 tokens written")
    concurrency: int = Field(default=4, ge=1, description="most calls at once")
    timeout_s: float = Field(default=120, gt=0, description="most seconds for one try of a call")
    max_tokens: int = Field(default=512, ge=1, description="most tokens of one reply")
    temperature: float = Field(default=0, ge=0, description="0 takes the likeliest word each time")
    tool_mode: ToolMode = Field(
        default="auto",
        description="native: the server's own tool calls; schema: replies constrained to a JSON "
        "form, for servers without them; auto: schema for the embedded model, else native",
    )
    constraint: Literal["json_schema", "llguidance"] = Field(
        default="json_schema",
        description="how schema mode states the form; llguidance is llama.cpp's compact one",
    )
    vision: bool = Field(default=False, description="whether the model can be shown pictures")
    extra: dict[str, JsonValue] = Field(
        default_factory=dict, description="further fields of each request, as they are"
    )
    instead: tuple[Endpoint, ...] = Field(
        default=(),
        description="endpoints that stand in while this one is out of service, and share its calls "
        "if they are asked for the same; a list of endpoints means its first, and these",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        if isinstance(data, str):
            return cls._parts(data)
        if isinstance(data, list | tuple) and data:
            first = cls.model_validate(data[0])
            return {**first.model_dump(), "instead": (*first.instead, *data[1:])}
        if not isinstance(data, dict):
            return data
        url = data.get("url")
        if isinstance(url, str) and url.startswith(EMBEDDED):
            data = cls._parts(url) | data
        return data if data.get("name") else {**data, "name": data.get("model", "")}

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: str) -> str:
        if url.startswith(EMBEDDED):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http(s) address such as http://host:8000/v1")
        if parts.username or parts.password:
            raise ValueError("a key does not belong into the URL: name its variable in key_env")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _stand_ins_are_addresses(self) -> Self:
        if self.instead and any(each.embedded for each in self.all()):
            raise ValueError("the embedded model has no stand-ins and is none: leave it out")
        return self

    def all(self) -> tuple[Endpoint, ...]:
        """This endpoint, then those that stand in for it."""
        alone = self.model_copy(update={"instead": ()}) if self.instead else self
        return (alone, *(one for each in self.instead for one in each.all()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `URL#MODEL`, `embedded`, `embedded:NAME` or `embedded:FILE.gguf`.

        Raises:
            UsageError: If the text has none of these forms.
        """
        try:
            return cls.model_validate(text)
        except ValidationError as error:
            raise UsageError(f"--model {text}: {_reason(error)}") from None

    @staticmethod
    def _parts(text: str) -> dict[str, JsonValue]:
        if text == "embedded" or text.startswith(EMBEDDED):
            name = text.removeprefix("embedded").removeprefix(":") or EMBEDDED_DEFAULT
            return {
                "name": "embedded",
                "url": EMBEDDED + name,
                "model": Path(name).stem if name.endswith(".gguf") else name,
                "concurrency": 2,
                "timeout_s": 600,
                "tool_mode": "schema",
                "constraint": "llguidance",
            }
        url, mark, model = text.partition("#")
        if not mark or not model:
            raise ValueError("wanted URL#MODEL such as http://host:8000/v1#qwen3, or embedded")
        return {"name": model, "url": url, "model": model}

    @property
    def embedded(self) -> str | None:
        """Name or file of the model that mmkg has to serve itself; None for a real address."""
        return self.url.removeprefix(EMBEDDED) if self.url.startswith(EMBEDDED) else None

    @property
    def schema_tools(self) -> bool:
        """Whether tool calls are asked for as constrained JSON."""
        if self.tool_mode == "auto":
            return self.url.startswith(EMBEDDED)
        return self.tool_mode == "schema"

    def key(self) -> str | None:
        """The key from the environment, read at the moment of use."""
        return os.environ.get(self.key_env) if self.key_env else None

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """USD for one call."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6


class Roster(_Part):
    """Which role uses which endpoint. A role without one works by code alone."""

    default: Endpoint | None = Field(default=None, description="for roles not named")
    roles: dict[Role, Endpoint] = Field(default_factory=dict, description="by role")

    def endpoint(self, role: Role) -> Endpoint | None:
        """The endpoint of a role, or None if the role works by code."""
        return self.roles.get(role, self.default)

    def endpoints(self) -> list[Endpoint]:
        """Each endpoint that is in use, once."""
        found: list[Endpoint] = []
        for endpoint in [self.default, *self.roles.values()]:
            if endpoint is not None and endpoint not in found:
                found.append(endpoint)
        return found

    def with_endpoint(self, old: Endpoint, new: Endpoint) -> Roster:
        """The same roster with one endpoint replaced wherever it is used."""
        roles = {role: new if used == old else used for role, used in self.roles.items()}
        return Roster(default=new if self.default == old else self.default, roles=roles)


class McpServer(_Part):
    """A server of the Model Context Protocol whose tools agents may call."""

    command: tuple[str, ...] = Field(default=(), description="starts it, to talk over its stdio")
    url: str = Field(default="", description="where it listens, for streamable HTTP")
    capability: str = Field(description="what a role must be granted to get its tools")
    env: tuple[str, ...] = Field(
        default=(), description="names of the variables handed on to the command"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command or url")
        return self


class Limits(_Part):
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
        "the next depend; twice those in work at once if not given",
    )
    consecutive_failures: int = Field(
        default=20, ge=1, description="failed model calls in a row after which the session stops"
    )
    outage_minutes: float = Field(
        default=10, ge=0, description="minutes without any service after which it stops"
    )


class Sampling(_Part):
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


class Forms(_Part):
    """Shares of the question forms. Most are open: half of the true/false ones can be guessed."""

    open: float = Field(default=0.7, ge=0, description="share of open questions")
    multiple_choice: float = Field(default=0.2, ge=0, description="share of multiple choice")
    true_false: float = Field(default=0.1, ge=0, description="share of true/false questions")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.open + self.multiple_choice + self.true_false:
            raise ValueError("one of the forms must have a share above 0")
        return self


class Judging(_Part):
    """What the verifier's model is asked once all checks that are code have passed."""

    judges: Literal["auto"] | tuple[Judge, ...] = Field(
        default="auto",
        description="auto: all of them, but of the embedded model only what it can do (solve)",
    )
    solve_times: int = Field(
        default=2, ge=1, le=10, description="blind attempts, each in another order of evidence"
    )


ScoreName = Literal[
    "support",
    "attribution",
    "complexity",
    "novelty",
    "difficulty",
    "evidence_gain",
    "naturalness",
]


class Scoring(_Part):
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


class Shard(_Part):
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


class Settings(_Part):
    """All that decides what a session makes of a corpus."""

    roster: Roster = Field(default_factory=Roster, description="who uses which model")
    limits: Limits = Field(default_factory=Limits, description="where to stop")
    seed: int = Field(default=1, description="the same seed and settings draw the same samples")
    shard: Shard = Field(
        default=WHOLE, description="which part of the plans is this session's: i/n, such as 1/4"
    )
    wording: Literal["grammar_if_model_fails", "reject_if_model_fails"] = Field(
        default="grammar_if_model_fails",
        description="what happens when the writer's wording fails its checks",
    )
    depth: Literal["lazy", "full"] = Field(
        default="lazy", description="full lets the extractor read each chunk with a model"
    )
    lazy_chunks: int = Field(
        default=40,
        ge=0,
        description="most passages that a lazy extractor reads where text runs short of plans",
    )
    schema_name: str = Field(
        default="",
        validation_alias=AliasChoices("schema", "schema_name"),
        description="types of entities and relations: a name that `mmkg graph schema --list` "
        "shows, or a YAML file",
    )
    links: str = Field(
        default="", description="YAML file with names of one thing (merge) and of two (split)"
    )
    sampling: Sampling = Field(default_factory=Sampling, description="where samples are mined")
    tasks: dict[str, float] = Field(
        default_factory=dict, description="wanted share of each task; empty means all alike"
    )
    task_files: tuple[Path, ...] = Field(
        default=(), description="YAML files, or folders of such, with tasks of your own"
    )
    forms: Forms = Field(default_factory=Forms, description="open, multiple choice, true/false")
    fuzziness: float = Field(
        default=0, ge=0, le=1, description="share of names that are put as descriptions instead"
    )
    judging: Judging = Field(default_factory=Judging, description="what the verifier's model does")
    language: Literal["auto", "en", "zh"] = Field(
        default="auto", description="language of the questions; auto follows the evidence"
    )
    scores: Scoring = Field(
        default_factory=Scoring, description="which scores, and what they decide"
    )
    exact_cells: Literal["agreed", "all"] = Field(
        default="agreed", description="agreed uses only cells that two readers read alike"
    )
    tools: tuple[Path, ...] = Field(
        default=(), description="files and folders with tools of the user's own"
    )
    capabilities: dict[Role, tuple[str, ...]] = Field(
        default_factory=dict, description="capabilities of tools that a role gets besides its own"
    )
    mcp: dict[str, McpServer] = Field(
        default_factory=dict, description="servers whose tools agents may call, by any name"
    )
    pause_on: tuple[str, ...] = Field(
        default=(), description="samples that wait for a person: `accept` for all, or tasks"
    )
    tool_seconds: float = Field(default=30, gt=0, description="most seconds for one call of a tool")
    respect_pdf_permissions: Literal["flag", "refuse"] = Field(
        default="flag", description="what to do with a PDF that forbids extraction"
    )

    @field_validator("tasks")
    @classmethod
    def _positive_shares(cls, tasks: dict[str, float]) -> dict[str, float]:
        for name, share in tasks.items():
            if share <= 0:
                raise ValueError(f"the share of {name} must be above 0")
        return tasks

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON; take it before embedded endpoints get their port."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def load_settings(path: Path | None) -> Settings:
    """Read settings from a TOML file; None gives the defaults. Its paths start at its folder.

    Raises:
        UsageError: One line naming the file, the key and what is wrong with it.
    """
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise UsageError(f"{path}: {_reason(error)}") from None

    def beside(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple((path.parent / one).resolve() for one in paths)

    own = {name: beside(getattr(settings, name)) for name in ("tools", "task_files")}
    samplers = settings.sampling.model_copy(update={"files": beside(settings.sampling.files)})
    return settings.model_copy(update={**own, "sampling": samplers})


def _reason(error: ValidationError) -> str:
    """The first fault of a validation as `key: what is wrong`."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        what = "no such setting"
    return f"{where}: {what}" if where else what
