"""Tables in Chinese."""

from __future__ import annotations

from table_sets.sources import ABOVE, INDENT, LEFT, Draw, TableSource

PROVINCES = "北京|上海|广东|江苏|浙江|四川|湖北|河南|山东|福建|云南|甘肃"


def chinese_regions(draw: Draw) -> TableSource:
    """Units in parentheses, in Chinese."""
    names = ["户籍人口", "城镇化率（%）", "人均可支配收入（元）"]
    rows = [
        [n, draw.real(500, 9000, 2), draw.real(40, 90), draw.count(20_000, 80_000, "")]
        for n in draw.some(PROVINCES, 5, 8)
    ]
    return TableSource("部分地区基本情况", [["地区", *names], *rows], chinese=True)


def chinese_levels(draw: Draw) -> TableSource:
    """Two levels and a unit above the table, in Chinese."""
    top = ["指标", "本年度", LEFT, "上年度", LEFT]
    low = [ABOVE, "数量", "占比", "数量", "占比"]
    rows = [
        [n, draw.count(100, 9999), draw.real(1, 99) + "%", draw.count(100, 9999), draw.real(1, 99)]
        for n in draw.some("营业收入|营业成本|研发费用|管理费用|净利润|现金流量", 4, 6)
    ]
    return TableSource("主要财务指标", [top, low, *rows], 2, above="单位：万元", chinese=True)


def chinese_groups(draw: Draw) -> TableSource:
    """A label for several rows, in Chinese."""
    grid = [["类别", "项目", "2022年", "2023年"]]
    for title in draw.some("工业|农业|服务业|建筑业", 2, 3):
        for place, name in enumerate(draw.some("产值|从业人数|投资额|利润", 2, 4)):
            values = (draw.real(10, 900, 2), draw.real(10, 900, 2))
            grid.append([ABOVE if place else title, name, *values])
    return TableSource("分行业统计", grid, labels=2, chinese=True)


def chinese_yearbook(draw: Draw) -> TableSource:
    """Totals, parts of them indented, units with the names, as yearbooks print them."""
    first = draw.randint(2010, 2019)
    grid = [["指标", *(f"{first + k}年" for k in range(3))]]
    for title, unit in (("年末总人口", "万人"), ("地区生产总值", "亿元"), ("粮食产量", "万吨")):
        grid.append([f"{title}（{unit}）", *_figures(draw)])
        for part in draw.some("城镇|乡村|第一产业|第二产业|第三产业|夏粮|秋粮", 2, 3):
            grid.append([INDENT + part, *_figures(draw)])
    grid.append(["合计", *_figures(draw)])
    return TableSource("主要年份基本情况", grid, chinese=True)


def _figures(draw: Draw) -> list[str]:
    return [draw.real(10, 9000, 2) for _ in range(3)]


def chinese_balance(draw: Draw) -> TableSource:
    """A balance sheet: assets on the left, debts on the right."""
    left = draw.sample(["货币资金", "应收账款", "存货", "固定资产", "无形资产", "商誉"], 5)
    right = draw.sample(["短期借款", "应付账款", "预收款项", "长期借款", "股本", "资本公积"], 5)
    rows = [
        [a, *_amounts(draw), b, *_amounts(draw)]
        for a, b in zip([*left, "资产总计"], [*right, "负债及权益总计"], strict=True)
    ]
    header = ["资产", "期末余额", "期初余额", "负债及权益", "期末余额", "期初余额"]
    grid = [header, *rows]
    return TableSource("资产负债表", grid, above="单位：元", chinese=True, wide=True, halves=3)


def _amounts(draw: Draw) -> list[str]:
    return [f"{draw.uniform(1e4, 9e7):,.2f}" for _ in range(2)]


def chinese_statement(draw: Draw) -> TableSource:
    """Numbered items, with the number of a note before the amounts."""
    items = draw.some("营业收入|营业成本|税金及附加|销售费用|管理费用|财务费用|投资收益", 4, 6)
    numbers = "一二三四五六"
    rows = [
        [f"{numbers[k]}、{name}", str(draw.randint(1, 60)), *_amounts(draw)]
        for k, name in enumerate(items)
    ]
    return TableSource("利润表", [["项目", "附注", "本期金额", "上期金额"], *rows], chinese=True)


def chinese_ranks(draw: Draw) -> TableSource:
    """Two levels over counts and shares, a total at the end, units in the lowest header."""
    top = ["省份", "从业人员", LEFT, "营业收入", LEFT, "排名"]
    low = [ABOVE, "数量（人）", "比重（%）", "金额（万元）", "增速（%）", ABOVE]
    rows = [
        [n, draw.count(100, 99_999, ""), draw.real(1, 60), draw.real(10, 9999, 2), draw.real(0, 30)]
        + [str(k)]
        for k, n in enumerate(draw.some(PROVINCES, 5, 8), 1)
    ]
    return TableSource("各省行业概况", [top, low, *rows], 2, chinese=True)


def chinese_quarters(draw: Draw) -> TableSource:
    """Quarters under years, of which parts are said by 其中."""
    top = ["项目", "2022年", LEFT, "2023年", LEFT]
    grid = [top, [ABOVE, "上半年", "下半年", "上半年", "下半年"]]
    for name in draw.some("进出口总额|财政收入|固定资产投资|社会消费品零售额", 2, 3):
        grid.append([name, *(draw.real(100, 9000) for _ in range(4))])
        grid.append([INDENT + "其中：出口", *(draw.real(10, 900) for _ in range(4))])
    return TableSource("主要经济指标", grid, 2, above="单位：亿元", chinese=True)


def chinese_numbered(draw: Draw) -> TableSource:
    """A number before the name of each row, shares at the end, a sum below."""
    rows = [
        [str(k), n, draw.count(100, 9_999, ""), draw.real(1, 50, 2) + "%"]
        for k, n in enumerate(draw.some("研发部|市场部|生产部|财务部|行政部|客服部", 4, 6), 1)
    ]
    header = ["序号", "部门", "人数", "占比"]
    grid = [header, *rows, ["合计", LEFT, draw.count(9000, 50_000, ""), "100.00%"]]
    return TableSource("员工构成", grid, chinese=True)


def chinese_bilingual(draw: Draw) -> TableSource:
    """Names in two languages, one below the other."""
    header = ["年份\nYear", "出生率\nBirth rate", "死亡率\nDeath rate", "增长率\nGrowth"]
    first = draw.randint(1990, 2010)
    rows = [[str(first + k), *(draw.real(1, 20, 2) for _ in range(3))] for k in range(6)]
    return TableSource("人口变动情况", [header, *rows], chinese=True)
