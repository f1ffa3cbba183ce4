"""The question is in the language of its evidence, asks one thing, and stands on its own."""

from __future__ import annotations

import re

from mmkg.dataset.checks.asking import TOLD_TO
from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import language_of

POINTING = re.compile(
    r"\b(?:according to|in|from|see|of) (?:the|this|that) "
    r"(?:table|figure|chart|passage|evidence|text)\b"
    r"|\b(?:Table|Figure|Fig\.|Eq\.) ?\(?\d|\be\d+\b|(?:上|下|该|此|本)(?:表|图)|根据(?:表格|图表)",
    re.IGNORECASE,
)
ASKING = re.compile(rf"[?？]|{TOLD_TO}", re.IGNORECASE)
SHORTEST, LONGEST = 10, 700  # characters


class LanguageCheck:
    """Looks at the question alone."""

    name = "language"
    order = 25

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that is wrong."""
        if why := self._wrong(sample):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)

    @staticmethod
    def _wrong(sample: Sample) -> str:
        question = sample.question.strip()
        if not SHORTEST <= len(question) <= LONGEST:
            return f"the question has {len(question)} characters; ask it in one or two sentences"
        if language_of(question) != sample.language:
            wanted = "Chinese" if sample.language == "zh" else "English"
            return f"the question must be in {wanted}"
        if not ASKING.search(question):
            return "this asks nothing; end with a question"
        if len(re.findall(r"[?？]", question)) > 1:
            return "ask one thing only"
        if match := POINTING.search(question):
            return f"do not point at the source (“{match[0]}”); say what the data are about"
        if "\n" in question:
            return "write the question on one line"
        return ""
