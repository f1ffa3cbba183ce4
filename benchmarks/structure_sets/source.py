"""Made-up documents as lists of parts: what a reader should find, in order."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pydoc_data.topics import topics
from typing import Literal

PartKind = Literal["heading", "paragraph", "list", "caption", "reference"]
_COMPOUNDS = (
    "state-of-the-art co-operation long-term well-known two-dimensional self-consistent so-called "
    "cross-border non-linear real-time decision-making up-to-date third-party large-scale"
)
_CHINESE = (
    "港口 涡轮 账目 柳树 边界 铜矿 年度 信号 果园 桥梁 滤波 电压 市场 峡谷 调查 颜料 晶格 引擎 "
    "我们 提出 方法 结果 表明 模型 数据 训练 实验 分析 影响 因素 显著 提高 降低 温度 压力 变化 "
    "过程 基于 研究 发展 经济 增长 速度 地区 政策 环境 保护 技术 应用 系统 设计 优化 问题 解决 "
    "理论 计算 误差 范围 条件 材料 结构 性能 测试"
)
COMPOUNDS, CHINESE = _COMPOUNDS.split(), _CHINESE.split()
FOREIGN = ("GPU", "Transformer", "2023", "PM2.5", "ISO 9001")


@dataclass(frozen=True)
class Part:
    """A piece of a document.

    Attributes:
        level: Of a heading or list item, from 1.
        path: Titles of the headings above it, outermost first.
        note: Its footnote.
        numbered: Of a list item: whether it has a number rather than a bullet.
        table: Of a caption: whether it is that of a table; else of a figure.
    """

    kind: PartKind
    text: str
    level: int = 1
    path: tuple[str, ...] = ()
    note: str = ""
    numbered: bool = False
    table: bool = False


@dataclass(frozen=True)
class Plan:
    """What a made-up document has, and how its parts are drawn.

    Attributes:
        depth: Levels of headings.
        length: Sections of each level.
        lists: Chance that a section has a list.
        notes: Chance that a paragraph has a footnote.
        floats: Chance that a section has a figure or a table.
        references: Entries at the end.
    """

    name: str
    chinese: bool = False
    depth: int = 2
    length: int = 4
    paragraphs: int = 3
    lists: float = 0.4
    notes: float = 0.15
    floats: float = 0.3
    references: int = 12
    sentences: tuple[int, int] = (3, 7)

    @property
    def title(self) -> str:
        """Its title."""
        return "论港口建设与信号传播" if self.chinese else "Harbour Works and the Ledger of Signals"

    @property
    def head(self) -> str:
        """What every page has at its top."""
        return "信号工程学报" if self.chinese else "Proceedings of the Harbour Society"

    @property
    def foot(self) -> str:
        """What every page has at its foot."""
        return "内部资料 请勿外传" if self.chinese else "Confidential draft for review"


@cache
def english() -> tuple[str, ...]:
    """Common and less common words, from the reference that comes with Python."""
    found = re.findall(r"(?<![\w.`*-])[a-z]{3,14}(?![\w.`*(-])", " ".join(topics.values()))
    return tuple(sorted(set(found)))


class Words:
    """Draws sentences; the same seed draws the same."""

    def __init__(self, seed: str, chinese: bool) -> None:
        self.rng, self.chinese = random.Random(seed), chinese

    def sentence(self, least: int = 8, most: int = 18) -> str:
        """A sentence of so many words."""
        count = self.rng.randint(least, most)
        if self.chinese:
            words = [self._word(CHINESE, FOREIGN) for _ in range(count)]
            words[count // 2] += "，"
            return "".join(words) + "。"
        words = [self._word(english(), COMPOUNDS) for _ in range(count)]
        words[count // 2] += self.rng.choice(",,;:")
        text = " ".join(words)
        return text[0].upper() + text[1:] + "."

    def _word(self, usual: Sequence[str], rare: Sequence[str]) -> str:
        return self.rng.choice(rare if self.rng.random() < 0.06 else usual)

    def text(self, least: int, most: int) -> str:
        """A paragraph of so many sentences."""
        found = [self.sentence() for _ in range(self.rng.randint(least, most))]
        return "".join(found) if self.chinese else " ".join(found)

    def title(self) -> str:
        """A heading."""
        pool: Sequence[str] = CHINESE if self.chinese else english()
        count = 3 if self.chinese else self.rng.randint(2, 5)
        words = self.rng.sample(pool, count)
        return "".join(words) if self.chinese else " ".join(words).title()

    def phrase(self) -> str:
        """A list item or caption, often without a full stop."""
        text = self.sentence(4, 14)
        return text if self.rng.random() < 0.5 else text[:-1]


def draw(plan: Plan, seed: str) -> list[Part]:
    """The parts of a document, headings first."""
    words = Words(f"{seed} {plan.name}", plan.chinese)
    parts = list(_sections(plan, words, 1, ()))
    if plan.references:
        title = "参考文献" if plan.chinese else "References"
        parts.append(Part("heading", title))
        parts += [Part("reference", _entry(words), path=(title,)) for _ in range(plan.references)]
    return parts


def _sections(plan: Plan, words: Words, level: int, path: tuple[str, ...]) -> Iterator[Part]:
    for _ in range(plan.length if level == 1 else words.rng.randint(0, 3)):
        title = words.title()
        yield Part("heading", title, level, path)
        inside = (*path, title)
        yield from _body(plan, words, inside)
        if level < plan.depth:
            yield from _sections(plan, words, level + 1, inside)


def _body(plan: Plan, words: Words, path: tuple[str, ...]) -> Iterator[Part]:
    rng = words.rng
    for _ in range(rng.randint(1, plan.paragraphs) if plan.paragraphs else 0):
        note = words.text(1, 2) if rng.random() < plan.notes else ""
        yield Part("paragraph", words.text(*plan.sentences), path=path, note=note)
    if rng.random() < plan.floats:
        table = rng.random() < 0.5
        yield Part("caption", words.phrase(), path=path, table=table)
    if rng.random() < plan.lists:
        numbered = rng.random() < 0.4
        for place in range(rng.randint(2, 5)):
            yield Part("list", words.phrase(), 1, path, numbered=numbered)
            if place == 1 and rng.random() < 0.5:
                yield Part("list", words.phrase(), 2, path)
                yield Part("list", words.phrase(), 2, path)
        if plan.paragraphs:
            yield Part("paragraph", words.text(2, 4), path=path)


def _entry(words: Words) -> str:
    """An entry of the references."""
    rng = words.rng
    year, volume = rng.randint(1970, 2024), rng.randint(1, 40)
    first, last = rng.randint(1, 90), rng.randint(91, 180)
    if words.chinese:
        names = f"王{rng.choice(CHINESE)[0]}，李{rng.choice(CHINESE)[0]}"
        return f"{names}. {words.title()}[J]. 工程学报，{year}，{volume}: {first}-{last}."
    names = ", ".join(f"{rng.choice('ABCDEFG')}. {rng.choice(english()).title()}" for _ in range(2))
    journal = f"Journal of {rng.choice(english()).title()} Works"
    title = words.sentence(6, 14)[:-1]
    return f"{names}. {title}. {journal}, {volume}:{first}–{last}, {year}."
