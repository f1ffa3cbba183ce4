"""Pictures of places on pages, drawn in a child process: `python -m mmkg.tools.crops`.

A document may crash or hang what draws it, so that happens away from the process that wants it.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mmkg.graph.provenance import Box, Value
from mmkg.runtime.errors import InputError

SECONDS = 120
MEMORY = 4 << 30
MARGIN = 6.0  # points around a box
LARGEST = 1600.0  # points; a longer side is not drawn


class Crop(Value):
    """A place to draw: a page of a PDF or a box on it, in points, and the file to write."""

    source: str
    page: int
    box: Box | None
    target: str


def draw(crops: Sequence[Crop], *, dpi: int = 110) -> list[bool]:
    """Draw each place as a PNG; says which could be drawn.

    Raises:
        InputError: If drawing crashed or took longer than two minutes.
    """
    if not crops:
        return []
    asked = json.dumps({"dpi": dpi, "crops": [crop.model_dump(mode="json") for crop in crops]})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mmkg.tools.crops"],
            input=asked.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"page pictures took longer than {SECONDS} s to draw") from None
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise InputError(f"page pictures cannot be drawn: {' '.join(last) or 'the drawer crashed'}")
    drawn: list[bool] = json.loads(done.stdout)
    return drawn


def main() -> None:
    """Draw what standard input asks for; started by `draw`, not by users."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(SECONDS)
    asked = json.load(sys.stdin)
    crops = [Crop.model_validate(crop) for crop in asked["crops"]]
    drawn = {}
    for source in dict.fromkeys(crop.source for crop in crops):
        mine = [crop for crop in crops if crop.source == source]
        drawn.update(_drawn(Path(source), mine, int(asked["dpi"])))
    print(json.dumps([drawn[crop.target] for crop in crops]))


def _drawn(source: Path, crops: Sequence[Crop], dpi: int) -> dict[str, bool]:
    from mmkg.tools.parse.pages import Pdf

    try:
        with Pdf(source) as pdf:
            return {crop.target: _draw(crop, pdf, dpi) for crop in crops}
    except InputError:
        return {crop.target: False for crop in crops}


def _draw(crop: Crop, pdf: object, dpi: int) -> bool:
    from mmkg.tools.parse.pages import Pdf

    assert isinstance(pdf, Pdf)
    if not 0 < crop.page <= len(pdf.pages):
        return False
    box = crop.box.grown(MARGIN) if crop.box else None
    if box and not (0 < box.width < LARGEST and 0 < box.height < LARGEST):
        return False
    Path(crop.target).write_bytes(pdf.pages[crop.page - 1].png(box, dpi))
    return True


if __name__ == "__main__":
    main()
