"""How the time of linking grows: names of 1e3, 1e4 and 1e5 made-up things, as tables list them.

Half of the things are written in a second spelling elsewhere, and a tenth have an acronym that a
text spells out. Printed are CPU seconds, merges found of those made, wrong merges, and the slope
of log time over log names (1 is linear). The index of near neighbours, a part of it whose search is
O(n log n) by design and jumps through memory, is timed once more alone: from 1e4 to 1e5 names it is
what makes linking grow faster than its input.

python benchmarks/linking.py [--most 100000]
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator

from mmkg.graph.entities import Mention
from mmkg.graph.linking.link import Alias, link
from mmkg.graph.linking.neighbours import embed, neighbours
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "vin", "gal", "tor")
KINDS = ("bridge", "institute", "river", "model", "mission", "reactor", "protein", "dataset")
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


def measured(count: int) -> tuple[float, float, int, int, int]:
    """CPU seconds to link so many things, and to find near neighbours; merges found, all, wrong."""
    names = things(count, random.Random(count))
    mentions, aliases = list(corpus(names)), list(acronyms(names))
    began = time.process_time()
    linked = link(mentions, aliases)
    seconds = time.process_time() - began
    index = linked.names
    pairs = [(mentions[2 * at].name, mentions[count + at].name) for at in range(count // 2)]
    pairs += [(alias.long.name, alias.short.name) for alias in aliases]
    found = sum(index[normal(one)] == index[normal(two)] for one, two in pairs)
    wrong = count - len({index[normal(name)] for name in names})
    began = time.process_time()
    list(neighbours(names))
    return seconds, time.process_time() - began, found, len(pairs), wrong


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    embed(["loads the weights"])
    before: tuple[int, float] | None = None
    for count in (each for each in (1_000, 10_000, 100_000) if each <= most):
        seconds, near, found, pairs, wrong = measured(count)
        slope = ""
        if before is not None:
            slope = f", slope {math.log(seconds / before[1]) / math.log(count / before[0]):.2f}"
        merges = f"{found:,} of {pairs:,} merges, {wrong} wrong"
        print(f"{count:>7,} things: {seconds:6.2f} s ({near:.2f} s neighbours), {merges}{slope}")
        before = count, seconds


if __name__ == "__main__":
    main()
