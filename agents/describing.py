"""Puts descriptions in place of names, where the graph proves that they fit one thing alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from mmkg.agents.grammar.forms import phrase
from mmkg.agents.grammar.grammar import spoken
from mmkg.dataset.sample import Described, Sample
from mmkg.graph.contradictions import contradicted, place
from mmkg.graph.derivation import Collect, Derivation, Given, Labels, Ranked, Where
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import separated
from mmkg.graph.mining.view import View
from mmkg.graph.names import LETTER, WORD, capital, mentions, normal

QUOTED = r"“[^”]*”"
ENDS = {True: ("latest", "earliest"), False: ("highest", "lowest")}  # of years, of other numbers


def described(sample: Sample, view: View, rng: Random, strength: float) -> tuple[Described, ...]:
    """Descriptions for names in an open sample's question, each with the chance `strength`."""
    found = []
    for name in sample.asked.names:
        if rng.random() >= strength or not _told_apart(name, sample, view):
            continue
        every = [d for d in _descriptions(name, sample, view) if _silent(d, sample)]
        if every:
            found.append(rng.choice(every))
    return tuple(found)


def _told_apart(name: str, sample: Sample, view: View) -> bool:
    """Whether the question says a name once, or no other thing that "that planet" could mean."""
    places = [match for match in re.finditer(_outside(name), sample.question) if match["name"]]
    things = [other for other in sample.asked.names if other != name and not view.named(other)]
    return len(places) == 1 or (len(places) > 1 and not things)


def with_descriptions(question: str, instead: tuple[Described, ...]) -> str:
    """A question with names described where they first stand, and only pointed back at later."""
    for one in instead:
        words = iter([one.phrase])

        def put(match: re.Match[str], words: Iterator[str] = words, one: Described = one) -> str:
            return next(words, one.again) if match["name"] else match[0]

        question = re.sub(_outside(one.name), put, question)
    return capital(question)


def _outside(name: str) -> str:
    """A pattern for a name, or for a quoted title, in which names stay."""
    if "“" in name:
        return r"(?P<name>(?!))"
    start = rf"(?<!{WORD})" if LETTER.match(name[:1]) else ""
    end = rf"(?!{WORD})" if LETTER.match(name[-1:]) else ""
    return rf"(?:{QUOTED})|(?P<name>{start}{re.escape(name)}{end})"


def _descriptions(name: str, sample: Sample, view: View) -> Iterator[Described]:
    cited = {item.carrier for item in sample.evidence}
    for measure in (*view.table_measures, *view.chart_measures, *view.attributes):
        fits = measure.noun and not measure.group and measure.language == sample.language
        if not fits or normal(name) not in measure.by_label or _twice(measure, view):
            continue
        if measure.carrier in cited and normal(measure.name) in map(normal, sample.asked.names):
            continue  # the column that the question is about
        if any(place(item.evidence) in contradicted(view) for item in measure.items):
            continue
        for key, derivation, value in _proofs(name, measure):
            said = sample.asked.context == (measure.topic,)
            under = "" if said else phrase("under", sample.language, topic=measure.topic)
            slots = {"noun": measure.noun, "measure": _spoken(measure), "under": under}
            yield Described(
                name=name,
                phrase=phrase(key, sample.language, value=value, **slots),
                again=phrase("again", sample.language, **slots),
                derivation=derivation,
                evidence=_numbered(measure),
            )


def _spoken(measure: Measure) -> str:
    if not measure.numbers:
        return measure.name  # an attribute such as "Country"
    return spoken(measure.name, chinese=measure.language == "zh")


def _proofs(name: str, measure: Measure) -> Iterator[tuple[str, Derivation, str]]:
    """Programs over the whole measure that come to a name, with how they are said."""
    every = Collect(evidence=tuple(item.id for item in _numbered(measure)))
    item = measure.by_label[normal(name)]
    if item.number is None:
        alike = [other for other in measure.items if normal(other.text) == normal(item.text)]
        if len(alike) == 1 and item.text:
            than = Given(name=item.text)
            yield "equal", Labels(source=Where(source=every, test="equal", than=than)), item.text
        return
    for which, key in zip((True, False), ENDS[measure.dated], strict=True):
        if separated(measure, 1, highest=which) == item:
            end = Ranked(which="highest" if which else "lowest", source=every)
            yield key, end, ""


def _numbered(measure: Measure) -> tuple[Evidence, ...]:
    return tuple(
        item.evidence.model_copy(update={"id": f"d{n}"})
        for n, item in enumerate(measure.items, start=1)
    )


def _twice(measure: Measure, view: View) -> bool:
    """Whether another measure has the same name under the same title."""
    alike = (*view.named(measure.name), *(m for m in view.attributes if m.name == measure.name))
    return any(
        other is not measure and normal(other.topic) == normal(measure.topic) for other in alike
    )


def _silent(one: Described, sample: Sample) -> bool:
    """Whether a description tells neither the name nor the answer."""
    told = (one.name, sample.answer.value, *sample.answer.aliases, *sample.answer.items)
    return not any(mentions(one.phrase, word) for word in told)
