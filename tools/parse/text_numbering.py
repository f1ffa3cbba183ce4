"""How headings and items are numbered, named and marked."""

from __future__ import annotations

import re

from mmkg.graph.sections import ANY_SECTION

NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})+|[A-Z](?=\.?\s)|[IVX]{1,5}(?=\.\s))"
    r"[.、]?\s*(?P<title>[^\W\d_].*|[“\"(].*)"
)
CHINESE_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]+(?P<rank>[章节部分篇])\s*.+")
CHINESE_COUNT = re.compile(r"(?P<open>（)?[一二三四五六七八九十]+(?(open)）|、)\s*\S.*")
CHAPTER = re.compile(
    r"(chapter|part)\s+([\divxlc]+|[a-z]|one|two|three)\b(?P<title>.*)", re.IGNORECASE
)
ROMAN = re.compile(r"(II|III|IV|VI{0,3}|IX)\.\s.*")
LETTERED = re.compile(r"[A-HJ-UWYZ](\.\d{1,2})*\.?\s.*")
TITLE_NUMBER = re.compile(
    r"^(?:(?:[A-Z]?\.?\d[\d.]*|[A-Z]\.?|[IVXLC]+\.)\s+|第[一二三四五六七八九十百\d]+[章节部分篇]\s*)"
)
APPENDIX = re.compile(r"(appendix|附录)\s*[A-Z\d一二三四五六]?\b.*", re.IGNORECASE)
NAMED = ANY_SECTION
REFERENCES = re.compile(
    r"([\dA-Z.]+\s+)?(references|bibliography|works cited|literature( cited)?)\W*"
    r"|([\d.]+\s*|[一二三四五六七八九十]+、)?参\s*考\s*文\s*献\W*",
    re.IGNORECASE,
)
BULLET = re.compile(r"[•◦▪‣∙●○■□◆▶]|[-–*·]\s")
DATE = re.compile(
    r"\d{1,2}\.?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}"
    r"|\d{4}\s*年.*",
    re.IGNORECASE,
)


def depth_of(text: str) -> int | None:
    """How deep the numbering at the start of a heading goes; none if there is none."""
    if chapter := CHINESE_CHAPTER.fullmatch(text):
        return 2 if chapter["rank"] == "节" else 1
    if count := CHINESE_COUNT.fullmatch(text):
        return 2 if count["open"] else 1
    if APPENDIX.fullmatch(text) or CHAPTER.fullmatch(text):
        return 1
    numbered = NUMBERED.fullmatch(text)
    return numbered["number"].count(".") + 1 if numbered else None
