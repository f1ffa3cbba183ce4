"""The answer in a model's reply: what it thought, promised and explained is taken off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)|\A(?:(?!<think>).)*</think>", re.DOTALL)
_TAGGED = re.compile(r"<answer>(.*?)</answer>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```\w*\s*(.*?)```", re.DOTALL)
_KEYS = ("answer", "final_answer", "final answer", "result", "答案", "最终答案", "结果")
_MARK = re.compile(
    r"(?:\b(?:the\s+)?(?:final\s+|correct\s+)?(?:answer|result)\b(?:\s+to\s+the\s+question)?"
    r"|(?:最终|正确|因此|所以|最后)?的?(?:答案|结果|回答))"
    r"\s*\**\s*(?:(?:is|was|are)\b\s*[:：]?|[:：=]|(?:应?为|应?是)\s*[:：]?)\s*",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(?<!\w)\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\w)|(?<!\w)__(\S.*?\S)__(?!\w)")
_HASHES = re.compile(r"^\s*####\s*(.+)$", re.MULTILINE)
_ENDS = ("\\boxed{", "\\fbox{")
_END_OF_SENTENCE = re.compile(r"(?<=[^\W\d_]|[)%\]])\.\s+(?=[A-Z])|(?<=\d)\.\s+(?=[A-Z])|。|\n")


def final_answer(reply: str) -> str:
    r"""What a reply gives as its answer.

    It is looked for where models are used to put it, the surest place first: a JSON object, an
    `<answer>` tag, the last `\boxed{…}`, a line `#### …`, what follows the last "answer:", "the
    answer is" or 答案, and at last the last line that says something.
    """
    said = _THOUGHT.sub("", reply).strip()
    for found in (_from_json(said), _last(_TAGGED, said), _boxed(said), _last(_HASHES, said)):
        if found is not None:
            return bare(found)
    marks = list(_MARK.finditer(said))
    if marks:
        rest = said[marks[-1].end() :].strip().strip("*").strip()
        return bare(_END_OF_SENTENCE.split(rest, maxsplit=1)[0])
    lines = [line for line in said.splitlines() if line.strip(" *#-`")]
    return bare(lines[-1]) if lines else ""


def first_line(reply: str) -> str:
    """The first line of a reply that says something: a verdict may stand before its reasons."""
    lines = [line for line in _THOUGHT.sub("", reply).splitlines() if line.strip(" *#-`")]
    return bare(lines[0]) if lines else ""


def bare(text: str) -> str:
    """A short text without the marks of Markdown and LaTeX that only decorate it."""
    text = text.strip()
    text = _BOLD.sub(lambda m: m[1] or m[2], text)
    text = re.sub(r"\\(?:text|mathrm|mathbf|textbf|operatorname)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\A\s*(?:\\\[|\\\(|\$\$?)(.*?)(?:\\\]|\\\)|\$\$?)\s*[.。]?\s*\Z", r"\1", text)
    return text.strip().strip("`").strip()


def _last(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.findall(text)
    return str(found[-1]) if found else None


def _from_json(text: str) -> str | None:
    for part in [text, *_FENCE.findall(text)]:
        try:
            value = json.loads(part.strip())
        except (ValueError, RecursionError):  # also for numbers of thousands of digits
            continue
        if isinstance(value, dict):
            named = {str(key).lower(): value[key] for key in value}
            value = next((named[key] for key in _KEYS if key in named), None)
        if isinstance(value, (str, int, float, bool, list)):
            return _plain(value)
    return None


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    return str(value)


def _boxed(text: str) -> str | None:
    starts = [(text.rfind(end), len(end)) for end in _ENDS]
    place, length = max(starts)
    if place < 0:
        return None
    return "".join(_balanced(text[place + length :])) or None


def _balanced(text: str) -> Iterator[str]:
    depth = 1
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return
        yield char
