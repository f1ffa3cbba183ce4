"""Which columns of numbers measure one thing, so that their rows can be ranked and added up."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from mmkg.graph.mining.wording import is_quantity

if TYPE_CHECKING:
    from mmkg.graph.mining.measures import Item, Measure

FEWEST = 3  # items that make a ranking worth asking for
YEAR_WORD = re.compile(r"year|date|年", re.IGNORECASE)
SETTINGS = re.compile(
    r"(?:hyper-?)?parameter|item|name|statistics?|property|setting|quantity|项目?|参数|指标|名称",
    re.IGNORECASE,
)
COUNTER = re.compile(  # tells things apart, or their order: no quantity
    r"#|no\.?|rank|index|step|epoch"
    r"|(?:\w+[ -])*(?:id|(?:bar)?codes?|sku|isbn|zip|phone|fax)(?: (?:no\.?|number))?"
    r"|.*(?:序号|编号|编码|条码|代码|代号|型号|[证学工账卡批单]号|邮编|号码|电话|传真)",
    re.IGNORECASE,
)
PART = re.compile(
    r"其中|[加减][:：]|[一二三四五六七八九十]+、|of which\b|(?:less|add|plus)\s?:", re.IGNORECASE
)
NUMBERS_IT = re.compile(r"\d|第")  # 2010年, 第一季度
MONEY = re.compile(r"[$€£¥元]|\b(?:USD|EUR|GBP|RMB|dollars|euros)\b", re.IGNORECASE)


def comparable(measure: Measure) -> bool:
    """Whether the numbers measure one thing, so that ranking them means something.

    A column is trusted if its header names a unit; else if its numbers are printed alike. This
    keeps out tables whose rows are different quantities (settings, statistics of a data set).
    """
    numbers = measure.numbers
    if len(numbers) < FEWEST or len({_unit(item) for item in measure.items}) > 1:
        return False
    if measure.dated:
        return YEAR_WORD.search(measure.name) is not None and len(measure.name) > len("date")
    if COUNTER.fullmatch(measure.name.strip()) or _mixed(measure):
        return False
    if measure.unit:
        return True
    printed = Counter(decimals(number) for number in numbers)
    alike = max(printed) - min(printed) <= 1
    sizes = [abs(number) for number in numbers if number]
    return alike and bool(sizes) and max(sizes) <= 1000 * min(sizes)


def _mixed(measure: Measure) -> bool:
    """Whether the rows are different quantities ("# sentences", "learning rate"), not things.

    What a table calls items may be amounts of money of one account, none a part of another.
    """
    labels = [item.label for item in measure.items]
    counted = sum(1 for label in labels if re.match(r"#|no\. of|number of", label, re.I))
    if counted >= 2 or any(map(PART.match, labels)):
        return True
    items = SETTINGS.fullmatch(measure.noun.strip()) is not None
    if items and not MONEY.search(measure.unit or ""):
        return True
    quantities = sum(is_quantity(label) and not NUMBERS_IT.match(label) for label in labels)
    return (items or not measure.noun) and 2 * quantities >= len(labels)


def decimals(number: Decimal) -> int:
    """Decimals a number is printed with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unit(item: Item) -> str | None:
    evidence = item.evidence
    return evidence.reading.unit if evidence.kind == "cell" else None
