"""The Danish words that say a number or compare: tables only, beside `danish`, for reading prose.

Numbers from nul to milliard and their ordinals are in `wording`, which prints them; here is what is added to
them in running text. Each entry is a pattern of a whole word in small letters. Sources: RO, DDO.
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"

# --- Words that say a number ------------------------------------------------------------------------

LONG_TENS: Final = (
    *("fyrretyve", "halvtredsindstyve", "tresindstyve", "halvfjerdsindstyve", "firsindstyve"),
    "halvfemsindstyve",
)
LARGE: Final = "million(?:er|en|erne)?|milliard(?:er|en|erne)?|billion(?:er|en|erne)?"
OTHER_NUMBERS: Final = (
    *("én", "ét", "dusin", "enkelt", "snes", "hundreder", "tusinder", "hundredtusind(?:e|er)?"),
    *("halv", "halve", "halvt", "halvdel(?:en|e|ene)?", "halvanden", "halvandet", "kvarte?", "trekvart"),
    *("dobbelt", "dobbelte", "(?:for|re)dobl\\w+", "halver\\w*", "firdobl\\w*", "firedobl\\w*"),
    *("(?:hundred|tusind|million|milliard|snese)vis", "enårige?t?", "halvårlige?t?"),
    *("(?:en|to|tre|fire|fem|seks|syv|otte|ni|ti)tallet",),
)
"""Whole words that say a number, beside the cardinals and ordinals."""

TAILS: Final = (
    *("årige?t?s?", "årlige?t?", "årsperiode\\w*", "dobl\\w*", "dobbelte?t?", "fold", "foldige?t?"),
    *(
        "del",
        "dele",
        "delen",
        "delene",
        "dels",
        "dages",
        "ugers",
        "måneders",
        "timers",
        "kroners",
        "procents",
    ),
    *("mands", "personers", "cifrede?t?", "delt", "delte", "delinger?"),
)
"""What a number is joined to: seksårige, tredobling, tolvmåneders."""

RANKED: Final = (
    "(?:høj|lav|stør|mind|bed|dårlig|læng|kort|dyr|billig|ældre|yngst|flest|færrest|hyppig)\\w*s?te?\\b|størst\\w*|mindst\\w*|"
    "bedst\\w*|flest\\w*|færrest\\w*"
)
"""What an ordinal or "næst" ranks: femtehøjeste, næststørste."""

SECOND_OF: Final = (
    "halvdel\\w*|kvartal\\w*|halvår\\w*|runde\\w*|omgang\\w*|gang|fase\\w*|etape\\w*|del|plads\\w*|"
    "behandling\\w*|rate\\w*|år|møde\\w*|rejse\\w*|delegation\\w*"
)
"""Before these "anden" and "andet" count; elsewhere they mean another."""

ONE_OF: Final = (
    "pct\\b|procent|promille|mio\\b|mia\\b|t\\.?kr\\b|ud\\s+af\\s|kilometer|km\\b|meter|tons?\\b|liter|kilo|kg\\b|hektar|"
    "kvadratmeter|krone\\b"
)
"""Before these "en" and "et" count: "en pct."; elsewhere they are articles."""

# --- What is no figure of the annex -----------------------------------------------------------------

FIXED: Final = (
    ("i første omgang|i første række|i første hånd|på første hånd", "a manner of speaking: at first"),
    ("for det (?:første|andet|tredje|fjerde|femte|sjette)", "the order of an argument"),
    (
        "(?:første|anden|andet|tredje|fjerde|femte|sjette) (?:fase|etape|behandling|udkast|instans|punkt|"
        "led|skridt|viceborgmester|næstformand|prioritet|part|sektor|alder|spadestik|udgave|generation|"
        "version|semester|møde)\\w*",
        "one of an order, not a rank or a count",
    ),
    ("(?:for )?første gang|(?:i )?det første år", "which time, not how many"),
    ("begges?", "a word for two that were named before"),
    ("(?:dele\\w*|delt|opdel\\w*|del) (?:\\w+ ){0,2}i to", "a manner of speaking"),
    ("til syvende og sidst", "a fixed expression: in the end"),
    ("på én gang|én gang for alle|under ét|i ét|én efter én", "fixed expressions: together, for good"),
    ("den tredje verden|tredje verden", "a name"),
    ("(?:tredje(?:land|part|mand)|første(?:hjælp|hånds|rangs|plads))\\w*", "words of their own"),
    ("(?:de|den|det) første(?= (?:\\d|\ufffc))", "it says which, and the figure after it says how many"),
)
"""Expressions that hold a number word and say no number, with the reason. "Blandt andet" needs none:
"andet" counts only before a word of SECOND_OF."""

LEGAL: Final = (
    (
        "§{1,2}\\s*\\d+\\s?[a-z]?\\b(?:\\.\\d+)*(?:\\s?-\\s?\\d+)?(?:,?\\s+(?:stk\\.|nr\\.|litra|pkt\\.)\\s*\\w+)*",
        "a section of a law",
    ),
    ("(?:stk|pkt)\\.\\s*\\d+(?:,?\\s+(?:nr\\.|litra)\\s*\\w+)*", "a part of a section"),
    (
        "(?:lov|lovbekendtgørelse|bekendtgørelse|cirkulære|vejledning|forordning|direktiv|aktstykke)"
        "\\s+(?:\\(e[uføs]{1,2}\\)\\s+(?:nr\\.\\s*)?|nr\\.\\s*)\\d+(?:/\\d+)?"
        f"(?:\\s+af\\s+(?:\\d{{1,2}}\\.\\s*(?:{MONTHS})\\s+)?\\d{{4}})?",
        "a law by number and date",
    ),
    ("\\(e[uføs]{1,2}\\)\\s+(?:nr\\.\\s*)?\\d+/\\d+", "a legal act of the European Union"),
    (
        "(?:j\\.\\s?nr\\.|journalnr\\.|sagsnr\\.|sag nr\\.|cvr(?:-nr\\.)?|ean(?:-nr\\.)?)"
        "\\s*:?\\s*\\d[\\w/.-]*",
        "a case or a body by its number",
    ),
    (
        "(?-i:(?:DS/)?(?:EN|ISO|IEC)(?:/(?:EN|ISO|IEC))*)[\\s-]\\d+(?:[\\s-]\\d+)*(?::\\d{4})?",
        "a standard by number",
    ),
    ("covid-19|agenda 21|m[23]\\b|km2\\b", "a name"),
)
"""Free by their form, each with a digit, and the reason: references that say no figure of the annex."""
ADDRESS: Final = "https?://\\S+|www\\.\\S+|[\\w.+-]{1,64}@[\\w.-]+"
"""Free as well: an address, which holds one of ADDRESSED."""
ADDRESSED: Final = ("//", "www.", "@")

# --- Words of claims --------------------------------------------------------------------------------

FOLD: Final = {
    2: "(?:for)?dobl\\w*|dobbelt\\w*",
    3: "tredobl\\w*|tredobbelt\\w*",
    4: "fire?dobl\\w*|fire?dobbelt\\w*",
    5: "femdobl\\w*|femdobbelt\\w*",
    6: "seksdobl\\w*",
    7: "syvdobl\\w*",
    8: "ottedobl\\w*",
    9: "nidobl\\w*",
    10: "tidobl\\w*|tidobbelt\\w*",
}
PART: Final = {
    2: "halver\\w*|halvdel\\w*|halve?t?|det halve",
    3: "tredjedel\\w*",
    4: "fjerdedel\\w*|kvarte?",
    5: "femtedel\\w*",
    6: "sjettedel\\w*",
    7: "syvendedel\\w*",
    8: "ottendedel\\w*",
    9: "niendedel\\w*",
    10: "tiendedel\\w*",
}
TIMES: Final = ("gange", "gang")

MEANINGS: Final = {
    "up": (
        "steg|stige[tnr]?|stigende|stigning\\w*|øge[trs]?|øgede|øget|øgning\\w*|voks\\w+|vækst\\w*|forøge\\w*|"
        "fremgang\\w*|tiltaget"
    ),
    "down": (
        "fald|falde[tnr]?|faldende|faldt|reducere\\w*|reduktion\\w*|mindske\\w*|mindskning\\w*|aftage\\w*|aftog|"
        "sænke\\w*|nedgang\\w*|nedbragt\\w*|nedsat\\w*"
    ),
    "same": "uændre\\w+|samme|konstant|konstante|stabilt?|stabile|identisk\\w*",
    "more": "over|mere|flere|større|højere|længere|oversteg|overstiger|oversteget",
    "less": "under|mindre|færre|lavere|kortere",
    "about": "omkring|cirka|ca|omtrent",
    "nearly": "næsten|knap|knapt|godt",
    "at least": "minimum",
    "at most": "højst|maksimalt|maks",
    "greatest": "størst|største|højest|højeste|flest|fleste|mest|længst|længste|dyreste?|maksimum",
    "least": "lavest|laveste|færrest|færreste|kortest|korteste|billigste?|mindste",
    "at least or least": "mindst",
    "all": "alle|samtlige|hver|hvert|hvert|enhver|ethvert",
    "none": "ingen|intet|ingenting",
}
"""What a word of a claim says, and the words that say so."""

DENIAL: Final = ("ikke", "hverken", "aldrig", "uden")
"""Words that turn a claim round: what is beside them is not judged."""
