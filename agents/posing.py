"""How a plain question is put: open or in another form, with names or with descriptions."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from mmkg.agents.describing import described, with_descriptions
from mmkg.agents.grammar.forms import phrases, statement
from mmkg.dataset.forms.posing import claim, options
from mmkg.dataset.sample import Form, Posed, Sample, plan_of
from mmkg.graph.mining.view import View
from mmkg.runtime.settings import Settings

FORMS: tuple[Form, ...] = ("open", "multiple_choice", "true_false")


def posed(
    sample: Sample,
    view: View,
    settings: Settings,
    rng: Random,
    allowed: Collection[Form] = FORMS,
    *,
    scenario: bool = False,
) -> Posed | None:
    """How an open sample's question is put by the settings; none if it stays as it is.

    A question that bears no options, or no description, is put without them. A scenario stands
    before the question and adds nothing to what is asked.
    """
    form = drawn(settings, allowed, rng)
    instead = described(sample, view, rng, settings.fuzziness) if settings.fuzziness else ()
    question = with_descriptions(sample.question, instead) if instead else sample.question
    offered = options(sample, view, rng) if form == "multiple_choice" else ()
    claimed = claim(sample, view, rng) if form == "true_false" else None
    if claimed:
        question = _claiming(sample, question, claimed.text, rng)
    if scenario:
        question = rng.choice(phrases("scenario", sample.language)).format(question=question)
    if not (offered or claimed or instead or scenario):
        return None
    return Posed(
        form=form if offered or claimed else "open",
        question=question,
        options=offered,
        claim=claimed,
        described=instead,
    )


def _claiming(sample: Sample, question: str, claimed: str, rng: Random) -> str:
    """A statement of the claim, where the grammar has words; else the question with the claim.

    What a model worded, or what describes a name, keeps its words.
    """
    as_worded = sample.wording == "model" or question != sample.question
    stated = "" if as_worded else statement(plan_of(sample), claimed, rng)
    frame = rng.choice(phrases("true_false", sample.language))
    return stated or frame.format(question=question, claim=claimed)


def drawn(settings: Settings, allowed: Collection[Form], rng: Random) -> Form:
    """One of the forms that a task allows, by the shares of the settings; any, if it has none."""
    shares = settings.forms.model_dump()
    weights = [shares[form] if form in allowed else 0.0 for form in FORMS]
    if not any(weights):
        weights = [float(form in allowed) for form in FORMS]
    return rng.choices(FORMS, weights)[0]
