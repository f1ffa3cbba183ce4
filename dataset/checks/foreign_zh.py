"""Chinese characters of a question that neither its plan nor the making of questions has use for.

Chinese has no spaces, so that the words that narrow nothing are kept as characters. What narrows
the things that are looked through stands right before their noun, whatever its characters are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.masked import NAME, TITLE
from mmkg.dataset.checks.plain_words import listed
from mmkg.dataset.checks.scene import DOES_ZH, WHO_ZH
from mmkg.graph.names import CJK

READS_ZH = "关注|关心|翻看|查看|查阅|阅读|浏览|研读|研究|分析|比较|对照|核对|抄写|看到|看"
AGENT_ZH = re.compile(  # who asks, before a verb of asking or reading
    r"(?:^|(?<=[，,。；;：:]))(?:(?:一|某|有)[位名个家支群]?[\u4e00-\u9fff]{1,6}?"
    rf"|[\u4e00-\u9fff]{{0,7}}?(?:{WHO_ZH}))"
    rf"(?=[只在正]?(?:{DOES_ZH}|{READS_ZH}|[要需将]))"
    r"|(?:有人|(?:这|那|某|一)[位名](?:研究员|研究者|分析师|记者|编辑|学生|学者|老师|教师|同学|读者))"
)
ASKING_ZH = re.compile(
    rf"{DOES_ZH}|{READS_ZH}|想要?|需要|了解|知道|弄清|复习|核实|查证|撰稿|报告|论文|简报|资料|课堂|考试"
    r"|对还是错|判断对错|发稿|内容|向[你我]请教|请教|下周|出版|式子|等号|两边|左右两|此人|[三四五六]个数|认为"
)
LINKING_ZH = re.compile(  # a verb between two things of the plan, or of one who asks
    rf"(?<=[{TITLE}{NAME}”\"])[里中]?所[\u4e00-\u9fff]{{1,3}}(?=的[\ue001-\ue004“\"]?)"
    rf"|(?<=[会要可])[\u4e00-\u9fff]{{1,2}}[到出了]?(?= ?[“\"]?[{TITLE}{NAME}])"
    rf"|固定(?=[为在])"
)
LEADING_ZH = re.compile(  # what may stand right before a noun
    r"(?:^|[的各每该本此这那哪几些个种座家项颗次名位条所条只枚艘架类多两一二三四五六七八九十某任是有为即把将"
    r"对给与和跟及或比较同在由从向到按以用称出列取选挑看找拿设种])$|所有|全部|哪些|作为|属于"
)
QUALIFYING_ZH = re.compile(  # what may make another quantity of a name: 其剩余…
    rf"(?<=[的其，均])(?!平均|算术)([\u4e00-\u9fff]{{1,3}})(?=[“‘]?{NAME})"
)
SIZED_ZH = re.compile(r"(?<![最更第各较二三四五])[大小高低长短新旧老强弱轻重快慢远近]$")


def strange(text: str, known: str, noun: str) -> Iterator[str]:
    """Characters that no question needs and nothing known has, and what narrows the noun."""
    chars = {*listed("zh"), *CJK.findall(known)}
    text = LINKING_ZH.sub(" ", ASKING_ZH.sub(" ", AGENT_ZH.sub(" ", text)))
    yield from (char for char in CJK.findall(text) if char not in chars)
    for found in QUALIFYING_ZH.finditer(text):
        leads = LEADING_ZH.search(found[1]) or found[1].endswith(("中", "里", "它"))
        if not (leads or found[1].removeprefix("各") in known):
            yield found[1]
    yield from _narrowed(text, noun)


def _narrowed(text: str, noun: str) -> Iterator[str]:
    """What stands right before the noun and does not lead to it: 大城市 is no 城市 like others."""
    if CJK.search(noun):
        for found in re.finditer(rf"([\u4e00-\u9fff]{{1,2}})(?={re.escape(noun)})", text):
            if not LEADING_ZH.search(found[1]) or SIZED_ZH.search(found[1]):
                yield f"{found[1]}{noun}"
