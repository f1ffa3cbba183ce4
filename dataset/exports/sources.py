"""Where the source documents of a session lie, as its manifest says."""

from __future__ import annotations

import json
from pathlib import Path


def source_files(session: Path | None) -> dict[str, Path]:
    """The files by their SHA-256; empty without a manifest. Files that are gone are left out."""
    manifest = session / "manifest.json" if session else None
    if manifest is None or not manifest.is_file():
        return {}
    sources = json.loads(manifest.read_text("utf-8")).get("sources", [])
    found = {str(source["sha256"]): Path(source["path"]) for source in sources}
    return {sha256: path for sha256, path in found.items() if path.is_file()}
