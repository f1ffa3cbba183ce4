"""Words that narrow nothing because of where they stand, whatever they say.

No list holds all words that a question may be worded with. What decides is the place: "*rocky*
planets", "planets *discovered* in *Europe*", "its *predecessor*", "in *winter*" narrow or change
what is asked; "a *painter* inspects the table" and "clubs that *collected* more than 9 points" do
not. So a word that nobody knows may be a verb between a subject and an object, both the plan's, or
stand in a main clause where it belongs to nothing of the plan: neither right before or behind such
a thing, nor behind a preposition, nor in a clause that says which things count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mmkg.dataset.checks import scene
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, UNIT
from mmkg.dataset.checks.plain_words import LETTERS

SETTLED = "\ue005"  # words that another check judges
TOKEN = re.compile(rf"{LETTERS}(?:-{LETTERS})*|[\ue001-\ue004]|{SETTLED}+|[.,;:?!—(]|\d+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


THINGS = frozenset((NAME, TITLE, NUMBER, UNIT))
AMOUNTS = {NUMBER, SETTLED} | _words("more less fewer over above below")
OBJECT = THINGS | AMOUNTS
OBJECT |= _words("a an the its their his her our this these each every any all both one it them")
RELATIVE = _words("that which who whoever whichever to can could may")
PRONOUNS = _words("it they she he we you i one ones person")
ASKERS = _words("you we i one")
MINDING = ("expect", "predict", "estimat", "forecast", "guess", "plan", "hop", "wish")
SUPPOSING = _words("if when while as suppose imagine say assume that ,")
PERSON = re.compile(scene.PERSON)
DETERMINERS = _words("the a an its their his her whose these those all any every each")
NEUTRAL = _words(  # what may stand so and says nothing
    "given stated listed reported recorded shown documented mentioned named indicated published"
    " tabulated plotted quoted specified resulting corresponding respective relevant same said"
    " individual various different particular certain specific single whole full entire following"
    " actual exact precise numerical numeric absolute arithmetic mean average total other another"
    " such first second third last former latter next two three four five six seven eight nine ten"
    " of in on for remaining many few several more less fewer most least combined sole only one"
    " hypothetical imaginary label date day term group column equation name title letter point"
    " value acronym abbreviation relation relationship expression law function variable parameter"
    " number row series definition rule symbol quantity heading header category class formula"
)
MODAL = _words("can could must should")
HAVING = _words("have has had having")
DOING = HAVING | MODAL | _words("do does did would might")
PREPOSITIONS = _words("in at on by for from of to with under after")
STARTS = _words(". ; : ? !")
ENDS = STARTS | _words("according per")
ADVERBS = _words("also only just then still")
PARTICIPLE = re.compile(r".*(?:ed|en|wn|ght|pt|nt|lt|ung|unk)$")
ARTICLES = {SETTLED} | _words(  # and what may stand between them and a noun
    "a an the our my some this these that those first second third last other same such own whole"
    " certain single particular specific new"
)
NARROWING = _words(
    "that which who whose whom where with without having if when whenever once unless while until"
    " since after before during assuming provided given because although though"
)
BOUND = THINGS - {TITLE} | _words("of s")
GOVERNING = (THINGS | PREPOSITIONS | HAVING) | _words(
    "s its their his her your is are was were be been being am which what whose how many much more"
    " less most least few fewer several no not never and or but nor as than per via within into"
    " onto through throughout over above below across along among amongst between about against"
    " during since until like near every each all any both either neither only even also , ("
)
STEMS = (  # of words that make another quantity, time or condition wherever they stand
    "doubl tripl quadrupl halv squar cub invert revers increas rais ris rose reduc decreas"
    " decrement lower cut grow(?!er) grew declin drop shr[iu]nk los[eit] lack miss omit skip exclu"
    " remov delet swap exchang neg den[iy] refus adjust correct normali weigh scal round forecast"
    " predict project expect estimat plan target aim promis avoid prevent wast squander forfeit"
    " surrender fail fell fall ceas stop quit retir clos abandon scrap budget resembl approach near"
    " improv worsen deteriorat pretend claim alleg guess hop fear wish doubt former late past insid"
    " outsid beneath amid despit alongsid opposit barring minus sans aboard yesterday tonight"
    " nowaday tomorrow oversea abroad upstream downstream elsewher indoor outdoor weekly monthly"
    " yearly annual daily hourly median varian deviat quartil percentil trend expir spring summer"
    " autumn winter season night weekday weekend beforehand afterward multipl subtract deduct"
    " discount inflat deflat rank conced ow borrow sold sell export import"
)
CHANGING = re.compile(
    rf"(?:re|un|dis|over|under|out|mis|non|pre|fore)?(?:{'|'.join(STEMS.split())})\w{{0,6}}"
)


class Linking:
    """The words of a question, each with those beside it.

    Attributes:
        words: Words, signs and marks, in order, with quotation marks left out.
        puts: Whether values are put in, so that what has them may be called anything.
    """

    def __init__(
        self, text: str, plain: Callable[[str], bool], told: Callable[[str], bool], *, puts: bool
    ) -> None:
        self.words = [SETTLED if word[0] == SETTLED else word for word in TOKEN.findall(text)]
        self.plain = plain
        self.told = told
        self.puts = puts

    def unknown(self) -> Iterator[str]:
        """Words that are neither plain nor the plan's, and may narrow something."""
        for place, word in enumerate(self.words):
            if self._qualifies(place):
                yield word
            if not self._new(place):
                continue
            if self._person(place) or self._minds(place):
                continue
            free = self._verb(place) or self._posed(place) or self._apart(place)
            if not free or CHANGING.fullmatch(word):
                yield word

    def _qualifies(self, place: int) -> bool:
        """Whether it stands between an article and what the plan speaks of: "the usual mass"."""
        word, before, after = (self._at(place + step) for step in (0, -1, 1))
        named = after == NAME or (self.told(after) and not self.plain(after))
        best = before == SETTLED and self._at(place - 2) in DETERMINERS
        best = best and word not in (*GOVERNING, *DOING)
        if self.puts or not (before in DETERMINERS or best) or not named:
            return False
        neutral = {word, word.removesuffix("s")} & (NEUTRAL | DETERMINERS)
        return word.isalpha() and not neutral and not self.told(word)

    def _at(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else "."

    def _verb(self, place: int) -> bool:
        word, before, after = (self._at(place + step) for step in (0, -1, 1))
        if word.endswith("ly"):
            return False
        inverted = self._inverted(place)
        if inverted and before in ASKERS:
            return True  # "which date do you arrive at"
        if before in ADVERBS:
            place -= 1
            before = self._at(place - 1)
        if before in MODAL and self.told(after):
            return True
        if after not in OBJECT:
            return inverted and after in ENDS
        if before in HAVING:
            return PARTICIPLE.match(word) is not None
        if before in RELATIVE:
            return before in ("to", "can", "could") or self._at(place - 2) not in PREPOSITIONS
        if inverted or self._subject(place - 1):
            return self._inflected(word, "" if inverted else before)
        if before in ("and", "or") and not word.endswith("ing"):
            return after not in AMOUNTS
        opens = before in STARTS or place == 0
        return opens or (word.endswith("ing") and before in (",", "by"))

    def _inflected(self, word: str, subject: str) -> bool:
        """Whether it may be the verb of a subject: "Ford repairs cost", not "Ford repair cost"."""
        bare = not (word.endswith("s") or PARTICIPLE.match(word))
        return not word.endswith("ing") and not (bare and subject == NAME)

    def _subject(self, place: int) -> bool:
        word = self._at(place)
        return word in (NAME, TITLE) or word in PRONOUNS or self.told(word)

    def _person(self, place: int) -> bool:
        """Whether it is someone who does something: "a planner drafts", "if an editor reads"."""
        governor, article, after = (self._at(place + step) for step in (-2, -1, 1))
        if article not in ("a", "an") or not PERSON.fullmatch(self._at(place)):
            return False
        opens = self._opens(place - 2) or governor in SUPPOSING
        return opens and after not in BOUND and not self.told(after)

    def _minds(self, place: int) -> bool:
        """Whether it is what an asker thinks: "what should you expect"."""
        asker = self._at(place - 1) in ASKERS and self._inverted(place)
        return asker and self._at(place).startswith(MINDING)

    def _inverted(self, place: int) -> bool:
        """Whether "does", "has" or the like stands before the subject: "how much has it …"."""
        if not self._subject(place - 1):
            return False
        before = place - 3 if self._at(place - 2) in ARTICLES else place - 2
        return self._at(before) in DOING

    def _posed(self, place: int) -> bool:
        """What is supposed to have the values that are put in: "a tributary has a flow of …"."""
        if not self.puts:
            return False
        after = self._at(place + 1)
        return self._at(self._before(place) + 1) in ("a", "an") and (
            after in HAVING or after in ("with", "that", "whose") or self.told(after)
        )

    def _apart(self, place: int) -> bool:
        """Whether it stands in a main clause and belongs to nothing that the plan speaks of."""
        word, after = self._at(place), self._at(place + 1)
        if word.endswith("ly") or after in BOUND or self.told(after):
            return False
        start = self._before(place)
        governor = self._at(start)
        if start == place - 1 and not (self._opens(start) or word.endswith("s")):
            return False  # without an article it may be an adverb
        if not self._opens(start) and (governor in GOVERNING or self.told(governor)):
            return False
        return not self._narrows(place)

    def _before(self, place: int) -> int:
        """The place before a word, its article and other words that nobody knows."""
        place -= 1
        while place >= 0 and (self._at(place) in ARTICLES or self._new(place)):
            place -= 1
        return place

    def _narrows(self, place: int) -> bool:
        """Whether its clause says which things count, or on what condition."""
        while place > 0 and self._at(place - 1) not in STARTS and self._at(place - 1) != ",":
            place -= 1
            first = self._at(place - 1) in STARTS or self._at(place - 1) == "," or place == 0
            if self._at(place) in NARROWING and not (first and self._at(place) in ("which", "who")):
                return True
        return False

    def _new(self, place: int) -> bool:
        word = self._at(place)
        if not word[0].isalpha() or len(word) < 2:
            return False
        parts = word.split("-")  # "full-time" is no plain word, although its parts are
        told = any(map(self.told, parts)) and all(self.plain(p) or self.told(p) for p in parts)
        return not (self.plain(word) or told)

    def _opens(self, place: int) -> bool:
        return place < 0 or self._at(place) in STARTS
