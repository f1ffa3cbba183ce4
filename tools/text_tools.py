"""Tools that read running text, and read evidence again."""

from __future__ import annotations

from mmkg.graph.document import Chunk
from mmkg.graph.names import squeeze
from mmkg.tools.base import Context, ToolError, tool

AROUND = 80  # characters shown on each side of a find
MOST = 8


@tool("text")
def find_text(words: str, runtime: Context) -> list[str]:
    """Find passages that contain some words.

    Args:
        words: Words that stand together in the text.
    """
    wanted = squeeze(words)
    found = []
    for chunk in runtime.graph.chunks():
        at = squeeze(chunk.text).find(wanted) if wanted else -1
        if at >= 0:
            found.append(f"[{chunk.id}] …{chunk.text[max(0, at - AROUND) : at + AROUND]}…")
    if not found:
        raise ToolError(f"no passage contains {words!r}: try fewer words")
    return found[:MOST]


@tool("text")
def read_passage(passage: str, runtime: Context) -> str:
    """Read a whole passage.

    Args:
        passage: Its id, as find_text gives it.
    """
    carrier = runtime.graph.carriers.get(passage.strip("[]"))
    if not isinstance(carrier, Chunk):
        raise ToolError(f"no passage {passage!r}: use an id that find_text gave")
    return carrier.text


@tool("evidence")
def reread_evidence(evidence_id: str, runtime: Context) -> str:
    """Read a piece of evidence again in its source file; says whether it is the same.

    Args:
        evidence_id: Its id, such as e1
    """
    found = runtime.evidence.get(evidence_id)
    if found is None:
        raise ToolError(f"no evidence {evidence_id!r}: there are {', '.join(runtime.evidence)}")
    if runtime.reread is None:
        raise ToolError("the source files are not at hand")
    differs = runtime.reread(found)
    return f"differs: {differs}" if differs else "same"
