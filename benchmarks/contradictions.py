"""Precision and recall of contradictions between a text and a table of the same document.

    python benchmarks/contradictions.py [--set first second]

Each sentence stands in a document of its own beside one table, which is parsed and built as any
other. Half of the sentences contradict a cell; the others nearly do: the number is rounded, rough,
in another unit, of another year, condition or part, planned, or denied. Sets were written before
anything was mended on them; `third` was written after, and two words were mended on it; `rough`
has what is stated roughly or as a bound, of which none was found before.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mmkg.graph.build import build
from mmkg.graph.contradictions import contradictions
from mmkg.graph.mining.view import View
from mmkg.tools.parse.corpus import read_corpus

QUARRIES = """# Quarries of the valley

{sentence}

Table 1: Quarries of the valley and what they gave.

| Quarry | Output (t) | Depth (m) | Share of exports (%) |
|---|---|---|---|
| Harrow | 1290 | 42.5 | 18.4 |
| Iden | 870 | 31.0 | 22.1 |
| Jarrow | 2045 | 56.8 | 9.7 |
| Kelso | 415 | 18.2 | 30.5 |
"""
LAKES_ZH = """# 高原湖泊

{sentence}

表1 高原湖泊的基本情况

| 湖泊 | 面积（平方公里） | 最大水深（米） | 年径流量（万立方米） |
|---|---|---|---|
| 青海子 | 412 | 28.6 | 5230 |
| 白云湖 | 187 | 15.4 | 2410 |
| 落雁湖 | 636 | 33.9 | 7815 |
| 松毛海 | 95 | 9.8 | 1160 |
"""
CONTRADICTING = {
    "first": (
        "The output of Harrow is 1209 t.",
        "The output of Harrow is 1,920 t.",
        "Harrow has an output of 1.92 kt.",
        "With a depth of 24.5 m, Harrow is among the deeper ones.",
        "Iden's depth is 37 m.",
        "The depth of Kelso was 28.2 m.",
        "Kelso reaches a depth of 81.2 m.",
        "The share of exports of Jarrow is 7.9 %.",
        "Jarrow had an output of 2450 t.",
        "The depth of Jarrow amounts to 5860 cm.",
        "青海子的面积为421平方公里。",
        "白云湖面积为178平方公里。",
        "落雁湖的最大水深是39.3米。",
        "松毛海的最大水深达8.9米。",
        "落雁湖的年径流量为7185万立方米。",
        "青海子的面积影响了渔业，白云湖的最大水深为14.5米。",
    ),
    "second": (
        "The depth of Iden is 13.0 m.",
        "Kelso had an output of 451 t.",
        "At Harrow, the depth is 45.2 m.",
        "Jarrow has a depth of 65.8 m and feeds two mills.",
        "The output of Iden stood at 780 t.",
        "The share of exports of Kelso was 35 %.",
        "The depth of Harrow equals 4.52 m.",
        "Iden, whose output was 807 t, lies by the river.",
        "The output of Kelso totals 541 t.",
        "松毛海面积达59平方公里。",
        "青海子的最大水深为26.8米。",
        "松毛海的年径流量是1610万立方米。",
        "落雁湖的面积有663平方公里。",
    ),
    "third": (
        "The output of Kelso was 514 t.",
        "Jarrow gave a great deal, with an output of 2504 t.",
        "Jarrow's share of exports is 7.9 %.",
        "The quarry at Iden has a depth of 13 m.",
        "Harrow has a depth of 24.5 m and an output of 1290 t.",
        "In Kelso, the output amounted to 451 t.",
        "Harrow and Iden have depths of 42.5 m and 13.0 m.",
        "The depth of the Harrow quarry is 24.5 m.",
        "Iden, with an output of 780 t, is the third.",
        "The depth of Jarrow is 568 m.",
        "落雁湖的面积等于663平方公里。",
        "白云湖的年径流量为2140万立方米。",
        "青海子面积是421平方公里，最大水深是28.6米。",
        "松毛海最大水深为8.9米。",
        "在白云湖，最大水深达到了14.5米。",
    ),
    "rough": (
        "The output of Harrow is about 2,900 t.",
        "Harrow has an output of more than 1500 t.",
        "The depth of Kelso is less than 15 m.",
        "The share of exports of Iden is over 30 %.",
        "Kelso has a depth of at most 12 m.",
        "青海子的面积约为600平方公里。",
        "白云湖的面积超过250平方公里。",
        "松毛海的面积不到80平方公里。",
        "落雁湖的最大水深为40米以上。",
    ),
}
NEAR = {
    "first": (
        "The output of Harrow is 1290 t.",
        "The output of Harrow is 1300 t.",
        "The output of Harrow is 1.3 kt.",
        "The output of Harrow is about 1250 t.",
        "The output of Harrow in 2015 was 1100 t.",
        "In 1998 the output of Harrow was 640 t.",
        "The planned output of Harrow is 2000 t.",
        "The output of Harrow will be 2000 t.",
        "The output of Harrow is not 1500 t.",
        "The output of Harrow would be 2000 t with a second shift.",
        "The monthly output of Harrow is 107.5 t.",
        "Before the flood, the output of Harrow was 980 t.",
        "In dry years the output of Harrow is 900 t.",
        "The depth of Harrow at its eastern rim is 30 m.",
        "The depth of the Harrow shaft is 112 m.",
        "The share of exports of Jarrow fell by 2 %.",
        "The output of Harrow is more than 1200 t.",
        "The output of Harrow is 1290000 kg.",
        "The depth of the quarries is 37 m on average.",
        "The output of Leven is 300 t.",
        "2010年青海子的面积为398平方公里。",
        "青海子的面积约为400平方公里。",
        "青海子的面积为41200公顷。",
        "青海子的面积将达到450平方公里。",
        "白云湖枯水期面积为120平方公里。",
        "落雁湖的平均水深为12.5米。",
        "落雁湖东部的最大水深为21.4米。",
        "青海子的面积不是500平方公里。",
        "松毛海的年径流量为0.116亿立方米。",
        "规划中的松毛海面积为150平方公里。",
    ),
    "second": (
        "The output of Iden last year was 700 t.",
        "The output of Iden is 0.87 kt.",
        "Iden could reach an output of 1200 t.",
        "The output of Iden without the north pit is 600 t.",
        "The output of Iden should be 1000 t.",
        "The depth of Iden is expected to be 40 m.",
        "The depth of Iden is 31 m.",
        "The output of Iden and Kelso is 1285 t.",
        "If prices rise, the output of Iden is 1500 t.",
        "The depth of Iden when flooded is 12 m.",
        "The target output of Iden is 950 t.",
        "The depth of Iden exceeds 25 m.",
        "On Sundays the output of Iden is 20 t.",
        "The output of Iden doubled to 870 t.",
        "The former depth of Iden was 22 m.",
        "According to the first survey, the depth of Iden was 26 m.",
        "白云湖的面积曾为260平方公里。",
        "白云湖的面积预计为200平方公里。",
        "白云湖在雨季的面积为230平方公里。",
        "如果蓄水，白云湖的面积为300平方公里。",
        "白云湖的面积近190平方公里。",
        "白云湖1980年的面积为240平方公里。",
        "白云湖北区的面积为60平方公里。",
        "白云湖的面积为187.0平方公里。",
        "白云湖流域面积为2100平方公里。",
    ),
    "third": (
        "The output of Kelso was 0.415 kt.",
        "The output of Kelso in May was 40 t.",
        "The output of Kelso had been 500 t.",
        "The output of Kelso, wet, is 450 t.",
        "The yearly output of Kelso is 500 t.",
        "The output of Kelso per worker is 12 t.",
        "The mean depth of Kelso is 11 m.",
        "The output of Kelso rose by 20 t.",
        "The output of Kelso is between 400 t and 430 t.",
        "A model predicts that the output of Kelso is 480 t.",
        "Suppose that the output of Kelso is 600 t.",
        "The output of Kelso is 400 t in the base case.",
        "The output of Kelso is 415.4 t.",
        "The output of New Kelso is 90 t.",
        "The licence allows an output of 600 t for Kelso.",
        "The depth of Kelso is 18 m.",
        "The share of exports of Kelso is 31 %.",
        "The share of imports of Kelso is 12 %.",
        "Is the output of Kelso 600 t?",
        "The output of Kelso is said to be 600 t.",
        "旱季松毛海的面积为60平方公里。",
        "松毛海的面积大致为90平方公里。",
        "松毛海的面积超过80平方公里。",
        "松毛海保护区的面积为300平方公里。",
        "松毛海的面积为0.95万公顷。",
        "假设松毛海的面积为120平方公里。",
        "松毛海的面积在二十年前为130平方公里。",
        "松毛海的面积最多时为140平方公里。",
        "据传松毛海的面积为200平方公里。",
        "松毛海的面积减少了12平方公里。",
    ),
    "rough": (
        "The output of Harrow is about 1290 t.",
        "The output of Harrow is about 1,300 t.",
        "Harrow has an output of more than 1200 t.",
        "The depth of Kelso is nearly 20 m.",
        "The share of exports of Iden is over 20 %.",
        "Kelso has a depth of at least 18 m.",
        "The share of exports of Kelso is nearly a third.",
        "The output of Iden is roughly 870 t, and its depth is 31 m.",
        "青海子的面积约为412平方公里。",
        "白云湖的面积超过150平方公里。",
        "松毛海的面积不到100平方公里。",
        "落雁湖的最大水深达33.9米左右。",
    ),
}


@dataclass(frozen=True)
class Case:
    """A sentence beside a table, and whether it contradicts a cell."""

    sentence: str
    contradicts: bool

    @property
    def document(self) -> str:
        """The document in Markdown."""
        page = QUARRIES if self.sentence.isascii() else LAKES_ZH
        return page.format(sentence=self.sentence)


def cases(which: str) -> Iterator[Case]:
    """All cases of a set."""
    yield from (Case(sentence, True) for sentence in CONTRADICTING[which])
    yield from (Case(sentence, False) for sentence in NEAR[which])


def found(every: Sequence[Case]) -> list[int]:
    """How many contradictions are found in the document of each case."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:03}.md" for number in range(len(every))]
        for path, case in zip(paths, every, strict=True):
            path.write_text(case.document, "utf-8")
        documents = {document.name: document for document in read_corpus(paths).documents}
    views = [View(build([documents[path.name]])) for path in paths]
    return [len(contradictions(view)) for view in views]


def main() -> None:
    """Print what was missed and what was made up, then the rates."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--set", nargs="+", choices=sorted(NEAR), default=sorted(NEAR))
    for which in options.parse_args().set:
        right = wrong = missed = 0
        every = list(cases(which))
        for case, number in zip(every, found(every), strict=True):
            said = number > 0
            right += said and case.contradicts
            wrong += said and not case.contradicts
            missed += case.contradicts and not said
            if said != case.contradicts:
                print("missed:" if case.contradicts else "made up:", case.sentence)
        print(f"{which}: {right + missed} contradict, {len(NEAR[which])} nearly do;", end=" ")
        print(
            f"precision {right / (right + wrong or 1):.2f}, recall {right / (right + missed):.2f}"
        )


if __name__ == "__main__":
    main()
