"""What holds a number and reports none: references, names, addresses and times of day, in Danish text.

Each entry is a pattern with a digit, and its reason. A space in it matches any run of spaces. It is tried where a
word begins, in capitals and small letters alike: "Punkt 42 blev udsat" reports no number, "42 sager" does.
Sources: minutes, budgets and plans of authorities; RO.
"""

from __future__ import annotations

from typing import Final

from bilag.danish.lexicon import MONTHS

_NO_AMOUNT = r"(?![\d,./]*\d)(?! ?(?:%|\u2030|pct\b|procent|promille|kr\b|kroner|t\.kr|mio\b|mia\b|tusind|million|milliard|m2\b|km\b))"
"""Not before a unit: "niveau 3 pct." reports a number, "niveau 3" names one."""
_N = r"\d+(?: ?[a-z]\b)?(?:[./\u2013-][\da-z]+)*"
_MORE = (
    rf"(?:(?:, | og | samt | til | ?[-\u2013] ?){_N}"
    r"(?= ?(?:[.,;:)]|$|(?:blev|bliver|er|var|viser|vises|i|på|om|skal|kan|har|samt|til|drøftes|vedr)\b)))*"
)
"""Further numbers of a list, where no noun follows that they could count: "punkt 3 og 4 blev udsat"."""
_YEARS = r"(?:19|20|21)\d\d(?: ?[-\u2013/] ?(?:(?:19|20|21)\d\d|\d\d))?"
_ORDER = r"\d{1,2}\.(?: ?(?:og|til|[-\u2013/]) ?\d{1,2}\.)*"

_PLACES = (
    r"bilag(?:et|ene|ets)?|delbilag|underbilag|punkt(?:et|erne|ets)?|dagsordens?punkt(?:et|erne)?|pkt\.|spørgsmål(?:et|ene)?"
    r"|sagen?|side(?:n|rne)?|s\.|tabel(?:len)?|tabellerne|figur(?:en|erne)?|boks(?:en)?|diagram(?:met)?|graf(?:en)?"
    r"|fodnote(?:n|rne)?|note(?:n|rne)?|artikel|artikler|art\.|paragraf(?:fen|fer|ferne)?|kapit(?:el|let|lerne)|kap\."
    r"|afsnit(?:tet|tene)?|kolonne(?:n)?|række(?:n)?|gruppe(?:n)?|etape(?:n)?|fase(?:n)?|trin(?:net)?|niveau|kategori"
    r"|zone(?:n)?|distrikt|delområde|kaj|perron|gate|bygning|blok|lokale|stue|opgang|afdeling|matrikel|spor(?:et)?"
    r"|bus(?:linjer?)?|linjer?|rute|lokalplan(?:en|erne|tillæg)?|kommuneplantillæg|tillæg|aktstykke|hovedkonto|konto(?:en)?"
    r"|funktion(?:en)?|politikområde|bevillingsområde|budgetområde|ramme|version(?:en)?|udgave|revision|model(?:len)?"
    r"|scenarie(?:t)?|scenarium|alternativ|variant(?:en)?|ændringsforslag(?:et)?|budgetforslag|mindretalsudtalelse"
    r"|verdensmål(?:ene|et)?|delmål(?:ene)?|målsætning|indsatsområde|anbefaling(?:en|erne)?|initiativ(?:et)?"
    r"|\w*pakken?|delprojekt(?:et)?|projekt|hypotese|rate|del|tema|tiltag|høringssvar|henvendelse|ansøgning|delaftale|delkontrakt|pulje|hold|team|station|sengeafsnit"
    r"|(?:valg|opstillings)?kreds|linjeføring|udkast|delopgave|opgave|kriterium|krav|bind|slide|planche|billede|illustration|målestok"
    r"|pejlemærke|møde(?:lokale)?|mødesal|klokken|karakter(?:en)?|hovedvej|sekundærrute|hovedspor"
    r"|(?-i:Kort|Mål|Indsats|Område|Forslag|Sag|Case|Sal)"
)
REFERENCES: Final = (
    (
        rf"(?:{_PLACES}) (?:nr\. ?)?{_N}{_NO_AMOUNT}{_MORE}",
        "a place in a text, a list or a plan by its number",
    ),
    (
        rf"(?!(?:er|var|som|blev|bliver|til|på|fra|ligger|placeret|med|om|en|af) )[^\W\d_]{{3,}} nr\. ?\d[\w./-]*"
        rf"(?: af (?:\d{{1,2}}\. ?(?:{MONTHS}) \d{{4}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|(?:19|20)\d\d))?",
        "a thing by its number: Revisionsberetning nr. 14",
    ),
    (
        r"(?:dok\.? ?(?:nr|id)\.?|(?:dokument|konto|reg|medlems|ordre|faktura|matrikel|matr|p|se|kommune|løbe|emne)-?(?:nr\.?|nummer|kode)|akt(?:id)?|id|isbn|issn|doi) ?:? ?\d[\w./-]*",
        "a document by its number",
    ),
    (
        r"(?:tlf\.?|telefon(?:nummer)?|mobil|ring(?:e|es)?(?: på| til)?)[ :]*(?:\+?45 ?)?\d\d ?\d\d ?\d\d ?\d\d\b",
        "a telephone",
    ),
    (r"\d\d \d\d \d\d \d\d(?![ ]?\d)", "a telephone: eight digits two by two"),
    (r"kl\. ?\d{1,2}(?:[.:]\d\d)?(?: ?[-\u2013] ?(?:kl\. ?)?\d{1,2}(?:[.:]\d\d)?)?", "a time of day"),
    (
        r"(?:man|tirs|ons|tors|fre|lør|søn)dage?(?: ?(?:[-\u2013]|til|og) ?(?:man|tirs|ons|tors|fre|lør|søn)dage?)?"
        r"(?: kl\.)? \d{1,2}(?:[.:]\d\d)? ?[-\u2013] ?\d{1,2}(?:[.:]\d\d)?",
        "hours of a day of the week",
    ),
    (r"skala(?:en)?(?: fra)? \d+ ?(?:til|[-\u2013]) ?\d+", "a scale"),
    (
        r"(?!(?:19|20|21)\d\d-(?:19|20|21)\d\d\b)\d{4}-\d{4,}\b|\d\d/\d{4,6}\b",
        "a case or a document by its number",
    ),
    (r"(?:jf\.|se|efter|under) nr\. ?\d+", "a place in a list"),
    (r"(?:i|beløb i|hele) 1\.000(?:\.000)? kr\b|\(1\.000(?:\.000)? kr\.", "a unit: beløb i 1.000 kr."),
    (r"(?:p/l|pl|priser|prisniveau|lønniveau|pl-niveau)[ -](?:19|20)\d\d", "a price level"),
    (r"\d{1,3}-\w*(?:regl|procentsmål|graders|års(?:hændelse|regn|storm))\w*", "a name: 225-timersreglen"),
    (r"\d{1,2} ?[-\u2013] ?\d{1,2}-årige?", "a group by its ages"),
    (r"\d{2}\+(?:-\w+)?", "a group by its age: 65+"),
    (r"tv 2|dr ?\d|windows \d+|office \d+|(?:microsoft|office) 365|excel \d{4}|dk2020", "a name"),
    (r"[1-3]\. ?g\b", "a form of an upper secondary school"),
    (
        r"cvr(?:-?nr\.?)? ?:? ?\d\d ?\d\d ?\d\d ?\d\d|ean(?:-?nr\.?)? ?:? ?\d[\d ]{9,15}\d",
        "a body by its number",
    ),
    (r"(?-i:[LBF]) \d{1,3}\b(?! ?(?:pct|kr|mio))", "a bill of the parliament: L 123"),
    (r"0-(?:alternativ|vision|tolerance|punkt)\w*|\d+-\w*garanti\w*", "a name"),
    (
        r"(?!19\d\d|20\d\d)[1-9]\d{3}(?= (?-i:[A-ZÆØÅ][a-zæøå]{3,}))",
        "a postal code and its town: 4700 Næstved",
    ),
    (r"(?:blandt|hos|alle|unge) \d{1,2}-årige", "a group by its age"),
    (r"24/7(?:-\w+)?", "a name: day and night"),
    (
        r"\d{1,2} ?[-\u2013] ?\d{1,2}-års(?:område|institution|tilbud|gruppe|trin|børn)\w*",
        "a name of an area by ages",
    ),
    (r"de \d{1,2}(?: ?[-\u2013] ?\d{1,2})?-årige", "a group by its age"),
    (rf"{_ORDER} (?:-?\d{{1,2}}\. )?klasse\w*", "a form of a school"),
    (
        rf"{_ORDER} (?:(?:behandling|rate|budgetopfølgning|budgetrevision|opfølgning|økonomirapport|udgave|udkast|sal"
        r"|etape|fase|instans|viceborgmester|næstformand|suppleant|punktum|pkt|led|generation|høring|stemmeseddel)\w*|tv\b|th\b|mf\b)",
        "one of an order: 1. behandling",
    ),
    (r"\d{1,2}-by(?:erne|erne?s|-samarbejdet)\w*", "a name of a group of authorities"),
    (r"(?:19|20)\d\d-(?!tal|tallet)[^\W\d_]\w*", "a year in a word: 2024-reglerne, 2025-pl"),
    (
        rf"(?:\w*(?:plan|planen|planer|planerne|strategi|strategien|vision|visionen|politik|politikken|agenda|program|programmet)"
        rf"|budget|regnskab|finanslov(?:en)?|budgetaftale(?:n)?|budgetforlig(?:et)?|natura) {_YEARS}",
        "a year in a name: budget 2018, Sundhedsplan 2035",
    ),
    (
        rf"\w*(?:økonomiaftale|aftale om (?:kommunernes|regionernes) økonomi|finanslov|budgetaftale)(?:n|en|rne)? for {_YEARS}",
        "a year in the name of an agreement",
    ),
    (r"pr\. (?:100|1\.000|10\.000|100\.000|1\.000\.000)\b(?= [^\W\d_])", "a unit: pr. 1.000 indbyggere"),
    (
        r"postnumm(?:er|re|eret|rene)(?:[ ,]+(?:[^\W\d_]+ ){0,2})\d{4}(?: ?(?:til|og|,|[-\u2013]) ?\d{4})*",
        "postal codes",
    ),
    (
        r"(?-i:[A-ZÆØÅ])\w*(?:gade|vej|allé|alle|plads|torv|stræde|boulevard|vænge|brygge|parken|højen|bakken|sti|stien)"
        r" \d{1,3}(?: ?[a-z]\b)?(?:[,.]? \d{1,2}\.(?: sal)?(?: ?(?:tv|th|mf)\.?)?)?(?:, \d{4} (?-i:[A-ZÆØÅ])\w+)?",
        "an address",
    ),
    (r"\d{4}(?= (?-i:[A-ZÆØÅ])[^\W\d_]+ (?-i:[A-ZØ]{1,2})\b)", "a postal code and its town: 5000 Odense C"),
    (r"(?-i:\d[A-Z])(?:-\w+)?", "a name: 5G"),
    (r"\d\.\d\d\.\d\d(?:\.\d+)*", "an account of the chart of accounts: 5.32.32"),
)
"""Free by their form, as `lexicon.LEGAL` is, which has the references to laws."""
