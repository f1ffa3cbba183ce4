"""Graphs drawn at random from a seed, with places on a grid, as flow charts and mind maps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

STEPS = (
    *(
        "Read input",
        "Parse file",
        "Load data",
        "Clean text",
        "Train model",
        "Score",
        "Sort by rank",
    ),
    *(
        "Write report",
        "Send mail",
        "Split 80/20",
        "Fit scaler",
        "Merge",
        "Export CSV",
        "Log result",
    ),
)
CHINESE_STEPS = (
    *(
        "读取数据",
        "清洗文本",
        "训练模型",
        "评估结果",
        "写入文件",
        "发送通知",
        "合并表格",
        "划分样本",
    ),
    *("保存日志", "计算得分", "排序", "导出报告", "加载配置", "校验格式"),
)
QUESTIONS = ("Valid?", "Enough data?", "Error > 5%?", "Cached?", "Converged?")
CHINESE_QUESTIONS = ("有效？", "数据足够？", "已缓存？", "收敛？", "出错？")
TOPICS = (
    *("Energy", "Solar", "Wind", "Hydro", "Storage", "Grid", "Demand", "Prices", "Policy"),
    *(
        "Heat",
        "Transport",
        "Batteries",
        "Pumps",
        "Biomass",
        "Geothermal",
        "Exports",
        "Subsidies",
        "Tariffs",
    ),
)
CHINESE_TOPICS = (
    *("能源", "太阳能", "风能", "水能", "储能", "电网", "需求", "价格", "政策", "供热"),
    *("交通", "电池", "水泵", "生物质", "地热", "出口", "补贴", "税率"),
)
Shape = Literal["step", "decision", "end"]


@dataclass(frozen=True)
class Node:
    """A node at a column and row of a grid, counted from the left and from the top."""

    text: str
    column: float
    row: float
    shape: Shape = "step"


@dataclass(frozen=True)
class Edge:
    """A line from a node to another; `turn` is how it bends: not at all, or first which way."""

    source: int
    target: int
    label: str = ""
    turn: Literal["", "down", "up"] = ""


@dataclass(frozen=True)
class Graph:
    """A diagram to be drawn: a flow chart has arrows, a mind map has not."""

    kind: Literal["flowchart", "mindmap"]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    chinese: bool


@dataclass(frozen=True)
class DrawnGraph:
    """A graph in a PDF, one a page."""

    name: str
    path: Path
    page: int
    graph: Graph


def flow_chart(random: Random, chinese: bool) -> Graph:
    """Steps in a column, decisions with a step beside them that goes on below or back above."""
    steps = iter(random.sample(CHINESE_STEPS if chinese else STEPS, 12))
    questions = iter(random.sample(CHINESE_QUESTIONS if chinese else QUESTIONS, 5))
    yes, no = ("是", "否") if chinese else ("yes", "no")
    rows = random.randint(4, 6)
    asked = set(random.sample(range(1, rows - 1, 2), random.randint(1, len(range(1, rows - 1, 2)))))
    main = [
        Node(next(questions if row in asked else steps), 0, row, _shape(row, rows, asked))
        for row in range(rows)
    ]
    edges = [Edge(row, row + 1, yes if row in asked else "") for row in range(rows - 1)]
    beside = []
    for row in sorted(asked):
        place = rows + len(beside)
        beside.append(Node(next(steps), 1, row))
        edges.append(Edge(row, place, no))
        back = random.random() < 0.5 and row - 1 not in {r + 1 for r in asked}
        edges.append(Edge(place, row - 1 if back else row + 1, turn="up" if back else "down"))
    return Graph("flowchart", (*main, *beside), tuple(edges), chinese)


def _shape(row: int, rows: int, asked: set[int]) -> Shape:
    return "decision" if row in asked else "end" if row in (0, rows - 1) else "step"


def mind_map(random: Random, chinese: bool) -> Graph:
    """A topic with branches to the right, some of which have leaves."""
    topics = iter(random.sample(CHINESE_TOPICS if chinese else TOPICS, 18))
    nodes, edges, row = [Node(next(topics), 0, 0)], list[Edge](), 0.0
    branches = random.randint(3, 5)
    for _ in range(branches):
        leaves = random.randint(0, 3 if branches < 5 else 2)
        middle = row + (max(leaves, 1) - 1) / 2
        branch = len(nodes)
        nodes.append(Node(next(topics), 1, middle))
        edges.append(Edge(0, branch))
        for leaf in range(leaves):
            edges.append(Edge(branch, len(nodes)))
            nodes.append(Node(next(topics), 2, row + leaf))
        row += max(leaves, 1)
    nodes[0] = Node(nodes[0].text, 0, (row - 1) / 2)
    return Graph("mindmap", tuple(nodes), tuple(edges), chinese)
