"""How a plain question is put: open or in another form, with names or with descriptions."""

from __future__ import annotations

from random import Random

from mmkg.agents.describing import described, with_descriptions
from mmkg.agents.grammar.forms import phrases
from mmkg.dataset.forms.posing import claim, options
from mmkg.dataset.sample import Form, Posed, Sample
from mmkg.graph.mining.view import View
from mmkg.runtime.settings import Settings


def posed(sample: Sample, view: View, settings: Settings, rng: Random) -> Posed | None:
    """How an open sample's question is put by the settings; none if it stays as it is.

    A question that bears no options, or no description, is put without them.
    """
    form = drawn(settings, rng)
    instead = described(sample, view, rng, settings.fuzziness) if settings.fuzziness else ()
    question = with_descriptions(sample.question, instead) if instead else sample.question
    offered = options(sample, view, rng) if form == "multiple_choice" else ()
    claimed = claim(sample, view, rng) if form == "true_false" else None
    if claimed:
        wording = rng.choice(phrases("true_false", sample.language))
        question = wording.format(question=question, claim=claimed.text)
    if not (offered or claimed or instead):
        return None
    return Posed(
        form=form if offered or claimed else "open",
        question=question,
        options=offered,
        claim=claimed,
        described=instead,
    )


def drawn(settings: Settings, rng: Random) -> Form:
    """A form by the shares of the settings."""
    shares: dict[Form, float] = settings.forms.model_dump()  # type: ignore[assignment]  # its keys are the forms
    return rng.choices([*shares], [*shares.values()])[0]
