"""Vision-language messages with the pages' pictures in place of their text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from pydantic import JsonValue

from mmkg.dataset.exports.form import Format, Material, Options, Record
from mmkg.dataset.exports.sources import source_files
from mmkg.dataset.exports.words import answered, provenance
from mmkg.dataset.pictures import Place, draw_places, places
from mmkg.dataset.sample import Sample, in_full
from mmkg.runtime.errors import InputError

FILE = "messages.jsonl"


class VisionFormat(Format):
    """A folder of messages and images: crops of the tables, formulas and figures asked about."""

    name: ClassVar[str] = "vision"
    suffix: ClassVar[str] = ""

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write `messages.jsonl` and `images/`; samples without a page to show are left out."""
        shown = {s.id: places(s, material.graph) for s in material.samples if s.altered is None}
        wanted = [place for found in shown.values() for place in found]
        drawn = draw_places(wanted, source_files(material.session), to / "images")
        records = [
            _record(sample, [drawn[place] for place in shown[sample.id]], options)
            for sample in material.samples
            if _whole(shown.get(sample.id, []), drawn)
        ]
        if not records:
            raise InputError(
                "vision: no sample rests on a page that can be drawn (PDF files, with the "
                "session's folder)"
            )
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (to / FILE).write_text("".join(lines), "utf-8")
        return len(records)


def _whole(wanted: list[Place], drawn: dict[Place, Path]) -> bool:
    return bool(wanted) and all(place in drawn for place in wanted)


def _record(sample: Sample, images: list[Path], options: Options) -> Record:
    """Messages as TRL's vision trainers read them: the images stand in a column of their own."""
    marks: list[JsonValue] = [{"type": "image"} for _ in images]
    said: Record = {"type": "text", "text": in_full(sample)}
    reply: Record = {"type": "text", "text": answered(sample, options)}
    return {
        "messages": [
            {"role": "user", "content": [*marks, said]},
            {"role": "assistant", "content": [reply]},
        ],
        "images": [f"images/{image.name}" for image in images],
        "provenance": provenance(sample),
    }
