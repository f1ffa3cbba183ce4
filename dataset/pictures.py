"""Which places of the source pages show what a sample rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mmkg.dataset.sample import Sample
from mmkg.graph.provenance import Box, union
from mmkg.graph.store import Graph
from mmkg.tools.crops import Crop, draw


class Place(NamedTuple):
    """A box on a page of a document."""

    document: str
    page: int
    box: Box

    @property
    def name(self) -> str:
        """A file name that is the same for the same place."""
        corner = "-".join(f"{side:.0f}" for side in self.box)
        return f"{self.document[:12]}-p{self.page}-{corner}.png"


def places(sample: Sample, graph: Graph | None) -> list[Place]:
    """The carriers a sample rests on, each as one box; without a graph, its cited evidence."""
    boxes: dict[tuple[str, str, int], list[Box]] = {}
    for item in sample.evidence:
        at = item.address
        carrier = graph.carriers.get(item.carrier) if graph else None
        whole = carrier.address if carrier else at
        for address in (at, whole):
            for spot in address.spots:
                key = (address.document, item.carrier, spot.page)
                boxes.setdefault(key, []).append(spot.box)
    return [Place(document, page, union(found)) for (document, _, page), found in boxes.items()]


def draw_places(
    wanted: Sequence[Place], sources: Mapping[str, Path], folder: Path, *, dpi: int = 110
) -> dict[Place, Path]:
    """Draw places as PNG files into a folder; those of files that are no PDF are left out.

    Args:
        wanted: The places.
        sources: The source files by their SHA-256.
        folder: Where the pictures go.
        dpi: Dots an inch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    todo = [
        (place, folder / place.name)
        for place in dict.fromkeys(wanted)
        if (path := sources.get(place.document)) and path.suffix.lower() == ".pdf"
    ]
    crops = [
        Crop(source=str(sources[p.document]), page=p.page, box=p.box, target=str(file))
        for p, file in todo
    ]
    drawn = draw(crops, dpi=dpi)
    return {place: file for (place, file), done in zip(todo, drawn, strict=True) if done}
