"""How many rich wordings of a large model's kind pass the checks, and how many false ones.

Each entry of `wording_sets/*.yaml` names a plan (corpus, task, pattern, names) and has honest
wordings, which ask what it asks, and untrue ones: a condition more, another number, quantity,
order, scope, unit or time. `{t1}` is the first title of its data, `{g1}` the first number it takes
as given; unit and rounding are added by the writer, as in a session. The documents with made-up
numbers lie beside the sets.

    python benchmarks/wordings.py [--papers FOLDER] [--sets first second] [--failed]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import yaml

from mmkg.agents.grammar.grammar import asks
from mmkg.agents.writer import complete, plainly
from mmkg.dataset.checks.check import Ground, all_checks
from mmkg.dataset.explain import steps
from mmkg.dataset.sample import Draft, Finding, assemble
from mmkg.graph.build import build
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan
from mmkg.tools.parse.corpus import read_corpus

HERE = Path(__file__).parent
SETS = HERE / "wording_sets"
MOST = 3000  # plans of a pattern that are looked through
LIKE = ("which", "place", "test", "test2", "symbol", "letter", "how", "compared", "a", "several")


def places(papers: Path | None) -> dict[str, list[Path]]:
    """The documents of each corpus."""
    found = {"made": sorted(SETS.glob("*.md")), "examples": [HERE.parent / "examples" / "corpus"]}
    found |= {path.name: [path] for path in SETS.iterdir() if path.is_dir()}
    return found | ({"papers": [papers]} if papers else {})


def plan_of(view: View, row: dict[str, Any]) -> Plan | None:
    """The plan that an entry is about, one whose plain wording passes; none if there is none."""
    wanted = ([normal(name) for name in row["names"]], row.get("slots", {}))
    rng = Random(f"5:{row['task']}:{row['pattern']}")
    for plan in islice(load_patterns()[row["pattern"]].plans(view, row["task"], rng), MOST):
        slots = {key: plan.slots[key] for key in LIKE if key in plan.slots}
        if (
            plan.language == row["language"]
            and ([normal(name) for name in plan.names], slots) == wanted
            and not faults(plainly(plan), plan, view)
        ):
            return plan
    return None


def faults(question: str, plan: Plan, view: View) -> list[Finding]:
    """What the programmatic checks find wrong with a model's question for a plan."""
    said = {f"t{place}": title for place, title in enumerate(plan.context, start=1)}
    said |= {f"g{place}": number for place, number in enumerate(plan.given, start=1)}
    for place, text in said.items():
        question = question.replace(f"{{{place}}}", text)
    draft = Draft(question=complete(question, plan), steps=steps(plan), wording="model")
    sample = assemble(plan, draft, ordinal=1, seed=1, sources=())
    ground = Ground(view, reread=lambda evidence: None, asks=asks)
    findings = (check.examine(sample, ground) for check in all_checks())
    return [finding for finding in findings if finding.passed is False]


def tried(rows: list[dict[str, Any]], papers: Path | None, *, show: bool) -> Iterator[str]:
    """For each wording, its kind and whether it passed, and the checks that refuse an honest one.

    Yields `lost` where there is no such plan.
    """
    known = places(papers)

    @cache
    def view(corpus: str) -> View:
        return View(build(read_corpus(known[corpus]).documents))

    for row in rows:
        if row["corpus"] not in known:
            continue
        plan = plan_of(view(row["corpus"]), row)
        if plan is None:
            yield "lost"
            if show:
                print("no such plan:", row["pattern"], *row["names"])
            continue
        for kind in ("honest", "untrue"):
            for question in row.get(kind, []):
                found = faults(question, plan, view(row["corpus"]))
                yield f"{kind} {'refused' if found else 'passed'}"
                if kind == "honest":
                    yield from (f"by {one.check}" for one in found)
                if show and bool(found) == (kind == "honest"):
                    why = "; ".join(f"{one.check}: {one.why}" for one in found)
                    print(f"{kind}: {question}\n    {why or 'passes all checks'}")


def main() -> None:
    """Print both rates of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, help="the folder with the four papers")
    parser.add_argument(
        "--sets", nargs="+", default=sorted(path.stem for path in SETS.glob("*.yaml"))
    )
    parser.add_argument("--failed", action="store_true", help="print what was judged wrongly")
    given = parser.parse_args()
    for name in given.sets:
        rows = yaml.safe_load((SETS / f"{name}.yaml").read_text("utf-8"))
        counts = Counter(tried(rows, given.papers, show=given.failed))
        honest = counts["honest passed"] + counts["honest refused"]
        untrue = counts["untrue passed"] + counts["untrue refused"]
        print(
            f"{name}: {counts['honest passed']} of {honest} honest wordings pass,"
            f" {counts['untrue passed']} of {untrue} untrue ones; {counts['lost']} plans not found"
        )
        checks = [f"{n} {key[3:]}" for key, n in counts.most_common() if key.startswith("by ")]
        print(f"    honest ones are refused by: {', '.join(checks) or 'none'}")


if __name__ == "__main__":
    main()
