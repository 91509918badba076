"""Tables of Danish usage for the checks of words.

Sources: RO = Retskrivningsordbogen (2024), the rule where a number follows; DSN = Dansk Sprognævn's advice. A
spelling is listed only if the word is wrong in every reading: a false alarm costs more than a slip.
"""

from __future__ import annotations

from typing import Final

# --- Spelling: a pattern of whole words that begins with letters, and the right spelling ------------

MISSPELT: Final[tuple[tuple[str, str], ...]] = (
    # abbreviations: RO § 42.1
    (r"pr(?= \w)", "pr."),
    (r"bla\.", "bl.a."),
    (r"bl\.a(?!\.)", "bl.a."),
    (r"bl\. a\.?", "bl.a."),
    (r"f\.eks(?!\.)", "f.eks."),
    (r"f\. eks\.?", "f.eks."),
    (r"feks\.?", "f.eks."),
    (r"dvs(?!\.)", "dvs."),
    (r"d\.v\.s\.?", "dvs."),
    (r"osv(?!\.)", "osv."),
    (r"mht(?!\.)", "mht."),
    (r"ift(?!\.)", "ift."),
    (r"vedr(?!\.)", "vedr."),
    (r"ca(?=[ \u00a0]?[\d\ufffc])", "ca."),
    (r"inkl(?!\.)", "inkl."),
    (r"ekskl(?!\.)", "ekskl."),
    (r"evt(?!\.)", "evt."),
    (r"jf(?!\.)", "jf."),
    (r"nr(?=[ \u00a0]?[\d\ufffc])", "nr."),
    (r"stk(?=[ \u00a0]?[\d\ufffc])", "stk."),
    (r"(?<=[\d\ufffc][ \u00a0])mio(?!\.)", "mio."),
    (r"(?<=[\d\ufffc][ \u00a0])mia(?!\.)", "mia."),
    (r"(?<=[\d\ufffc][ \u00a0])kr(?!\.)", "kr."),
    (r"(?<=mio\.[ \u00a0])kr(?!\.)", "kr."),
    (r"(?<=mia\.[ \u00a0])kr(?!\.)", "kr."),
    (r"(?<=mio[ \u00a0])kr(?!\.)", "kr."),
    (r"(?<=mia[ \u00a0])kr(?!\.)", "kr."),
    (r"(?<=[\d\ufffc][ \u00a0])pct(?!\.)", "pct."),
    # two words, not one: RO § 18-19
    ("idag", "i dag"),
    ("igår", "i går"),
    ("imorgen", "i morgen"),
    ("iforhold", "i forhold"),
    ("iøvrigt", "i øvrigt"),
    ("istedet", "i stedet"),
    ("istedetfor", "i stedet for"),
    ("ihvertfald", "i hvert fald"),
    ("ialt", "i alt"),
    ("tildels", "til dels"),
    ("påtværs", "på tværs"),
    # slips that are seen often
    (r"værtsskab(er|et|erne|s)?", r"værtskab\1"),
    (r"resource(r|n|rne)?", r"ressource\1"),
    (r"interresse(r|n|rne|ret)?", r"interesse\1"),
    (r"addresse(r|n|rne)?", r"adresse\1"),
    (r"komission(en|ens)?", r"kommission\1"),
    (r"evaluring(en|er)?", r"evaluering\1"),
    (r"sammarbejde(t|r|s)?", r"samarbejde\1"),
    (r"samabejde(t|r|s)?", r"samarbejde\1"),
    (r"desvære", "desværre"),
    ("planen nu at", "planen er nu at"),
    ("målet nu at", "målet er nu at"),
    ("formålet nu at", "formålet er nu at"),
    ("hensigten nu at", "hensigten er nu at"),
)

COMPOUND_NUMBERS: Final = (
    *("et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
)
"""RO § 57.2: a compound of a number in letters is one word ("seksårig")."""

COMMON_NOUNS: Final = (
    *("provinsen", "projektet", "programmet", "delegationen", "indsatsen", "området", "aftalen"),
    *("modellen", "puljen", "strategien", "kampagnen", "sekretariatet", "samarbejdet"),
)
"""RO § 57: after a name follow a hyphen and the noun with a small letter ("Jiangsu-provinsen")."""

# --- Words with more than one short form: the pattern before them, then the forms -------------------

_NUMBER: Final = r"[\d\ufffc][ \u00a0]?"
_WORD: Final = r"(?<![\w.-])"
SAME: Final[tuple[tuple[str, ...], ...]] = (
    (_WORD, r"[Ff]\.eks\.", "[Ff]x"),
    (_WORD, r"ca\.", "cirka"),
    (_WORD, r"pr\.(?=[ \u00a0]\w)", r"per(?=[ \u00a0](?!capita|definition|se\b)\w)"),
    (_WORD, r"m\.v\.", r"mv\."),
    (_WORD, r"m\.fl\.", r"mfl\."),
    (_NUMBER, r"pct\.", "procent", "%"),
    (_NUMBER, r"kr\.", "kroner", "DKK"),
    (
        _NUMBER,
        r"mio\.[ \u00a0]kr\.",
        r"mio\.[ \u00a0]kroner",
        "million(?:er)?[ \u00a0]kroner",
        r"million(?:er)?[ \u00a0]kr\.",
    ),
    (
        _NUMBER,
        r"mia\.[ \u00a0]kr\.",
        r"mia\.[ \u00a0]kroner",
        "milliard(?:er)?[ \u00a0]kroner",
        r"milliard(?:er)?[ \u00a0]kr\.",
    ),
)
"""All of these are right (RO § 42), so one of each in a document. Left out are forms that are as fair as
ordinary words ("blandt andet" beside "bl.a."), and a full word with a capital, as a sentence may not begin
with "ca."."""

# --- Typography -------------------------------------------------------------------------------------

NOT_SPLIT: Final = (
    *("pct.", "procent", "mio.", "mia.", "kr.", "t.kr.", "kroner", "DKK", "%", "‰", "kg", "km", "m"),
    *("m²", "m³", "ha", "MW", "kWh", "GWh", "årsværk"),
)
"""Units with a no-break space before them; "kroner" and "procent" as their abbreviations."""
TWICE: Final = frozenset(
    (
        *("der", "det", "den", "de", "som", "er", "var", "meget", "mange", "så", "ja", "nej", "igen"),
        *("hver", "i"),
    )
)
"""Words that may follow themselves: "dem, der der kom", "meget meget"."""
AND_WORDS: Final = (
    *("og", "eller", "samt", "men", "til", "som", "både", "respektive", "hhv", "kontra", "versus"),
    *("ikke", "såvel", "henholdsvis", "plus", "via", "i", "frem", "over"),
)
"""After "udgifts-": the first half of a pair ("udgifts- og indtægtsposter")."""
BEFORE_YEAR: Final = (
    *("i", "år", "siden", "primo", "medio", "ultimo", "inden", "januar", "februar", "marts", "april"),
    *("maj", "juni", "juli", "august", "september", "oktober", "november", "december", "foråret"),
    *("efteråret",),
)
BEFORE_AMOUNT: Final = (
    *("på", "udgør", "udgjorde", "var", "koster", "kostede", "kun", "ca.", "cirka", "omkring"),
)

# --- Names ------------------------------------------------------------------------------------------

LIKE_NAMES: Final = frozenset(
    (
        *("nordjylland", "nordsjælland", "midtjylland", "midtsjælland", "sydjylland", "sydsjælland"),
        *("vestjylland", "vestsjælland", "østjylland", "østsjælland", "sønderjylland", "syddanmark"),
        *("vesterbro", "østerbro", "nørrebro", "vestegnen", "østegnen", "hansen", "hanssen", "jensen"),
        *("jenssen", "jansen", "janssen", "petersen", "pedersen", "peterson", "nielsen", "nilsen"),
        *("nilsson", "nielsson", "larsen", "larsson", "carlsen", "karlsen", "carlsson", "karlsson"),
        *("andersen", "anderson", "andersson", "christensen", "kristensen", "christiansen"),
        *("kristiansen", "mortensen", "martensen", "martinsen", "rasmussen", "rasmusen", "johansen"),
        *("johansson", "johnsen", "johnson", "jonsson", "iversen", "eriksen", "erichsen", "eriksson"),
        *("frederiksen", "frederiksson", "mathiesen", "mathiasen", "mikkelsen", "michelsen", "mikaelsen"),
        *("simonsen", "simonsson", "thomsen", "thomassen", "thomsson", "poulsen", "paulsen", "knudsen"),
        *("knutsen", "olesen", "olsson", "sørensen", "sorensen", "christian", "kristian", "christina"),
        *("christine", "kristina", "kristine", "henrik", "frederik", "frederikke", "marianne", "mariane"),
        *("mathias", "matthias", "mathilde", "matilde", "andreas", "andrea", "michael", "mikael"),
        *("michel", "michelle", "caroline", "carolina", "charlotte", "susanne", "suzanne", "annette"),
        *("anette", "birgit", "birgitte", "birgitta", "martin", "martina", "østrig", "østriger"),
        *("sverige", "kinesisk", "japansk", "januar", "februar", "europa", "europæ", "danmark", "norden"),
        *("nordea", "herning", "hornsyld", "randers", "horsens", "hillerød", "allerød", "birkerød"),
        *("hobro", "holbæk", "aalborg", "aarhus", "ålborg", "viborg", "esbjerg", "vejle", "vejen"),
        *("varde", "skive", "skjern", "denmark"),
    )
)
"""Names of places and people that are alike; nobody needs to declare them."""
DIRECTIONS: Final = frozenset(("ve", "ø"))
"""What Vestervang and Østervang, and so Sundbyvester and Sundbyøster, differ in."""
ENDINGS: Final = frozenset(
    (
        *("s", "n", "t", "e", "r", "en", "et", "er", "ne", "es", "ens", "ets", "ers", "erne", "ernes"),
        *("ene", "nes", "rne", "rnes", "te", "ede", "enes", "ere"),
    )
)
"""What Danish adds to a word: "Regionen" is no slip for "Region"."""

# --- Accessibility ----------------------------------------------------------------------------------

SAYS_NOTHING: Final = frozenset(
    (
        *("her", "klik her", "tryk her", "se her", "læs her", "find den her", "læs mere", "læs mere her"),
        *("se mere", "se mere her", "mere", "link", "linket", "dette link", "følg linket"),
        *("via dette link", "på dette link", "hent", "hent her", "download", "download her"),
        *("gå til siden", "siden", "hjemmeside", "hjemmesiden", "denne side", "click here", "here"),
        *("read more", "more"),
    )
)
"""Texts of links that do not say where they lead (WCAG 2.1 2.4.4)."""
ENGLISH: Final = frozenset(
    (
        *("the", "of", "and", "with", "from", "our", "your", "their", "this", "that", "which", "soft"),
        *("exchange", "official", "officials", "lessons", "learned", "stakeholder", "stakeholders"),
        *("framework", "funding", "growth", "health", "healthcare", "care", "learning", "living"),
        *("knowledge", "sharing", "know", "how", "memorandum", "understanding", "letter", "intent"),
        *("joint", "venture", "ventures", "matchmaking", "network", "networks", "research", "science"),
        *("sciences", "development", "agreement", "strategy", "case", "cases", "hub", "hubs", "cluster"),
        *("clusters", "early", "stage", "scale", "scaling", "start", "deep", "dive", "key", "work"),
        *("working", "progress", "high", "level", "low", "steering", "committee", "board", "advisory"),
        *("smart", "cities", "green", "transition", "sustainable", "proof", "concept", "time", "market"),
        *("value", "chain", "supply", "demand", "driven", "people", "first", "second", "next", "new"),
        *("old", "city", "country", "world"),
    )
)
"""English words that are no Danish ones, but for AS_ENGLISH."""
AS_ENGLISH: Final = frozenset(
    (
        *("landing", "platform", "program", "team", "test", "management", "service", "design", "system"),
        *("start", "level", "know", "how", "hub", "first", "smart", "of", "and", "from", "case", "cases"),
        *("stage", "board", "concept", "industry", "lab", "label", "partner", "partners", "manager"),
        *("event", "events", "mover", "best", "practice", "practices", "business", "matchmaking", "for"),
        *("to", "in", "on", "at", "by", "up", "low", "high", "care", "time", "old", "cluster", "market"),
    )
)
"""Words of both languages: they may be part of a run of English words, but are not a run alone."""
SMALL_WORDS: Final = ("for", "to", "at", "by", "in", "on", "up", "old", "time", "first", "of", "and", "from")
"""Words with which a run of English words neither begins nor ends."""

# --- Ready to be published --------------------------------------------------------------------------

LEFT_OVER: Final[tuple[str, ...]] = (
    r"\[\s*(?:\.{2,}|\u2026|[Xx]{2,}|\?+|_+)\s*\]",
    r"(?<![\w.-])X{2,}(?:\.X{2,})*(?![\w-])",
    r"(?<![\w.-])x{3,}(?![\w-])",
    r"(?<!\w)(?:TODO|FIXME|HUSK|TBD|TBA)(?!\w)",
    r"\?{3,}",
    r"(?i:lorem ipsum)",
    r"(?i:\[(?:indsæt|skriv|udfyld|angiv|tilføj|navn|dato|titel|tekst)(?: [^\]\n]*)?\])",
    r"(?i:(?<!\w)indsæt (?:her|tekst|dato|navn|billede|tal|tabel|figur|link|overskrift|titel)(?!\w))",
    r"(?i:klik (?:eller tryk )?her for at)",
    r"(?i:fejl! (?:henvisningskilde|bogmærke)[^.\n]*)",
    r"(?i:error! (?:reference source|bookmark)[^.\n]*)",
)
DRAFT_SIGNS: Final = (
    *("[", "xx", "todo", "fixme", "husk", "tbd", "tba", "???", "lorem", "indsæt", "klik", "fejl!", "error!"),
)
"""Each match of LEFT_OVER contains one of these, in lower case: to look for them first is fast."""
PROVIDERS: Final = frozenset(
    (
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.dk", "outlook.com", "outlook.dk"),
        *("live.com", "live.dk", "msn.com", "yahoo.com", "yahoo.dk", "icloud.com", "me.com", "mac.com"),
        *("mail.dk", "jubii.dk", "stofanet.dk", "youmail.dk", "webspeed.dk", "privat.dk", "proton.me"),
        *("protonmail.com", "gmx.com", "get2net.dk", "tdcadsl.dk", "mail.tele.dk", "ofir.dk", "sol.dk"),
        *("tiscali.dk", "aol.com"),
    )
)
"""Providers of mail to private persons."""
FUNCTIONS: Final = (
    *("info", "kontakt", "contact", "post", "mail", "region", "kommune", "direktion", "presse", "press"),
    *("udvalg", "sekretariat", "center", "centre", "afdeling", "enhed", "team", "kontor", "office"),
    *("service", "support", "indsats", "projekt", "project", "strategi", "forvaltning", "styrelse"),
    *("nævn", "råd", "gruppe", "group", "job", "hr", "it", "oekonomi", "økonomi", "admin", "drift"),
    *("postkasse", "data", "dpo", "databeskyttelse", "borger", "kultur", "miljoe", "miljø", "jura"),
    *("sikker", "web", "redaktion", "faktura", "bogholderi", "help", "hjælp", "hjaelp", "kommunikation"),
    *("erhverv", "sundhed", "hospital", "klinik", "skole", "no", "reply", "noreply", "hotline"),
    *("kundeservice", "reception", "booking", "salg", "sales", "udbud", "byraad"),
)
"""Words of a function's mailbox: a part of its name begins or ends with one of them."""
NUMBERED: Final = (
    *("ean", "cvr", "se", "konto", "kontonr", "kontonummer", "p-nr", "sagsnr", "journalnr", "j.nr"),
    *("gln",),
)
"""Words before a number that is not a person's: "CVR 29 19 06 23"."""
TELEPHONE: Final = ("tlf", "telefon", "telefonnummer", "mobil", "mobilnummer", "tel", "phone", "ring", "sms")
