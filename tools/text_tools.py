"""Tools that read running text, and read evidence again."""

from __future__ import annotations

from mmkg.graph.document import Chunk, Document
from mmkg.graph.names import squeeze
from mmkg.tools.base import Context, ToolError, tool

AROUND = 80  # characters shown on each side of a find
MOST = 8
PAGE = 1800  # characters of a page that are shown at once


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


@tool("text")
def read_page(page: int, runtime: Context, document: str = "", start: int = 0) -> str:
    """Read the running text of a page, 1800 characters at a time.

    Args:
        page: Number of the page, from 1.
        document: File name of the document; may be left out where there is only one.
        start: How many characters to leave out, to read on.
    """
    found = _document(document, runtime)
    chunks = [chunk for chunk in found.chunks if chunk.address.page == page]
    if not chunks:
        count = len(found.page_sizes)
        pages = f"its pages are 1 to {count}" if count else "its format has no pages: use find_text"
        raise ToolError(f"no text is known on page {page} of {found.name}; {pages}")
    text = "\n".join(chunk.text for chunk in chunks)
    rest = len(text) - start - PAGE
    more = f" … ({rest} more characters: start={start + PAGE})" if rest > 0 else ""
    return text[start : start + PAGE] + more


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


def _document(name: str, runtime: Context) -> Document:
    documents = list(runtime.graph.documents.values())
    found = [one for one in documents if not name or name in (one.name, one.title, one.sha256)]
    if len(found) != 1:
        names = ", ".join(one.name for one in documents[:12])
        raise ToolError(f"{len(found)} documents are called {name!r}: give one of {names}")
    return found[0]
