"""Rules for Chinese sentences. N is a name, A an amount, D a date; see `marking`."""

from __future__ import annotations

import re
from typing import Literal

from mmkg.graph.relations.marking import A, D, Marked, N
from mmkg.graph.relations.rule import Rule

HAN = r"\u4e00-\u9fff"
SIGN = r"[\ue000-\uf7ff]"
SPACE = re.compile(rf"(?<={SIGN}) +| +(?={SIGN})")
GENERIC = r"(?!总部|公司|其中|本文|我们|二者|两者|一个|前者|后者|增加|减少|调减|调增|新增|完成|实现|因此|所以|但是|同时|此外|结果|占)"
BARE = rf"{GENERIC}(?:(?![的了在是和与或等被把将其该这那由于从为有对以及沿时可能会所就都也又即若如当经过需应并且此每各绕])[{HAN}·A-Za-z0-9-]){{2,12}}?"
START = rf"(?:^|(?<=[，。；：]))(?:{D}，?|其中，?|而|目前，?)?"
HEAD = rf"{START}(?P<head>{N}(?:[、和与及]{N})*|{BARE})"
FAR = rf"{START}(?P<head>{N}|{BARE}(?=[由于位成是]))(?:[^，。；]{{2,24}}，)?"  # its clause, or the next
NS = rf"{N}(?:[、和与及]{N})*"
TAIL = rf"(?P<tail>{NS}|{BARE}(?=[，。；、]|$))"
WHO = rf"(?P<tail>{NS}|{BARE})"
HEDGE = r"(?:大约|约|近|将近|超过|仅|只)?"
ROLE = rf"(?P<role>(?![的])[{HAN}]{{2,8}}?)"
MEASURED = (
    r"(?P<role>(?:平均|最大|最小|总|赤道|表面|全国|常住|轨道|公转|自转|发射)?"
    r"(?:直径|半径|质量|体积|密度|面积|长度|总长|全长|高度|海拔|宽度|深度|人口|距离|周期|温度|速度|年龄"
    r"|营业收入|净利润|总资产|注册资本|产量|容量|库容|水深|功率|寿命))"
)
ACHIEVED = (  # "第一产业实现增加值47.5亿元"
    rf"(?:共|累计)?(?:实现|完成)(?P<role>[{HAN}]{{0,8}}?(?:值|额|入|润|量|投资|税收))(?:（[^（）]{{1,12}}）)?"
)
GROWTH = r"(?P<change>[同环]比(?:增长|下降|上升|减少|提高))了?"
DONE = r"成立|建立|创建|创办|创立|设立|发射|发射升空|建成|出生|逝世|发现|启用|开通|颁布|施行|签署|发布|出版|通过|上市|开工"
AGENTS = {
    "研制": "研制方", "发射": "发射方", "建造": "建造方", "运营": "运营方", "管理": "管理方",
    "发现": "发现者", "创立": "创立者", "创办": "创办者", "设计": "设计者", "提出": "提出者",
    "撰写": "作者", "导演": "导演", "发明": "发明者", "签署": "签署方", "开发": "开发者",
    "主持": "主持人", "领导": "领导者", "主编": "主编", "编写": "编写者", "主办": "主办方",
    "承办": "承办方", "承建": "承建方", "施工": "施工方", "投资": "投资方", "出资": "出资方",
    "制造": "制造商", "生产": "生产商", "经营": "经营方", "主管": "主管方", "出版": "出版方",
}  # fmt: skip
LAUNCHED = {"发射升空于": "发射于"}
BY = "|".join(AGENTS)
COUNT = "一?[颗个种座家艘位所条名部项类款枚辆]"
HOLDS = r"(?:共计?|总计|一共)?(?:有|拥有|设有|包含|包括|收录|收集|标注|覆盖|涵盖|支持)了?"
MEASURE = "[颗个名座家艘位所条部项类枚辆人种份篇幅张句例套门台]"
ENDS = rf"(?![{HAN}])"  # no measure word follows that an amount is counted in (1128万 亩)
SAID = r"(?:为|是|约为|达到|达|共有|有|大约是|仅为|等于)?"


def closed_up(marked: Marked) -> Marked:
    """A sentence without the spaces that many set around dates, numbers and foreign names."""
    return Marked(SPACE.sub("", marked.text), marked.signs)


def _rule(
    pattern: str,
    relation: str,
    form: Literal["role", "verb"] = "verb",
    names: dict[str, str] | None = None,
) -> Rule:
    return Rule(re.compile(pattern), relation, form, names)


RULES = [
    # amounts
    _rule(rf"{HEAD}的{ROLE}(?:为|是|有|约为|达到|达|约|大约是|仅为|等于){HEDGE}(?P<tail>{A})", "{role}", "role"),
    _rule(rf"{HEAD}{MEASURED}{SAID}{HEDGE}(?P<tail>{A}){ENDS}", "{role}", "role"),
    _rule(
        rf"{HEAD}{HOLDS}{HEDGE}(?P<tail>{A}){MEASURE}(?P<role>[{HAN}]{{2,6}})(?=[，。；]|$)",
        "{role}数量",
        "role",
    ),
    _rule(
        rf"{HEAD}(?:共计?|总计|一共)?(?P<verb>收录|收集|标注|覆盖|涵盖)了?{HEDGE}(?P<tail>{A})"
        rf"(?P<what>[条篇份张幅种])(?=[，。；]|$)",
        "{verb}{what}数",
        "role",
    ),
    _rule(rf"{HEAD}{GROWTH}{HEDGE}(?P<tail>{A})", "{change}幅度", "role"),
    _rule(rf"{HEAD}{ACHIEVED}{HEDGE}(?P<tail>{A}){ENDS}", "{role}", "role"),
    _rule(rf"{HEAD}{ACHIEVED}{HEDGE}{A}，{GROWTH}{HEDGE}(?P<tail>{A})", "{role}{change}幅度", "role"),
    # who did it, and when
    _rule(rf"{HEAD}(?P<verb>{DONE})于(?P<tail>{D})", "{verb}于"),
    _rule(rf"{FAR}[于在](?P<tail>{D})(?:由{NS})?(?:被|正式|在{NS})?(?P<verb>{DONE})(?=了?(?:[，。；、（(]|$))", "{verb}于", names=LAUNCHED),
    _rule(rf"(?P<tail>{D})，?{NS}(?P<verb>{DONE})了?(?P<head>{N})", "{verb}于"),
    _rule(rf"{START.replace(D, '')}(?P<tail>{D})，?(?P<head>{NS})(?:正式)?(?P<verb>{DONE})(?=[，。；]|$)", "{verb}于", names=LAUNCHED),
    _rule(rf"{FAR}(?:于{D})?由{WHO}(?:于{D})?(?:联合)?(?P<verb>{BY})", "{verb}", "role", AGENTS),
    _rule(rf"{HEAD}是由{WHO}(?P<verb>{BY})的", "{verb}", "role", AGENTS),
    # where it is, what it has, what it is
    _rule(rf"{HEAD}(?P<verb>位于|坐落于|隶属于|属于|毗邻|环绕|包括|包含)(?:了|着)?{TAIL}(?=[，。；、（(]|$)", "{verb}"),
    _rule(rf"{HEAD}[绕围](?:绕|着)?{WHO}(?:运行|运转|公转|旋转)", "环绕"),
    _rule(rf"{HEAD}由{WHO}(?:共同)?(?:组成|构成)", "包括"),
    _rule(rf"{HEAD}的{ROLE}(?:为|是)(?P<tail>{NS})", "{role}", "role"),
    _rule(
        rf"{START}(?P<tail>{N}|{BARE})是(?P<head>{N}|{BARE})的(?P<role>(?![一其])[{HAN}]{{2,8}})(?=[，。；]|$)",
        "{role}",
        "role",
    ),
    _rule(rf"{HEAD}是{COUNT}(?P<tail>[{HAN}]{{2,8}})(?=[，。；]|$)", "是"),
    _rule(rf"{HEAD}(?:被|也被|又)?称为[“「]?(?P<tail>{N}|[{HAN}]{{2,8}})[”」]?(?=[，。；]|$)", "称为"),
]  # fmt: skip
PRONOUNS = re.compile(r"(?:它|他|她|其|该[\u4e00-\u9fff]{1,3})(?=[的由于在是位平质直半总成发绕])")
