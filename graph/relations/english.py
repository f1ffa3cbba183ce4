"""Rules for English sentences. N is a name, A an amount, D a date; see `marking`."""

from __future__ import annotations

import re

from mmkg.graph.relations.marking import A, D, N
from mmkg.graph.relations.precision import ABOUT
from mmkg.graph.relations.rule import Rule

IS = (
    r"(?:is|was|are|were|reach(?:es|ed)|amount(?:s|ed) to|st(?:ands|ood) at|equal(?:s|led)"
    r"|total(?:s|led)|c(?:omes|ame) to)"
)
DONE = (  # past and participle are the same word, so "Y founded X" is "X was founded by Y"
    "founded|established|launched|discovered|built|developed|designed|proposed|introduced|published"
    "|released|created|invented|opened|completed|signed|adopted|approved|enacted|passed|acquired"
    "|owned|operated|managed|led|directed|organized|organised|described|named|funded|commissioned"
    "|manufactured|produced|constructed|detected|observed|photographed|identified|synthesized"
    "|synthesised|isolated|patented|edited|translated|painted|composed|formed|incorporated|issued"
)
TAKEN = (  # any participle, but those after which "by" or "in" says how, and not who or when
    r"(?:(?!(?:used|based|supposed|interested|involved|multiplied|divided|followed|related|increased"
    r"|decreased|reduced|given|denoted|indexed|need|exceed|indeed)\b)[a-z]{2,}ed|written|drawn"
    r"|born|begun|held|sent|chosen|taken|run|led|built|won|lost|bought|sold|taught|overseen|made|kept"
    r"|laid|cast|shot|struck|flown|driven|spun|rebuilt|overthrown|overrun)(?: (?:up|out|over|down|off))?"
)
DOES = (
    r"orbits?|orbited|reached|visited|entered orbit around|landed on|flew past|flew by|impacted|carried"
    r"|acquired|joined|won|succeeded|replaced|supports?|uses?|extends?|outperforms?|crosses|borders?"
    r"|defeated|conquered|married|ruled|governs|governed|headed|chairs|employs|belongs to"
    r"|is part of|was part of|is named after|was named after|flows into|flows through|lies in|lies on"
)
STAYS = (
    r"(?:is|are|was|were) (?:located|situated|based|headquartered) (?:in|on|at|near)"
    r"|(?:has|have|had) (?:its|their) (?:seat|headquarters?|capital) (?:in|at)"
)
HOLDS = r"consists? of|consisted of|comprises?|contains?|includes?|is composed of|is made up of"
WORD = (
    r"(?!(?:the|a|an|of|in|on|at|by|to|for|with|from|as|and|or|that|which|is|was|are|were|has|had|than)\b)"
    r"[a-z][a-z-]*"
)
ROLE = rf"(?:{WORD} ){{0,3}}{WORD}"
KIND = rf"(?P<tail>(?:{WORD} ){{0,2}}{WORD})(?=[.;)]|$| (?:that|which|in|on|with|and|by|who)\b)"
UNFIT = r"(?!one\b|part\b|result\b|case\b|basis\b|name\b|total\b|sum\b|same\b|number\b|matter\b)"
NEXT = (  # what may follow a name that is no adjective ("the Italian space agency")
    rf"(?=[.,;:)]|$|[’']s | ?{D}| for(?! (?:the )?{N})| (?:in|on|at|from|with|and|or|by|to|as|of|after|before|since|during"
    r"|until|using|near|but|while|that|which|who|when|where|is|was|are|were)\b)"
)
MANY = rf"{N}(?:(?:,? and|,) (?:the )?{N})*"
NS = rf"{MANY}{NEXT}"
HEDGE = rf"(?:(?:{ABOUT}|only|exactly|over|more than|at least|less than) )?"
START = (
    rf"(?:^|[,;:] |\b(?:and|but|while|whereas|that|because) )(?:(?:In|On|Since|By) {D},? )?"
    rf"(?:[Tt]he |[Aa]n? )?(?:(?:{WORD} ){{1,3}})?"
)
APART = r"(?:, (?:the|an?) [^,;.]{3,60},)?"  # "Titan, the largest moon of Saturn, was …"
HEAD = rf"{START}(?P<head>{MANY}){APART} "
BE = r"(?:is|was|are|were|has been|had been)"
ADVERB = r"(?:first |jointly |originally |officially |initially |finally |again )?"
WHEN = rf"(?:in|on|since) (?P<tail>{D})"
PLACE = rf"(?:(?:by|from|at|in|for|with) (?:the )?{NS} )?"
LONG = {"long": "length", "wide": "width", "tall": "height", "high": "height", "deep": "depth"}
LONG |= {"thick": "thickness", "old": "age"}
HAS_MANY = (
    r"(?:has|have|had|contains?|contained|comprises?|comprised|includes?|included|consists? of"
    r"|consisted of|operates?|owns?|employs?|covers?|covered|spans?|spanned|features?|supports?)"
)
THINGS = rf"(?:(?![a-z-]*[^su]s ){WORD} ){{0,2}}(?:{WORD}s|people|staff|children)"
TRAINED = r"(?:trained|pre-?trained|fine-?tuned|optimi[sz]ed)"
A_ROLE = rf"an? {UNFIT}{ROLE} of {HEDGE}{A}"


def _rule(
    pattern: str, relation: str, form: str = "verb", names: dict[str, str] | None = None
) -> Rule:
    return Rule(re.compile(pattern), relation, "role" if form == "role" else "verb", names)


RULES = [
    # amounts
    *(
        _rule(
            rf"{HEAD}(?:has|had|have) (?:{A_ROLE}(?:,? and|,) ){{{before}}}"
            rf"(?:an?|the) (?P<role>{UNFIT}{ROLE}) of {HEDGE}(?P<tail>{A})",
            "{role}",
            "role",
        )
        for before in range(3)
    ),
    _rule(
        rf"(?:^|[,;:] |\b(?:and|while|but|that) )[Tt]he (?P<role>{UNFIT}{ROLE}(?: of {WORD})?) of (?:the )?(?P<head>{N})"
        rf"(?P<when> {WHEN.replace('tail', 'date')})? {IS} "
        rf"{HEDGE}(?:the )?(?P<tail>{A}|{NS}|{D})",
        "{role}{when}",
        "role",
    ),
    _rule(
        rf"(?P<head>{N})[’']s (?P<role>{UNFIT}{ROLE}) {IS} "
        rf"{HEDGE}(?P<tail>{A}|{NS})",
        "{role}",
        "role",
    ),
    _rule(
        rf"(?P<head>{N}), whose (?P<role>{UNFIT}{ROLE}) {IS} {HEDGE}(?P<tail>{A})",
        "{role}",
        "role",
    ),
    _rule(
        rf"^(?:At|For|In) (?:the )?(?P<head>{N}),? the (?P<role>{UNFIT}{ROLE}) {IS} "
        rf"{HEDGE}(?P<tail>{A})",
        "{role}",
        "role",
    ),
    _rule(
        rf"\b[Ww]ith an? (?P<role>{UNFIT}{ROLE}) of {HEDGE}(?P<tail>{A}), (?:the )?(?P<head>{N}) ",
        "{role}",
        "role",
    ),
    _rule(rf"{HEAD}{BE} {HEDGE}(?P<tail>{A}) (?P<long>{'|'.join(LONG)})\b", "{long}", "role", LONG),
    _rule(
        rf"{HEAD}(?P<verb>weighs|weighed|measures|covers|costs?|spans|lasted|lasts)"
        rf" {HEDGE}(?P<tail>{A})",
        "{verb}",
    ),
    _rule(
        rf"{START}(?P<head>{MANY}){APART}(?:,? (?:which|that))? {HAS_MANY} {HEDGE}(?P<tail>{A}) (?P<what>{THINGS})(?!\w| of\b)",
        "number of {what}",
        "role",
    ),
    _rule(
        rf"(?P<head>{N}),? (?:covering|containing|comprising|including|spanning) "
        rf"{HEDGE}(?P<tail>{A}) (?P<what>{THINGS})(?!\w| of\b)",
        "number of {what}",
        "role",
    ),
    # how it was trained, and what it reaches
    _rule(rf"{HEAD}{BE} {ADVERB}{TRAINED}[^.;]*? for {HEDGE}(?P<tail>{A}) epochs?\b", "number of training epochs", "role"),
    _rule(
        rf"{HEAD}{BE} {ADVERB}{TRAINED}[^.;]*? (?:with|and|using) (?:an?|the) "
        rf"(?P<role>{UNFIT}{ROLE}) of {HEDGE}(?P<tail>{A})",
        "{role}",
        "role",
    ),
    _rule(
        rf"{HEAD}(?:achieves?|achieved|reaches|reached|attains?|attained|obtains?|obtained) "
        rf"an? (?P<role>{UNFIT}{ROLE}) of {HEDGE}(?P<tail>{A})(?P<on> on (?:the )?{N})?(?=[.,;]| and\b|$)",
        "{role}{on}",
        "role",
    ),
    # who did it, and when
    _rule(rf"{HEAD}(?P<be>{BE}) {ADVERB}(?P<verb>{TAKEN}) (?:(?:in|on) {D} )?by (?:the )?(?P<tail>{NS})", "{be} {verb} by"),
    _rule(rf"{HEAD}(?P<be>{BE}) {ADVERB}(?P<verb>{TAKEN}) {PLACE}{WHEN}", "{be} {verb}"),
    _rule(rf"{START}(?P<tail>{MANY}) {ADVERB}(?P<verb>{DONE}) (?:the )?(?P<head>{NS})", "was {verb} by"),
    _rule(rf"{START}{MANY} {ADVERB}(?P<verb>{DONE}) (?:the )?(?P<head>{NS}) {WHEN}", "was {verb}"),
    _rule(rf"(?:In|On) (?P<tail>{D}),? (?:the )?{MANY} (?P<verb>{DONE}) (?:the )?(?P<head>{NS})", "was {verb}"),
    _rule(rf"(?:In|On) (?P<tail>{D}),? (?:the )?(?P<head>{MANY}) (?P<be>was|were) (?P<verb>{TAKEN})", "{be} {verb}"),
    _rule(rf"{HEAD}(?:[^.;]{{5,80}} and )?(?P<verb>died|launched|ended|began|closed|opened|arrived|retired) {WHEN}", "{verb}"),
    # what it does, where it is, what it has
    _rule(rf"{HEAD}(?P<verb>{DOES}|{STAYS}|{HOLDS}) (?:the )?(?P<tail>{NS})", "{verb}"),
    _rule(rf"{HEAD}(?P<verb>{DOES}) (?:the )?(?P<what>{N}) {WHEN}", "{verb} {what}"),
    # what it is
    _rule(rf"(?<!\w)(?P<tail>{N}) (?:is|was) the (?P<role>{UNFIT}{ROLE}) of (?:the )?(?P<head>{N}){NEXT}", "{role}", "role"),
    _rule(rf"(?<!\w)(?P<tail>{N}), the (?P<role>{UNFIT}{ROLE}) of (?:the )?(?P<head>{N})(?=[,.;)])", "{role}", "role"),
    _rule(rf"{HEAD}(?P<is>is|was|are|were) (?P<a>an? )?(?P<role>{UNFIT}{ROLE}) of (?:the )?(?P<tail>{NS})", "{is} {a}{role} of"),
    _rule(rf"{HEAD}(?P<is>is|was) (?P<a>an?) {UNFIT}{KIND}", "{is} {a}"),
    _rule(rf"(?:^|[;:] )(?:The )?(?P<head>{N}), (?P<a>an?) {UNFIT}{KIND}", "is {a}"),
]  # fmt: skip
PRONOUNS = re.compile(r"(?:It|He|She)\b(?= )|Its\b(?= )")
