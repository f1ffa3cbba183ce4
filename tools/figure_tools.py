"""Tools that read figures."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mmkg.graph.document import Figure
from mmkg.graph.names import normal
from mmkg.graph.plan import plain
from mmkg.runtime.errors import InputError
from mmkg.tools.base import Context, Shown, ToolError, tool
from mmkg.tools.crops import Crop, draw

DPI = 144  # letters of a chart can be read, and a picture takes about 100 kB


@tool("figures")
def view_chart_data(figure: str, runtime: Context) -> str:
    """Show the data behind a chart, one line a series.

    Args:
        figure: Its label such as "Figure 2", or its id.
    """
    found = find_figure(figure, runtime)
    if found.kind != "chart":
        raise ToolError(f"{found.label or found.id} is a {found.kind}, not a chart with data")
    axis = found.y_axis
    unit = f" ({axis.unit})" if axis and axis.unit else ""
    lines = [f"{found.label or found.id}: {found.caption}"]
    for series in found.series:
        points = ", ".join(f"{point.x}: {plain(point.y)}" for point in series.points)
        title = series.name or (axis.title if axis else "") or "values"
        lines.append(f"{title}{unit}: {points}")
    return "\n".join(lines)


@tool("figures")
def view_figure(figure: str, runtime: Context) -> Shown:
    """Look at the picture of a figure, with its caption.

    Args:
        figure: Its label such as "Figure 2", or its id.
    """
    found = find_figure(figure, runtime)
    at, name = found.address, found.label or found.id
    file = runtime.files.get(at.document)
    if file is None:
        raise ToolError(f"the file with {name} is not at hand")
    if at.page is None or at.box is None or file.suffix.lower() != ".pdf":
        raise ToolError(f"{name} stands in a file without pages: only its caption is known")
    with TemporaryDirectory(prefix="mmkg-figure-") as folder:
        target = Path(folder) / "figure.png"
        try:
            (drawn,) = draw(
                [Crop(source=str(file), page=at.page, box=at.box, target=str(target))], dpi=DPI
            )
        except InputError as error:
            raise ToolError(f"{name}: {error}") from None
        if not drawn:
            raise ToolError(f"{name} cannot be drawn from page {at.page}")
        return Shown(f"{name}: {found.caption} ({found.kind})", target.read_bytes())


def find_figure(name: str, runtime: Context) -> Figure:
    """The figure of an id or label.

    Raises:
        ToolError: If there is none, or several have the label.
    """
    carrier = runtime.graph.carriers.get(name)
    if isinstance(carrier, Figure):
        return carrier
    figures = runtime.graph.figures()
    found = [figure for figure in figures if figure.label and normal(figure.label) == normal(name)]
    if len(found) == 1:
        return found[0]
    offer = ", ".join(f"{figure.label} [{figure.id}]" for figure in (found or figures)[:12])
    wrong = "several figures are" if found else "no figure is"
    raise ToolError(f"{wrong} called {name!r}; there are {offer}")
