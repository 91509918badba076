"""The Danish words and signs that the formats print: tables only, the one place for letters outside ASCII.

Month names, weekday names and list patterns are CLDR's and come from Babel, through `cldr` below, the only
door to it: Babel takes a tenth of a short build to load, so it is asked the first time such a word is
printed, and what it says is kept on the shelf (see `memo`). The plural rule is CLDR's too; the tests hold it
to Babel. Figures and amounts could not be Babel's: it stops at 28 digits, rounds half to even and prints
"-0,0" (notes/danish.md). What CLDR lacks or has wrong (half-years, seasons, units, number words, the
vocabulary of the formats) is here.
Sources: RO = Retskrivningsordbogen, FT = Folketinget, CLDR 47 da.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from msgspec import Struct

from bilag.diagnostics.findings import Report
from bilag.storage.memo import on_shelf

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
EN_DASH: Final = "\u2013"
APOSTROPHE: Final = "\u2019"
NOT_AVAILABLE: Final = ".."

# --- CLDR -------------------------------------------------------------------------------------------


class Cldr(Struct, frozen=True):
    """What is printed of CLDR's Danish: names, and the patterns that join the last two items of a list."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    both: str
    either: str


@cache
def cldr() -> Cldr:
    """CLDR's Danish, from the shelf or from Babel."""
    return on_shelf(Cldr, ("cldr",), _from_babel, Report())


def _from_babel(_: Report) -> Cldr:
    from babel import Locale  # noqa: PLC0415

    danish = Locale("da")
    months, weekdays = danish.months["format"]["wide"], danish.days["format"]["wide"]
    return Cldr(
        tuple(months[number] for number in range(1, 13)),
        tuple(weekdays[number] for number in range(7)),
        danish.list_patterns["standard"]["end"],
        danish.list_patterns["or"]["end"],
    )


def month_name(number: int) -> str:
    """1 -> "januar": lower case, as CLDR and RO § 12 have it."""
    return cldr().months[number - 1]


def weekday_name(number: int) -> str:
    """0 -> "mandag"; Monday first, as `datetime.date.weekday` counts."""
    return cldr().weekdays[number]


def join_list(items: Sequence[str], style: str) -> str:
    """Items as running text: "A, B og C" (style "standard"), "A, B eller C" ("or") or "A, B, C" ("comma")."""
    if len(items) < 2 or style == "comma":
        return ", ".join(items)
    pattern = cldr().either if style == "or" else cldr().both
    return pattern.format(", ".join(items[:-1]), items[-1])


def is_singular(value: Decimal) -> bool:
    """Whether the noun after a number is in the singular: 1 and 0,1 to 1,9."""
    return value in (1, -1) or (-2 < value < 2 and value != value.to_integral_value())


# --- Words ------------------------------------------------------------------------------------------

CA: Final = "ca."
UNDER: Final = "under"
FROM: Final = "fra"
TO: Final = "til"
UNTIL: Final = "til og med"
ARTICLE: Final = "den"
WEEK: Final = "uge"
IN: Final = "i"
ONGOING: Final = "fortløbende"
UNCERTAIN: Final = "usikkert"
START_UNKNOWN: Final = "startdato ukendt"
END_UNKNOWN: Final = "slutdato ukendt"
YEAR_UNKNOWN: Final = "ukendt år"
SOUTHERN: Final = "den sydlige halvkugle"
DECADE: Final = "{}\u2019erne"  # RO § 6.2: 1930’erne
CENTURY: Final = "{}-tallet"
MILLENNIUM: Final = "mellem {} og {}"
PRICE_LEVEL: Final = " ({}-pl)"

SEASONS: Final = (
    *(("forår", "foråret"), ("sommer", "sommeren")),
    *(("efterår", "efteråret"), ("vinter", "vinteren")),
)
"""ISO 8601-2 codes 21 to 24 (25 to 28 and 29 to 32 by hemisphere): indefinite and definite form."""

PERIODS: Final[dict[str, tuple[str, str]]] = {
    "quarter": ("kvartal", "kvt."),
    "third": ("tertial", "tertial"),
    "half": ("halvår", "halvår"),
}
"""Parts of a year: long and short name. CLDR has the quarter only."""

# --- Number words: RO and its dictionary ------------------------------------------------------------

ONE: Final = {"common": "en", "neuter": "et"}
STRESSED: Final = {"en": "én", "et": "ét"}  # RO § 5
SECOND: Final = {"common": "anden", "neuter": "andet"}
SMALL: Final = (
    *("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"),
    *("ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten"),
)
SMALL_ORDINAL: Final = (
    *("nulte", "første", "anden", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende"),
    *("tiende", "ellevte", "tolvte", "trettende", "fjortende", "femtende", "sekstende", "syttende"),
    *("attende", "nittende"),
)
TENS: Final = ("", "", "tyve", "tredive", "fyrre", "halvtreds", "tres", "halvfjerds", "firs", "halvfems")
TENS_ORDINAL: Final = (
    *("", "", "tyvende", "tredivte", "fyrretyvende", "halvtredsindstyvende", "tresindstyvende"),
    *("halvfjerdsindstyvende", "firsindstyvende", "halvfemsindstyvende"),
)
AND: Final = "og"
HUNDRED: Final = ("hundrede", "hundrede")  # cardinal and ordinal (sproget.dk: den hundrede gang)
THOUSAND: Final = ("tusind", "tusinde")
LARGE: Final = (
    (10**9, "milliard", "milliarder", "milliardte"),
    (10**6, "million", "millioner", "millionte"),
)
BILLION: Final = ("en billion", "billionte")  # 10^12, the largest number in letters
YEAR_OLD: Final = "årig"
INFLECTION: Final = ("e", "t")  # seksårige; et seksårigt forløb
FIRST_PARTS: Final = {1: "et", 100: "hundred", 1000: "tusind"}  # etårig, hundredårig, tusindårig

# --- Units: power of ten, then the word after one and after more ------------------------------------

UNITS: Final[dict[str, tuple[int, str, str]]] = {
    "kr.": (0, "kr.", "kr."),
    "t.kr.": (3, "t.kr.", "t.kr."),
    "mio. kr.": (6, "mio.\u00a0kr.", "mio.\u00a0kr."),
    "mia. kr.": (9, "mia.\u00a0kr.", "mia.\u00a0kr."),
    "DKK": (0, "DKK", "DKK"),
    "mio. DKK": (6, "mio.\u00a0DKK", "mio.\u00a0DKK"),
    "mia. DKK": (9, "mia.\u00a0DKK", "mia.\u00a0DKK"),
    "kroner": (0, "krone", "kroner"),
    "millioner kroner": (6, "million kroner", "millioner kroner"),
    "milliarder kroner": (9, "milliard kroner", "milliarder kroner"),
}
AUTO_UNITS: Final = ("kr.", "mio. kr.", "mia. kr.")
MARKS: Final = ("pct.", "%", "procent", "procentpoint")
FULL_TIME_YEARS: Final = "årsværk"  # the same in singular and plural

# --- The vocabulary of the formats: token -> (field of Spec, value) ---------------------------------

TOKENS: Final[dict[str, tuple[str, str | bool]]] = {
    **{unit: ("form", unit) for unit in UNITS},
    **{mark: ("form", mark) for mark in MARKS},
    "auto": ("form", "auto"),
    "heltal": ("form", "integer"),
    "år": ("form", "year"),
    "årsværk": ("form", "full_time_years"),
    "lang": ("form", "long"),
    "kort": ("form", "short"),
    "ugedag": ("form", "weekday"),
    "iso": ("form", "iso"),
    "måned": ("form", "month"),
    "primo": ("form", "primo"),
    "medio": ("form", "medio"),
    "ultimo": ("form", "ultimo"),
    "dag": ("form", "day"),
    "tal": ("form", "numbers"),
    "sæson": ("form", "season"),
    "tabel": ("table", True),
    "nul=streg": ("zero_dash", True),
    "under": ("under", True),
    "fortegn": ("plus", True),
    "minus=cldr": ("ascii_minus", True),
    "slutpunktum": ("stop", True),
    "genitiv": ("genitive", True),
    "ca.": ("approximate", True),
    "andel": ("share", True),
    "den": ("article", True),
    "stort": ("capital", True),
    "tankestreg": ("dash", True),
    "tekst": ("words", True),
    "bestemt": ("definite", True),
    "og": ("conjunction", "standard"),
    "eller": ("conjunction", "or"),
    "komma": ("conjunction", "comma"),
    "sorteret": ("sort", True),
    "fk": ("gender", "common"),
    "intk": ("gender", "neuter"),
    "tryk": ("stressed", True),
    "-årig": ("compound", True),
    "bøjet": ("inflected", True),
    "cifre": ("script", "figures"),
    "ord": ("script", "letters"),
}
ALL_DECIMALS: Final = "alle decimaler"
AT_MOST: Final = "højst"
DECIMAL: Final = ("decimal", "decimaler")
PRICE_LEVEL_KEY: Final = "pl"
NOUN_KEY: Final = "enhed"
LIMIT_KEY: Final = "grænse"

# --- The named formats: name, kind, tokens, example value, what it is for ---------------------------

FORMATS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ("kr", "amount", "kr.", "1300000", "whole kroner"),
    ("tkr", "amount", "t.kr.", "1300000", "thousands of kroner"),
    ("mio_kr", "amount", "mio. kr., 1 decimal", "2800000", "millions of kroner, one decimal"),
    ("mia_kr", "amount", "mia. kr., 1 decimal", "132300000000", "thousand millions of kroner, one decimal"),
    ("auto_kr", "amount", "auto, 1 decimal", "2800000", "kroner in the unit that fits the size"),
    ("mio_kroner", "amount", "millioner kroner, 1 decimal", "2800000", "millions of kroner in words"),
    ("dkk", "amount", "DKK, 2 decimaler", "1234.5", "kroner and oere with the currency code"),
    ("heltal", "number", "heltal", "1234567", "whole number"),
    ("tal", "number", "alle decimaler", "1234.50", "number exactly as given"),
    ("årstal", "number", "år", "2016", "year, never grouped"),
    ("årsværk", "number", "årsværk, 1 decimal", "0.5", "full-time years, one decimal"),
    ("pct", "percent", "pct., højst 1 decimal", "12.5", "percentage, abbreviated"),
    ("procent", "percent", "procent, højst 1 decimal", "12.5", "percentage in full"),
    ("procentpoint", "percent", "procentpoint, højst 1 decimal", "2.4", "difference of percentages"),
    ("andel_pct", "percent", "pct., højst 1 decimal, andel", "0.125", "share printed as a percentage"),
    ("lang_dato", "date", "lang", "2016-09-05", "date with the month's name"),
    ("den_dato", "date", "lang, den", "2016-09-05", "date with the article"),
    ("kort_dato", "date", "kort", "2016-09-05", "date in figures"),
    ("ugedag", "date", "ugedag", "2016-09-05", "date with the day of the week"),
    ("iso_dato", "date", "iso", "2016-09-05", "ISO 8601, for data"),
    ("måned", "date", "måned", "2016-09", "month and year"),
    ("primo", "date", "primo", "2017", "beginning of a year or month"),
    ("medio", "date", "medio", "2017-06", "middle of a year or month"),
    ("ultimo", "date", "ultimo", "2017", "end of a year or month"),
    ("periode", "interval", "år", "2012/2017", "range of years"),
    ("sæson", "interval", "sæson", "2013/2014", "season over the turn of a year"),
    ("interval", "interval", "tal", "3..4", "range of numbers"),
    ("tidspunkt", "edtf", "tekst", "2016-09~", "any EDTF date, period or set"),
    ("liste", "list", "og", "2013|2015|2016", "list with 'and'"),
    ("liste_komma", "list", "komma", "2013|2015|2016", "list with commas only, as in parentheses"),
    ("liste_eller", "list", "eller", "Jiangsu|Wuxi|Suzhou", "list with 'or'"),
    ("talord", "count_word", "fk", "1", "count in letters up to ten, common gender"),
    ("talord_intet", "count_word", "intk", "1", "count in letters up to ten, neuter"),
    ("årig", "count_word", "-årig", "6", "adjective of duration or age"),
    ("ordenstal", "ordinal", "cifre", "4", "ordinal in figures"),
    ("ordenstal_ord", "ordinal", "ord, fk", "2", "ordinal in letters"),
    ("kvartal", "quarter", "lang", "2016-Q3", "quarter"),
    ("halvår", "halfyear", "lang", "2017-H1", "half-year"),
    ("uge", "week", "lang", "2016-W38", "ISO week with its week-year"),
)

# --- Alphabet: RO § 4 -------------------------------------------------------------------------------

ALPHABET: Final = "abcdefghijklmnopqrstuvwxyzæøå"
LIKE: Final = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ß": "ss", "ð": "d", "þ": "th", "œ": "ø"})
DOUBLE_A: Final = (("aa", "å"), ("Aa", "å"), ("AA", "å"))
FOLDED: Final = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", " ": "_", "-": "_"})
"""How a name of a format may be written on a keyboard without Danish letters."""
