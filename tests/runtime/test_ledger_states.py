"""A ledger does what a few dictionaries do, whatever is done to it in whatever order."""

import itertools
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mmkg.runtime.events import ChatCalled, Noted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer

NAMES = st.sampled_from(["a", "b", "c", "表", "x y", "\ud800"])
TEXTS = st.text(max_size=40)
_count = itertools.count()


class LedgerStates(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.ledger = Ledger.open(self.folder / "ledger.sqlite", create=True)
        self.replies: dict[str, str] = {}
        self.meta: dict[str, str] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.notes: list[str] = []
        self.waiting: list[str] = []
        self.tokens = 0

    def committed(self) -> None:
        self.notes += self.waiting
        self.waiting.clear()

    @rule(name=NAMES, value=TEXTS)
    def set_meta(self, name: str, value: str) -> None:
        name, value = (text.encode("utf-8", "replace").decode() for text in (name, value))
        self.ledger.set_meta(name, value)
        self.meta[name] = value
        self.committed()

    @rule(key=st.integers(0, 8), value=TEXTS, tokens=st.integers(0, 1000))
    def keep_reply(self, key: int, value: str, tokens: int) -> None:
        call = ChatCalled(model="m", messages=[], reply_key=str(key), tokens_in=tokens)
        self.ledger.keep_reply(str(key), value, Tracer(self.ledger).place(call))
        self.replies.setdefault(str(key), value)
        self.tokens += tokens
        self.committed()

    @rule(text=TEXTS)
    def note(self, text: str) -> None:
        Tracer(self.ledger, sample="s1").event(Noted(text=text))
        self.waiting.append(text)

    @rule(text=TEXTS)
    def keep_text(self, text: str) -> None:
        assert self.ledger.text(self.ledger.keep_text(text)) == text

    @rule(number=st.integers(1, 9), accepted=st.booleans(), reason=TEXTS)
    def settle(self, number: int, accepted: bool, reason: str) -> None:
        verdict = Outcome(f"s{number}", number, accepted, reason, "{}", 1)
        assert self.ledger.settle(verdict) is (verdict.sample_id not in self.outcomes)
        self.outcomes.setdefault(verdict.sample_id, verdict)
        self.committed()

    @rule()
    def flush(self) -> None:
        self.ledger.flush()
        self.committed()

    @rule()
    def reopen(self) -> None:
        self.ledger.close()
        self.committed()
        self.ledger = Ledger.open(self.folder / "ledger.sqlite")

    @rule()
    def kill(self) -> None:
        """Go on with what was on disk; only events that waited for a commit may be gone."""
        copy = self.folder.with_name(f"{self.folder.name}-{next(_count)}")
        shutil.copytree(self.folder, copy)
        self.ledger.close()
        shutil.rmtree(self.folder)
        self.folder = copy
        self.ledger = Ledger.open(copy / "ledger.sqlite")
        kept = [event.text for event in self.ledger.events(kind="note")]
        assert kept == (self.notes + self.waiting)[: len(kept)] and len(kept) >= len(self.notes)
        self.notes = kept
        self.waiting.clear()

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "ledger"):
            return
        assert self.ledger.meta == self.meta
        assert dict(self.ledger.replies()) == self.replies
        assert list(self.ledger.outcomes()) == sorted(
            self.outcomes.values(), key=lambda outcome: outcome.ordinal
        )

    @rule()
    def count(self) -> None:
        totals = self.ledger.totals()
        self.committed()
        assert totals.spend.tokens_in == self.tokens
        assert totals.accepted == sum(o.accepted for o in self.outcomes.values())
        assert [event.text for event in self.ledger.events(kind="note")] == self.notes

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            shutil.rmtree(self.folder, ignore_errors=True)


LedgerStates.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestLedgerStates = LedgerStates.TestCase
