"""The same work by mmkg and by peers: samples, or records, of nine model calls each.

    PYTHON benchmarks/endpoint_clients.py NAME --url URL --records 100 --at-once 64

Run by the Python of the environment that the client is installed in. A record of a peer is a chain
of nine texts, each written from the one before. Prints processor seconds and more as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

STEPS = 9
ROOT = Path(__file__).parents[1]
MODEL = "scripted"
Figures = dict[str, Any]


def cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def mmkg(url: str, records: int, at_once: int, folder: Path) -> Figures:
    """A session with all roles, its traces and its ledger; the graph is taken from the cache."""
    import asyncio

    from mmkg.agents.session import SessionRequest, run_session
    from mmkg.runtime.settings import Settings

    settings = Settings.model_validate(mmkg_settings(url, records, at_once))
    request = SessionRequest(folder, (ROOT / "examples" / "corpus",), settings)
    watch = _Watch()
    result = asyncio.run(run_session(request, watch))
    return {
        "records": result.totals.accepted + result.totals.rejected,
        "accepted": result.totals.accepted,
        "calls": result.totals.spend.calls,
        "cpu": watch.steady * (result.totals.accepted + result.totals.rejected),
        "resident MB": watch.resident,
        "ended": result.stop_reason,
    }


def mmkg_settings(url: str, records: int, at_once: int) -> dict[str, Any]:
    """Settings under which a sample takes nine calls: miner, writer, and seven of judges."""
    endpoint = {"url": url, "model": MODEL, "concurrency": at_once, "max_tokens": 512}
    roles = ("miner", "writer", "verifier")
    return {
        "roster": {"roles": {role: endpoint for role in roles}},
        "limits": {"accept": records, "workers": at_once, "attempts_per_sample": 1},
        "forms": {"open": 1, "multiple_choice": 0, "true_false": 0},
        "judging": {
            "judges": ["solve", "closed_book", "natural", "refute", "support"],
            "solve_times": 3,
        },
    }


class _Watch:
    """Takes processor time and memory at each tenth of the samples."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []
        self.resident: list[int] = []
        self.done = 0

    @property
    def steady(self) -> float:
        """Processor seconds a sample once it is warm: after the first fifth."""
        (early, before), (late, after) = self.seen[1], self.seen[-1]
        return (after - before) / (late - early)

    def stage(self, name: str) -> None: ...

    def ingested(self, done: int, total: int, name: str) -> None: ...

    def settled(self, outcome: object, accepted: int, wanted: int) -> None:
        self.done += 1
        if self.done % max(1, wanted // 10) == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.resident.append(pages * os.sysconf("SC_PAGE_SIZE") // 2**20)
            self.seen.append((self.done, cpu()))

    def note(self, text: str) -> None:
        print(text, file=sys.stderr)


def client(url: str, records: int, at_once: int, folder: Path) -> Figures:
    """Nothing but the openai client, sending messages as long as those of a sample."""
    import asyncio

    import openai

    text = "word " * 450

    async def all_calls() -> float:
        slots = asyncio.Semaphore(at_once)
        async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as asked:

            async def call() -> None:
                async with slots:
                    messages = [{"role": "user", "content": text}]
                    await asked.chat.completions.create(model=MODEL, messages=messages)  # type: ignore[arg-type]

            await call()
            began = cpu()
            await asyncio.gather(*(call() for _ in range(STEPS * records)))
            return cpu() - began

    return {"records": records, "calls": STEPS * records, "cpu": asyncio.run(all_calls())}


def distilabel(url: str, records: int, at_once: int, folder: Path) -> Figures:
    """A pipeline of nine TextGeneration steps."""
    from distilabel.models import OpenAILLM
    from distilabel.pipeline import Pipeline
    from distilabel.steps import LoadDataFromDicts
    from distilabel.steps.tasks import TextGeneration

    with Pipeline(name="nine", cache_dir=folder) as pipeline:
        last = LoadDataFromDicts(
            data=[{"instruction": f"Question {n}"} for n in range(records)], batch_size=at_once
        )
        for number in range(STEPS):
            llm = OpenAILLM(model=MODEL, base_url=url, api_key="none")
            task = TextGeneration(
                name=f"step_{number}",
                llm=llm,
                input_batch_size=at_once,
                input_mappings={"instruction": f"text_{number - 1}"} if number else {},
                output_mappings={"generation": f"text_{number}"},
            )
            last >> task
            last = task
    made = pipeline.run(use_cache=False)
    return {"records": len(made["default"]["train"])}


def curator(url: str, records: int, at_once: int, folder: Path) -> Figures:
    """Nine LLM blocks, each over the data set that the one before made."""
    litellm = find_spec("litellm")
    assert litellm and litellm.origin
    os.environ |= {
        # It counts tokens by a file that tiktoken would fetch, and its own dependency brings.
        "TIKTOKEN_CACHE_DIR": str(Path(litellm.origin).parent / "litellm_core_utils/tokenizers"),
        "CURATOR_CACHE_DIR": str(folder),
        "TELEMETRY_ENABLED": "false",
        "CURATOR_DISABLE_RICH_DISPLAY": "1",
        "OPENAI_API_KEY": "none",
    }
    from bespokelabs.curator import LLM

    class Step(LLM):
        def prompt(self, row: dict[str, str]) -> str:
            return row["text"]

        def parse(self, row: dict[str, str], said: str) -> dict[str, str]:
            return {"text": f"{row['text']} {said}"[-400:]}

    params = {
        "base_url": url,
        "max_concurrent_requests": at_once,
        "max_requests_per_minute": 10**6,
        "max_tokens_per_minute": 10**9,
        "require_all_responses": True,
    }
    rows: Any = [{"text": f"Question {n}"} for n in range(records)]
    for _ in range(STEPS):
        made = Step(model_name=MODEL, backend="openai", backend_params=params)(rows)
        rows = getattr(made, "dataset", made)
    return {"records": len(rows)}


def data_designer(url: str, records: int, at_once: int, folder: Path) -> Figures:
    """A data set with nine columns written by a model."""
    import data_designer.config as dd
    from data_designer.interface import DataDesigner

    os.environ["NO_KEY"] = "none"
    provider = dd.ModelProvider(name="here", endpoint=url, provider_type="openai", api_key="NO_KEY")
    designer = DataDesigner(artifact_path=folder, model_providers=[provider])
    parameters = dd.ChatCompletionInferenceParams(max_parallel_requests=at_once)
    model = dd.ModelConfig(
        alias="nine", model=MODEL, provider="here", inference_parameters=parameters
    )
    builder = dd.DataDesignerConfigBuilder(model_configs=[model])
    builder.add_column(
        dd.SamplerColumnConfig(
            name="text_0", sampler_type=dd.SamplerType.UUID, params=dd.UUIDSamplerParams()
        )
    )
    for number in range(1, STEPS + 1):
        builder.add_column(
            dd.LLMTextColumnConfig(
                name=f"text_{number}",
                model_alias="nine",
                prompt="Go on from this: {{ text_%d }}" % (number - 1),  # noqa: UP031
            )
        )
    made = designer.create(config_builder=builder, num_records=records)
    return {"records": len(made.load_dataset())}


CLIENTS: dict[str, Callable[[str, int, int, Path], Figures]] = {
    "mmkg": mmkg,
    "client": client,
    "distilabel": distilabel,
    "curator": curator,
    "data-designer": data_designer,
}


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=CLIENTS)
    parser.add_argument("--url", required=True)
    parser.add_argument("--records", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=64)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        began, before = time.monotonic(), cpu()
        found = CLIENTS[said.name](said.url, said.records, said.at_once, Path(scratch))
    print(json.dumps({"cpu": cpu() - before, "wall": time.monotonic() - began} | found))


if __name__ == "__main__":
    main()
