"""Which scores the command line asks for."""

from __future__ import annotations

from pydantic import ValidationError

from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Endpoint, Scoring

BY_MODEL = ("difficulty", "evidence_gain", "naturalness")


def chosen(
    base: Scoring,
    wanted: tuple[str, ...],
    strong: str | None,
    weak: str | None,
    tries: int | None,
    *,
    judged: bool,
) -> Scoring:
    """The scoring of the settings with what the command line says over it.

    Without a word about which scores, all are worked out for which there is a model.

    Raises:
        UsageError: If there is no such score, or no model for one that needs it.
    """
    solved = bool(strong or weak or base.strong or base.weak)
    names = wanted or (*base.compute, "attribution", *(name for name in BY_MODEL if judged))
    if not wanted and solved:
        names = (*names, "difficulty")
    needs = {"difficulty": judged or solved, "evidence_gain": judged, "naturalness": judged}
    if missing := [name for name in names if not needs.get(name, True)]:
        raise UsageError(f"--score {missing[0]}: needs a model: give --model URL#NAME or embedded")
    values = base.model_dump() | {"compute": tuple(dict.fromkeys(names))}
    for name, text in (("strong", strong), ("weak", weak)):
        if text:
            values[name] = Endpoint.parse(text).model_dump()
    if tries:
        values["tries"] = tries
    try:
        return Scoring.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UsageError(f"--score: {first['msg']}") from None
