"""Sections that any document has."""

from __future__ import annotations

import re

ANY_SECTION = re.compile(  # so that its name tells nothing of what stands in it
    r"abstract|summary|introduction|related work|background|methods?|methodology|experiments?"
    r"|evaluation|results?|discussion|conclusions?|limitations?|references|bibliography"
    r"|ethics statement|acknowledge?ments?|supplementary materials?|contents"
    r"|appendi(?:x|ces)\b.{0,3}|摘\s*要|引\s*言|绪\s*论|前\s*言|概\s*述|背\s*景|方\s*法|实\s*验"
    r"|结\s*果|讨\s*论|结\s*论|总\s*结|参考文献|致\s*谢|附\s*录.?|目\s*录",
    re.IGNORECASE,
)
