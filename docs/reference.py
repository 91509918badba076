"""Writes docs/reference/ and the table of formats in docs/vejledning.md from the program's own declarations.

    python -m docs.reference            write what has changed
    python -m docs.reference --check    write nothing; exit code 1 where a file is out of date

Nothing here is said twice: keys and their meaning come from the Shapes that check and read them, formats from
FORMATS, tokens from TOKENS, rules from RULES, and the Danish from the catalogue. Only the meaning of each
token stands here, as the code has no other reader for it; a token without one is an error.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

from bilag.cli.report.explanations import explanation
from bilag.danish import wording
from bilag.danish.formats import FORMATS, render
from bilag.danish.tokens import KINDS, FormatError, check_kind, parse_spec
from bilag.diagnostics.messages import translate
from bilag.diagnostics.rules import RULES, Rule, Severity
from bilag.inputs import expressions
from bilag.inputs.yaml.shapes import Choice, Key, Shape
from bilag.load.template.folder import ThemeShape
from bilag.validate.corrections import CorrectionShape
from bilag.validate.data.package_shapes import PackageShape
from bilag.validate.definitions import ConditionShape, FactShape
from bilag.validate.directives import FigureShape, TableShape
from bilag.validate.frontmatter import FrontMatterShape
from bilag.validate.terms import TermsShape

DOCS = Path(__file__).parent
GUIDE = DOCS / "vejledning.md"
BEGIN, END = "<!-- formats:begin -->", "<!-- formats:end -->"
NOTICE = "<!-- Made by `make docs` (python -m docs.reference). Do not edit by hand. -->"

KIND_WORDS = {
    "text": "text",
    "texts": "text, or a list of texts",
    "flag": "`true` or `false`",
    "count": "whole number from 0",
    "decimal": "number with a point",
    "mapping": "mapping",
    "list": "list of mappings",
    "table": "mapping with names of your own",
}
SEVERITIES = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}

# What a format of each kind takes, and the least that a list of tokens for it must say.
KIND_VALUES = {
    "amount": ("an amount of money", "kr."),
    "number": ("a number with or without a unit of its own", ""),
    "percent": ("a percentage; with `andel`, a share from 0 to 1", "pct."),
    "date": ("a date: a year, a month or a day", "lang"),
    "interval": ("a period such as `2012/2017`, or a range of numbers such as `3..4`", "år"),
    "edtf": ("any EDTF date, period or set", ""),
    "list": ("a list", "og"),
    "count_word": ("a count, or a list of counts", ""),
    "ordinal": ("a whole number as a place in an order", ""),
    "quarter": ("a quarter, `2016-Q3`", ""),
    "week": ("an ISO week, `2016-W38`", ""),
    "halfyear": ("a half-year, `2017-H1`", ""),
}

# Token: its meaning, and a value of some kind with tokens that show it.
TOKENS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "kr.": ("whole kroner", ("amount", "1300000", "kr.")),
    "t.kr.": ("thousands of kroner", ("amount", "1300000", "t.kr.")),
    "mio. kr.": ("millions of kroner", ("amount", "2800000", "mio. kr., 1 decimal")),
    "mia. kr.": ("thousand millions of kroner", ("amount", "132300000000", "mia. kr., 1 decimal")),
    "DKK": ("kroner with the currency's code", ("amount", "1234.5", "DKK, 2 decimaler")),
    "mio. DKK": ("millions with the currency's code", ("amount", "2800000", "mio. DKK, 1 decimal")),
    "mia. DKK": ("thousand millions with the currency's code", ("amount", "132300000000", "mia. DKK")),
    "kroner": ("the word instead of the abbreviation", ("amount", "1300000", "kroner")),
    "millioner kroner": ("the unit in words", ("amount", "2800000", "millioner kroner, 1 decimal")),
    "milliarder kroner": ("the unit in words", ("amount", "132300000000", "milliarder kroner, 1 decimal")),
    "auto": ("the unit that fits the size", ("amount", "2800000", "auto, 1 decimal")),
    "pct.": ("the abbreviation", ("percent", "12.5", "pct., 1 decimal")),
    "%": ("the sign", ("percent", "12.5", "%, 1 decimal")),
    "procent": ("the word", ("percent", "12.5", "procent, 1 decimal")),
    "procentpoint": ("a difference of percentages", ("percent", "2.4", "procentpoint, 1 decimal")),
    "heltal": ("a whole number, grouped", ("number", "1234567", "heltal")),
    "år": ("a year, never grouped; the years of a period", ("interval", "2012/2017", "år")),
    "årsværk": ("full-time years", ("number", "0.5", "årsværk, 1 decimal")),
    "lang": ("with the month's name; the long form", ("date", "2016-09-05", "lang")),
    "kort": ("in figures; the short form", ("date", "2016-09-05", "kort")),
    "ugedag": ("with the day of the week", ("date", "2016-09-05", "ugedag")),
    "iso": ("ISO 8601", ("date", "2016-09-05", "iso")),
    "måned": ("month and year", ("date", "2016-09", "måned")),
    "primo": ("the beginning of a year or month", ("date", "2017", "primo")),
    "medio": ("the middle of a year or month", ("date", "2017-06", "medio")),
    "ultimo": ("the end of a year or month", ("date", "2017", "ultimo")),
    "dag": ("days as the ends of a period", ("interval", "2016-09-05/2016-09-09", "dag")),
    "tal": ("numbers as the ends of a range", ("interval", "3..4", "tal")),
    "sæson": ("a season over the turn of a year", ("interval", "2013/2014", "sæson")),
    "tabel": (
        "for a table's cell: the unit stands in the column's head",
        ("amount", "1300000", "kr., tabel"),
    ),
    "nul=streg": ("an exact zero as a dash", ("amount", "0", "kr., tabel, nul=streg")),
    "under": (
        "a value that would round to zero as *under* the smallest one shown",
        ("amount", "20000", "mio. kr., 1 decimal, under"),
    ),
    "fortegn": ("a plus sign before a positive value", ("amount", "1300000", "kr., fortegn")),
    "minus=cldr": ("a hyphen instead of the minus sign", ("amount", "-1300", "kr., minus=cldr")),
    "slutpunktum": ("a full stop, unless there is one already", ("number", "12", "heltal, slutpunktum")),
    "genitiv": ("the genitive", ("date", "2017-06", "måned, genitiv")),
    "ca.": ("*ca.* before it", ("number", "12", "heltal, ca.")),
    "andel": ("the value is a share from 0 to 1", ("percent", "0.125", "pct., 1 decimal, andel")),
    "den": ("the article before it", ("date", "2016-09-05", "lang, den")),
    "stort": ("a capital first letter", ("count_word", "3", "stort")),
    "tankestreg": ("an en dash between the ends", ("interval", "2012/2017", "år, tankestreg")),
    "tekst": ("the ends in words; a date in words", ("interval", "2012/2017", "år, tekst")),
    "bestemt": ("the definite form of a season", ("edtf", "2016-21", "tekst, bestemt")),
    "og": ("*og* before the last", ("list", "2013|2015|2016", "og")),
    "eller": ("*eller* before the last", ("list", "Jiangsu|Wuxi|Suzhou", "eller")),
    "komma": ("commas only", ("list", "2013|2015|2016", "komma")),
    "sorteret": ("in Danish alphabetical order", ("list", "Østerbro|Aalborg|Skive", "og, sorteret")),
    "fk": ("common gender", ("count_word", "1", "fk")),
    "intk": ("neuter", ("count_word", "1", "intk")),
    "tryk": ("the stressed form", ("count_word", "1", "intk, tryk")),
    "-årig": ("an adjective of duration or age", ("count_word", "6", "-årig")),
    "bøjet": ("its inflected form", ("count_word", "6", "-årig, bøjet")),
    "cifre": ("in figures", ("ordinal", "4", "cifre")),
    "ord": ("in letters", ("ordinal", "4", "ord")),
    "N decimal(er)": ("exactly N decimals", ("number", "1234.5", "2 decimaler")),
    "højst N decimal(er)": (
        "N decimals, less the zeros at the end",
        ("number", "1234.50", "højst 2 decimaler"),
    ),
    "alle decimaler": ("as many as the value has", ("number", "1234.50", "alle decimaler")),
    "pl=ÅÅÅÅ": ("the price level", ("amount", "2800000", "mio. kr., 1 decimal, pl=2017")),
    "enhed=ental/flertal": (
        "what is counted: one word, or singular and plural",
        ("count_word", "24", "enhed=virksomhed/virksomheder"),
    ),
    "grænse=N": (
        "the largest number that is written in letters; 10 when absent",
        ("count_word", "12", "grænse=12"),
    ),
}
PATTERNS = (
    "N decimal(er)",
    "højst N decimal(er)",
    "alle decimaler",
    "pl=ÅÅÅÅ",
    "enhed=ental/flertal",
    "grænse=N",
)

# What a format is for, in Danish, for the guide: used where the catalogue does not say it.
USES = {
    "kr": "hele kroner",
    "tkr": "tusinde kroner",
    "mio_kr": "millioner kroner med én decimal",
    "mia_kr": "milliarder kroner med én decimal",
    "auto_kr": "kroner i den enhed, der passer til størrelsen",
    "mio_kroner": "millioner kroner med ord",
    "dkk": "kroner og øre med valutakode",
    "heltal": "helt tal",
    "tal": "tallet, nøjagtigt som det er oplyst",
    "årstal": "årstal; uden tusindpunktum",
    "årsværk": "årsværk med én decimal",
    "pct": "procent, forkortet",
    "procent": "procent, skrevet ud",
    "procentpoint": "forskel mellem to procenttal",
    "andel_pct": "andel, skrevet som procent",
    "lang_dato": "dato med månedens navn",
    "den_dato": "dato med »den« foran",
    "kort_dato": "dato med tal",
    "ugedag": "dato med ugedag",
    "iso_dato": "dato som i data",
    "måned": "måned og år",
    "primo": "begyndelsen af et år eller en måned",
    "medio": "midten af et år eller en måned",
    "ultimo": "slutningen af et år eller en måned",
    "periode": "periode i år",
    "sæson": "sæson hen over et årsskifte",
    "interval": "interval mellem to tal",
    "tidspunkt": "alle slags datoer, perioder og rækker af år",
    "liste": "opremsning med »og«",
    "liste_komma": "opremsning med komma, som i en parentes",
    "liste_eller": "opremsning med »eller«",
    "talord": "antal med bogstaver til og med ti, fælleskøn",
    "talord_intet": "antal med bogstaver til og med ti, intetkøn",
    "årig": "varighed eller alder som tillægsord",
    "ordenstal": "ordenstal med tal",
    "ordenstal_ord": "ordenstal med bogstaver",
    "kvartal": "kvartal",
    "halvår": "halvår",
    "uge": "uge og det år, som ugen hører til",
}


def main(arguments: Sequence[str]) -> int:
    """Write the files that differ, or with --check only name them. 1 where --check finds one."""
    made = pages()
    stale = [path for path, text in sorted(made.items()) if _read(path) != text]
    there = sorted(path for path in (DOCS / "reference").rglob("*.*") if path.is_file())
    extra = [path for path in there if path not in made]
    if "--check" in arguments:
        for path in (*stale, *extra):
            print(f"{path.relative_to(DOCS.parent)} is out of date; run `make docs`", file=sys.stderr)
        return 1 if stale or extra else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(path.relative_to(DOCS.parent))
    for path in extra:
        path.unlink()
    return 0


def pages() -> dict[Path, str]:
    """Every file that is made, with its text."""
    folder = DOCS / "reference"
    texts = {
        "README.md": _index(),
        "front-matter.md": _front_matter(),
        "data-package.md": _package(),
        "facts.md": _facts(),
        "formats.md": _formats(),
        "directives.md": _directives(),
        "terms.md": _terms(),
        "corrections.md": _corrections(),
        "theme.md": _theme(),
        "rules.md": _rules(),
    }
    made = {folder / name: text.rstrip() + "\n" for name, text in texts.items()}
    for name, (title, schema) in _schemas().items():
        made[folder / "schemas" / f"{name}.schema.json"] = _as_schema(title, schema)
    guide = _read(GUIDE)
    if BEGIN in guide and END in guide:
        before, rest = guide.split(BEGIN, 1)
        made[GUIDE] = f"{before}{BEGIN}\n{_guide_formats()}\n{END}{rest.split(END, 1)[1]}"
    return made


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


# --- Markdown --------------------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((NOTICE, f"# {title}", *parts))


def _prose(text: str) -> str:
    return " ".join(text.split())


def _fence(language: str, *lines: str) -> str:
    return "\n".join((f"```{language}", *lines, "```"))


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def _keys(keys: Mapping[str, Key[Any]]) -> str:
    return _rows(
        ("key", "holds", "", "meaning"),
        (
            (f"`{name}`", _holds(key), "required" if key.required else "", _sentence(key.doc))
            for name, key in keys.items()
        ),
    )


def _holds(key: Key[Any]) -> str:
    if isinstance(key, Choice):
        return " ".join(f"`{choice}`" for choice in key.choices)
    word, inner = KIND_WORDS[key.kind], key.inner
    return f"{word}: [{inner.called}](#{_anchor(inner.called)})" if inner else word


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def _anchor(heading: str) -> str:
    """What GitHub and GitLab make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _nested(shape: type[Shape], level: int = 2) -> Iterator[str]:
    """A heading and a table for each shape inside `shape`, each once, in the order they are met."""
    seen: set[str] = set()

    def below(outer: type[Shape]) -> Iterator[str]:
        for key in outer.keys.values():
            if (inner := key.inner) and inner.called not in seen:
                seen.add(inner.called)
                yield f"{'#' * level} {inner.called}"
                yield _keys(inner.keys)
                yield from below(inner)

    return below(shape)


# --- pages -----------------------------------------------------------------------------------------------


def _index() -> str:
    listed = (
        "[Front matter](front-matter.md): the YAML at the head of `content/<annex>/bilag.md`",
        "[Data package](data-package.md): `data/<annex>/datapackage.yaml`",
        "[Facts](facts.md): `data/<annex>/facts.yaml`",
        "[Formats](formats.md): what stands after the bar in `{{ fact | format }}`",
        "[Directives](directives.md): tables, figures and notes in prose",
        "[Terms](terms.md): `content/terms.yaml`",
        "[Corrections](corrections.md): `data/<annex>/corrections.yaml`",
        "[Theme](theme.md): `templates/<name>/theme.toml`",
        "[Rules](rules.md): every message, in English and Danish",
    )
    schemas = ", ".join(f"[{name}](schemas/{name}.schema.json)" for name in _schemas())
    return _page(
        "Reference",
        _prose(
            """For developers, and for whoever looks a key up. It is made from the declarations that the
            program itself checks by, so it says what the program does. The guide for those who write annexes
            is [vejledning.md](../vejledning.md), in Danish."""
        ),
        "\n".join(f"- {line}" for line in listed),
        "## JSON Schemas",
        _prose(
            f"""For editors that complete and check YAML and TOML: {schemas}. With the YAML language server,
            the first line of a file says which one it follows:"""
        ),
        _fence("yaml", "# yaml-language-server: $schema=../../docs/reference/schemas/facts.schema.json"),
        _prose(
            """A schema says which keys there are. Whether a fact exists, a file is there or a sum adds up,
            `bilag check` says."""
        ),
    )


def _front_matter() -> str:
    return _page(
        "Front matter",
        _prose(
            """`content/<annex>/bilag.md` begins with YAML between two lines of three hyphens. An unknown key
            is an error that names the nearest known one. The annex is the prose of `bilag.md` itself, then
            that of the `fragments` in their order."""
        ),
        _keys(FrontMatterShape.keys),
        *_nested(FrontMatterShape),
        _prose(
            """A finding in prose is waived beside the text, on the line before its block or at the end of a
            line of it: `<!-- bilag: tillad RULE "reason" -->`. It is the only HTML that may stand there."""
        ),
        "## status and the notathoved",
        _prose(
            """The words that are printed for `status`, and before each line of the notathoved, stand in
            [theme.toml](theme.md)."""
        ),
    )


def _package() -> str:
    return _page(
        "Data package",
        _prose(
            """`data/<annex>/datapackage.yaml` is a [Data Package v2](https://datapackage.org) with Table
            Schema and Table Dialect. Keys of our own begin with `bilag:`; other readers of Data Packages pass
            them by. Nothing is guessed: a file is read as it is declared, or refused by cell."""
        ),
        _keys(PackageShape.keys),
        *_nested(PackageShape),
    )


def _facts() -> str:
    operations = {name: key for name, key in FactShape.keys.items() if key.kind == "texts"}
    others = {name: key for name, key in FactShape.keys.items() if key.kind != "texts"}
    return _page(
        "Facts",
        _prose(
            """`data/<annex>/facts.yaml` maps the name of a fact to how it is found. A name is letters, digits
            and underscores, and begins with a letter. A fact has exactly one operation."""
        ),
        _fence("yaml", "forbrug_i_alt: {sum: udgifter.beløb, label: Samlet forbrug}"),
        "## Operations",
        _rows(
            ("operation", "meaning"), ((f"`{name}`", _sentence(key.doc)) for name, key in operations.items())
        ),
        _prose(
            """`difference`, `ratio`, `share` and `change` take two facts in brackets; `span` takes one fact;
            `calc` takes an expression; the others take `table.column`. A cell without a value is an error in
            `value`, `sum`, `list`, `min`, `max` and `mean`: leave its row out with `where`."""
        ),
        "## Other keys",
        _keys(others),
        "## where",
        _prose(
            """A mapping from a column to what its cells must be: a value, a list of values, or one of these.
            All conditions must hold. Values are written as in the data."""
        ),
        _rows(
            ("condition", "holds", "meaning"),
            ((f"`{name}`", _holds(key), _sentence(key.doc)) for name, key in ConditionShape.keys.items()),
        ),
        "## Expressions",
        _prose(
            """For `calc`, and for claims in prose, which also compare. Numbers are written in Danish
            (`1.000,5`); names are those of facts. `a ~ b` holds where they differ by a twentieth of b at
            most. Nothing is evaluated as Python."""
        ),
        _fence("text", _grammar()),
        _prose(
            """Amounts are added to amounts only, and a unit of your own to the same unit. Sums are exact; a
            quotient that does not end keeps 60 digits. The precision of a sum is that of its coarsest part,
            and no format may print it more exactly."""
        ),
    )


def _terms() -> str:
    return _page(
        "Terms",
        _prose(
            """`content/terms.yaml` is the project's register of names and terms. It may be left out, and so may
            each of its keys. The check holds the prose, the data and the front matter of every annex against
            it."""
        ),
        _fence(
            "yaml",
            "spellings:",
            "  Wavecare: [Wawecare, WaveCare]",
            "abbreviations:",
            "  CHC: Copenhagen Healthtech Cluster",
            "different:",
            "  - [Simcere, Simcare]",
            "words: [innovationsbåret, pitche]",
        ),
        _keys(TermsShape.keys),
        _prose(
            """A spelling is told apart by capitals; the genitive is known, and so is the capital at the start
            of a sentence where the term has none. Names that the register does not know are compared with each
            other: those of six letters and more that differ by a letter, a hyphen, a space or a capital are a
            warning, as are those of eight and more that differ by two and begin and end alike. What Danish
            adds to a word, and common names of places and people, are passed by. Where data holds more than
            2,000 names, they are held against the prose only."""
        ),
    )


def _corrections() -> str:
    return _page(
        "Corrections",
        _prose(
            """`data/<annex>/corrections.yaml` says why an issued version is corrected: a mapping with the version
            that carries the correction as its key. It may be left out. The version of the front matter decides
            which entry holds; older entries may stay."""
        ),
        _fence(
            "yaml",
            '"1.1":',
            '  replaces: "1.0"',
            "  replaced_date: 2026-03-03",
            "  reason: En faktura fra 2016 var ikke bogført.",
            "  reasons:",
            "    forbrug_i_alt: Følger af udgiften til delegationer.",
            "  recommendation: Rettelsen ændrer ikke indstillingen.",
        ),
        _keys(CorrectionShape.keys),
        _prose(
            """The annex then says on its first page that it is a correction and what it replaces, and its title
            in the file's properties ends with the date. The figures of tables are named table/row/column under
            `reasons`; a figure without a reason of its own takes that of one that changed alike because of the
            same cells, such as the fact that a table's total repeats, and else `reason`."""
        ),
    )


def _grammar() -> str:
    """The grammar stands in the docstring of the module that parses it."""
    lines = (expressions.__doc__ or "").splitlines()
    return "\n".join(line.strip() for line in lines if ":=" in line)


def _formats() -> str:
    astray = {*wording.TOKENS, *PATTERNS} ^ TOKENS.keys()
    if astray:
        raise SystemExit(f"docs/reference.py: a token without a meaning, or the reverse: {sorted(astray)}")
    return _page(
        "Formats",
        _prose(
            """In prose, `{{ fact | format }}` prints a fact. After the bar stands the name of a format, a
            name with tokens that take the place of its own (`mio_kr, 2 decimaler`), or tokens alone. Without
            a bar the fact is printed as exactly as its source states it. Names may be written without Danish
            letters: `aarsvaerk`, `maaned`, `aarig`. `bilag formats` prints the list."""
        ),
        "## Names",
        _rows(
            ("name", "kind", "tokens", "value", "prints", "for"),
            (
                (f"`{f.name}`", f.kind, f"`{f.spec}`", f"`{f.example}`", f.printed, f.description)
                for f in FORMATS.values()
            ),
        ),
        "## Kinds",
        _rows(("kind", "value"), ((kind, KIND_VALUES[kind][0]) for kind in KINDS)),
        "## Tokens",
        _prose(
            """Tokens are parted by a comma and may stand in any order. Two that contradict each other are
            refused, as is one that the kind has no use for."""
        ),
        _rows(("token", "meaning", "kinds", "value", "example", "prints"), _token_rows()),
    )


def _token_rows() -> Iterator[tuple[str, ...]]:
    for token, (meaning, (kind, value, spec)) in TOKENS.items():
        known = list(_kinds_of(spec.rsplit(", ", 1)[-1] if token in PATTERNS else token))
        kinds = "all" if len(known) == len(KINDS) else ", ".join(known)
        yield f"`{token}`", meaning, kinds, f"`{value}`", f"`{spec}`", render(kind, value, spec)


def _kinds_of(token: str) -> Iterator[str]:
    """The kinds that take this token, alone or with the least that the kind must say."""
    for kind in KINDS:
        for text in (token, f"{KIND_VALUES[kind][1]}, {token}".lstrip(", ")):
            try:
                check_kind(kind, parse_spec(text))
            except FormatError:
                continue
            yield kind
            break


def _directives() -> str:
    table = (
        ":::{table} udgifter",
        'caption: "Udgifter til Kina-indsatsen"',
        "columns:",
        "  - {field: post, heading: Udgiftspost, width: 4}",
        "  - {field: beløb, heading: Mio. kr., format: mio_kr, width: 1}",
        "total: I alt",
        "source: Region Hovedstaden",
        "description: Udgiftsposterne med beløb i mio. kr.",
        ":::",
    )
    figure = (
        ":::{figure} billeder/besoeg.png",
        "caption: Antal besøg pr. år",
        'alt: "Søjler: antallet af besøg stiger fra 3 i 2013 til 9 i 2017."',
        "width: 0.6",
        "source: Region Hovedstaden",
        ":::",
    )
    note = (":::{note}", "Notatet er uden indsatsen på miljøområdet.", ":::")
    return _page(
        "Directives",
        "A directive begins with three colons and its name in braces, and ends with a line of three colons.",
        "## table",
        "`:::{table} name` prints a table of the data package. Its body is YAML.",
        _fence("markdown", *table),
        _keys(TableShape.keys),
        *_nested(TableShape, 3),
        "`where` takes the conditions of [facts.yaml](facts.md#where).",
        "## figure",
        _prose(
            """`:::{figure} file` prints a picture, PNG or JPEG, from the annex's folder under `content/`. Its
            body is YAML. Without `alt` the annex is refused; facts may stand in it as in a caption. The
            picture keeps its proportions and takes at most four fifths of the height of a page."""
        ),
        _prose(
            """Only what is seen travels: what a camera notes in a file (place, time, person), texts, colour
            profiles and small copies stay behind, in the logo of a template too. A photograph that the camera
            was turned for is turned upright. Colours are taken as sRGB. CMYK, moving pictures and more than
            50 million pixels are refused."""
        ),
        _fence("markdown", *figure),
        _keys(FigureShape.keys),
        "## note",
        "`:::{note}` sets its body, which is prose, apart from the rest.",
        _fence("markdown", *note),
    )


def _theme() -> str:
    return _page(
        "Theme",
        _prose(
            """`templates/<name>/theme.toml` says only what `word.docx` beside it cannot say. Styles, margins,
            colours and distances are edited in `word.docx`, in Word; the PDF reads them from there."""
        ),
        _keys(ThemeShape.keys),
        *_nested(ThemeShape),
        _prose(
            """The keys under `fonts` are the names of fonts as Word knows them, such as `[fonts.Calibri]`.
            Their files lie in the template's folder `fonts/`."""
        ),
    )


def _rules() -> str:
    parts = [
        _prose(
            """Every message that a run can give. `‹name›` stands for what is filled in. Faults of an annex's
            files stop the annex before anything is written; a claim that does not hold is found when the
            annex is whole, and the files are written. A warning stops nothing, unless `--strict` is given."""
        ),
        _prose(
            """`bilag build` prints `file:line:column: severity RULE text` and a hint on the next line; in
            Danish unless `--lang en` is given."""
        ),
    ]
    written = [id for id in sorted(RULES) if explanation(id, "da")]
    parts += [
        _prose(
            """These have a page with an example, which `bilag check --explain RULE` prints; of the others it
            prints what stands here:"""
        ),
        ", ".join(f"[{id}](#{_anchor(id)})" for id in written) + ".",
    ]
    for rule in sorted(RULES.values(), key=lambda rule: rule.id):
        parts.append(f"## {rule.id}")
        parts.append("\n".join(_rule_lines(rule)))
    return _page("Rules", *parts)


def _rule_lines(rule: Rule) -> Iterator[str]:
    yield f"*{SEVERITIES[rule.severity]}* · {translate(SEVERITIES[rule.severity], 'da')}\n"
    yield f"- {_plain(rule.message)}" + (f" – *{_plain(rule.hint)}*" if rule.hint else "")
    danish_text, danish_hint = translate(rule.message, "da"), translate(rule.hint, "da")
    yield f"- {_plain(danish_text)}" + (f" – *{_plain(danish_hint)}*" if danish_hint else "")
    if explanation(rule.id, "da"):
        pages = (("page in English", "en"), ("side på dansk", "da"))
        links = (f"[{word}](../../src/bilag/locale/{lang}/rules/{rule.id}.md)" for word, lang in pages)
        yield "- " + " · ".join(links)


def _plain(template: str) -> str:
    """A message with its names shown, and nothing that Markdown or HTML would take as its own."""
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(re.sub(r"([*_`<>\\\[\]])", r"\\\1", text))
        if name:
            parts.append(f"‹{name}›")
    return "".join(parts)


def _guide_formats() -> str:
    def use(name: str, description: str) -> str:
        said = translate(description, "da")
        return said if said != description else USES[name]

    return _rows(
        ("Format", "Skriver", "Bruges til"),
        ((f"`{f.name}`", f.printed, use(f.name, f.description)) for f in FORMATS.values()),
    )


# --- JSON Schema -----------------------------------------------------------------------------------------

# What JSON Schema says of each kind of key, besides its choices and the shape inside it.
KIND_SCHEMAS: dict[str, dict[str, object]] = {
    "text": {"type": ["string", "number", "boolean", "null"]},
    "texts": {"type": ["string", "number", "array"]},
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "decimal": {"type": ["string", "number", "boolean", "null"]},
    "choice": {},
    "mapping": {},
    "list": {"type": "array"},
    "table": {"type": "object"},
}


def json_schema(shape: type[Shape]) -> dict[str, object]:
    """The shape as JSON Schema 2020-12, so that editors complete its keys."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in shape.keys.items() if key.required],
        "properties": {name: _key_schema(key) for name, key in shape.keys.items()},
    }


def _key_schema(key: Key[Any]) -> dict[str, object]:
    schema = {"description": key.doc} | KIND_SCHEMAS[key.kind]
    inner = json_schema(key.inner) if key.inner else {}
    if isinstance(key, Choice):  # YAML editors take a plain true for a boolean
        words = {"true": True, "false": False}
        return schema | {"enum": [words.get(choice, choice) for choice in key.choices]}
    if key.kind == "list":
        return schema | {"items": inner}
    return schema | ({"additionalProperties": inner or True} if key.kind == "table" else inner)


def _schemas() -> dict[str, tuple[str, dict[str, object]]]:
    fact = json_schema(FactShape)
    condition = json_schema(ConditionShape)
    facts: dict[str, object] = {"type": "object", "additionalProperties": fact}
    where = {"anyOf": [{"type": ["string", "number", "boolean", "array"]}, condition]}
    for shape in (fact, table := json_schema(TableShape)):
        properties = shape["properties"]
        if isinstance(properties, dict):
            properties["where"]["additionalProperties"] = where
    return {
        "front-matter": ("The front matter of bilag.md", json_schema(FrontMatterShape)),
        "datapackage": ("datapackage.yaml", json_schema(PackageShape)),
        "facts": ("facts.yaml", facts),
        "table": ("The body of a table directive", table),
        "figure": ("The body of a figure directive", json_schema(FigureShape)),
        "terms": ("content/terms.yaml", _terms_schema()),
        "corrections": ("corrections.yaml", _corrections_schema()),
        "theme": ("theme.toml", json_schema(ThemeShape)),
    }


def _corrections_schema() -> dict[str, object]:
    schema = json_schema(CorrectionShape)
    properties = schema["properties"]
    if isinstance(properties, dict):
        properties["reasons"]["additionalProperties"] = {"type": "string"}
    return {"type": "object", "additionalProperties": schema}


def _terms_schema() -> dict[str, object]:
    schema = json_schema(TermsShape)
    texts = {"type": "array", "items": {"type": "string"}}
    properties = schema["properties"]
    if isinstance(properties, dict):
        properties["spellings"]["additionalProperties"] = {"anyOf": [{"type": "string"}, texts]}
        properties["abbreviations"]["additionalProperties"] = {"type": "string"}
        properties["different"]["items"] = texts | {"minItems": 2}
    return schema


def _as_schema(title: str, schema: dict[str, object]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
