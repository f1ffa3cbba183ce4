"""How the time of linking grows: names of 1e3, 1e4 and 1e5 made-up things, as tables list them.

Half of the things are written in a second spelling elsewhere, a tenth have an acronym that a text
spells out, and a tenth lack a letter in another table. Printed are CPU seconds, merges found of
those made, wrong merges, and the slope of log time over log names (1 is linear). Finding all near
neighbours, which a model is asked about at full depth, is timed apart: seconds, slope, and the
share of the neighbours that comparing all pairs finds (for a sample of the names).

python benchmarks/linking.py [--most 100000]
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy

from mmkg.graph.entities import Mention
from mmkg.graph.linking.link import Alias, link
from mmkg.graph.linking.neighbours import LEAST_COSINE, NEAREST, embed, neighbours
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "vin", "gal", "tor")
KINDS = ("bridge", "institute", "river", "model", "mission", "reactor", "protein", "dataset")
SIZES = (1_000, 10_000, 100_000)
ROWS = 20  # names that stand together in one table


def things(count: int, rng: random.Random) -> list[str]:
    """Names of different things."""
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(rng.choices(SYLLABLES, k=4)).title()
        found[f"{word} {''.join(rng.choices(SYLLABLES, k=3)).title()} {rng.choice(KINDS)}"] = None
    return list(found)


def corpus(names: list[str]) -> Iterator[Mention]:
    """The names as rows of tables; each second one again, in other letters and number."""
    for at, name in enumerate(names):
        yield _mention(name, f"table {at // ROWS}")
    for at, name in enumerate(names[::2]):
        yield _mention(f"the {name.replace(' ', '-')}s", f"other table {at // ROWS}")


def acronyms(names: list[str]) -> Iterator[Alias]:
    """Each tenth name with an acronym."""
    for at, name in enumerate(names[::10]):
        short = _mention(f"{''.join(word[0] for word in name.split()).upper()}{at}", "text")
        yield Alias(_mention(name, "text"), short, "acronym spelt out")


def _mention(name: str, carrier: str) -> Mention:
    rivals = carrier if "table" in carrier else ""
    return Mention(name, "item", carrier, Address(document="d"), rivals=rivals)


def slips(names: list[str]) -> Iterator[Mention]:
    """Each tenth name with one letter too few, where a table has it."""
    for at, name in enumerate(names[5::10]):
        first, rest = name.split(" ", 1)
        yield _mention(f"{first[:3]}{first[4:]} {rest}", f"third table {at // ROWS}")


@dataclass(frozen=True)
class Measured:
    """CPU seconds of linking and of finding neighbours; merges found, made and wrong; recall."""

    link: float
    near: float
    found: int
    made: int
    wrong: int
    recall: float


def measured(count: int) -> Measured:
    """Link so many things."""
    names = things(count, random.Random(count))
    mentions, aliases, slipped = list(corpus(names)), list(acronyms(names)), list(slips(names))
    began = time.process_time()
    index = link([*mentions, *slipped], aliases).names
    seconds = time.process_time() - began
    pairs = [(names[2 * at], mentions[count + at].name) for at in range(count // 2)]
    pairs += [(alias.long.name, alias.short.name) for alias in aliases]
    pairs += [(name, slip.name) for name, slip in zip(names[5::10], slipped, strict=True)]
    found = sum(index[normal(one)] == index[normal(two)] for one, two in pairs)
    wrong = count - len({index[normal(name)] for name in names})
    began = time.process_time()
    near = {(one, two) for one, two, _ in neighbours(names)}
    apart = time.process_time() - began
    return Measured(seconds, apart, found, len(pairs), wrong, recall(names, near))


def recall(names: list[str], near: set[tuple[int, int]]) -> float:
    """The share of the neighbours of the first thousand names, by all pairs, that was found."""
    vectors = embed(names)
    cosines = vectors[:1000] @ vectors.T
    numpy.fill_diagonal(cosines, -1)
    nearest = numpy.argpartition(-cosines, NEAREST, axis=1)[:, :NEAREST]
    wanted = [
        (min(one, int(two)), max(one, int(two)))
        for one, row in enumerate(nearest)
        for two in row
        if cosines[one, two] >= LEAST_COSINE
    ]
    return sum(pair in near for pair in wanted) / max(len(wanted), 1)


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    embed(["loads the weights"])
    before: Measured | None = None
    for count in (each for each in SIZES if each <= most):
        now = measured(count)
        print(
            f"{count:>7,} things: {now.link:6.2f} s{slope(before and before.link, now.link)}, "
            f"{now.found:,} of {now.made:,} merges, {now.wrong} wrong; neighbours {now.near:.2f} s"
            f"{slope(before and before.near, now.near)}, {now.recall:.1%} found"
        )
        before = now


def slope(before: float | None, now: float) -> str:
    """How the time grew since a tenth of the names, as an exponent."""
    return f" (slope {math.log10(now / before):.2f})" if before else ""


if __name__ == "__main__":
    main()
