"""Structure: what headings, tables, pictures and links must say to people who do not see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from bilag.check.words.prose import spoken
from bilag.check.words.usage import AS_ENGLISH, ENGLISH, SAYS_NOTHING, SMALL_WORDS
from bilag.diagnostics.findings import Finding, finding
from bilag.document.bound import LONGEST_TAG, bound_ids, tag
from bilag.document.model import Cell, Document, Figure, Table
from bilag.document.walks import blocks, sections, words
from bilag.inputs.annex import Inputs, links_and_spans
from bilag.inputs.facts import Resolved
from bilag.inputs.markup import walk

LONGEST_TEXT = 2_000
_RUN = re.compile(r"(?<![\w@./-])[a-z]+(?:[ -][a-z]+)+(?![\w@/-])")
_EITHER = ENGLISH | AS_ENGLISH
_ENGLISH_ALONE = ENGLISH - AS_ENGLISH
_SPOKEN = "%\u2030\u00a7&#@"


def headings_say(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No heading is without words (WCAG 2.1 2.4.6)."""
    for section in sections(document.sections):
        if not words(section.title).strip():
            yield finding("HEADING-EMPTY", section.span)


def header_cells_say(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No header cell of a column or row is empty: a screen reader says it before each cell (WCAG 2.1 1.3.1,
    ISO 14289-1 7.5)."""
    for table in blocks(document):
        if not isinstance(table, Table):
            continue
        for row in table.head.rows:
            for number, cell in enumerate(row.cells, 1):
                if _says_nothing(cell):
                    yield finding("TABLE-HEAD-EMPTY", cell.span or table.span, column=number)
        rows = (*table.body.rows, *table.foot.rows) if table.row_heads else ()
        empty = [row.cells[0] for row in rows if row.cells and _says_nothing(row.cells[0])]
        if empty:
            yield finding("TABLE-ROW-HEAD-EMPTY", empty[0].span or table.span, count=len(empty))


def texts_are_not_endless(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Texts that are read aloud instead of a table or picture, and addresses, are at most `LONGEST_TEXT`
    long: nobody listens longer, and a PDF string has at most 32,767 bytes (ISO 19005-2 6.1.13)."""
    for block in blocks(document):
        text = (
            block.description if isinstance(block, Table) else block.alt if isinstance(block, Figure) else ""
        )
        if isinstance(block, Table | Figure) and len(text) > LONGEST_TEXT:
            yield finding("TEXT-LONG", block.span, length=len(text), most=LONGEST_TEXT)
    for element in links_and_spans(inputs):
        if element.kind == "link" and len(element.text) > LONGEST_TEXT:
            yield finding("TEXT-LONG", element.span, length=len(element.text), most=LONGEST_TEXT)


def links_say(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """A link's text says where it leads, as an address written out does, not "her" (WCAG 2.1 2.4.4)."""
    for element in links_and_spans(inputs):
        if element.kind == "link":
            said = "".join(e.text for e in walk(element.children) if e.kind != "link")
            if " ".join(said.split()).strip(" .:!\u00bb\u00ab>").lower() in SAYS_NOTHING | {""}:
                yield finding("LINK-VAGUE", element.span, text=said)


def foreign_words_are_marked(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """Two or more English words in a Danish text are marked as English, so that they are read aloud so (WCAG
    2.1 3.1.2). Names, which begin with a capital, need no mark."""
    if inputs.front is not None and inputs.front.language.partition("-")[0] != "da":
        return
    for each in spoken(inputs):
        for found in () if each.unlike.isdisjoint(_ENGLISH_ALONE) else _RUN.finditer(each.text):
            for start, text in _english(found[0]):
                yield finding("LANGUAGE-UNMARKED", each.piece.span(found.start() + start), text=text)


def _english(words: str) -> Iterator[tuple[int, str]]:
    """The runs of English words in a text, each with the position of its first letter."""
    run: list[re.Match[str]] = []
    for word in (*re.finditer(r"[a-z]+", words), None):
        if word is not None and word[0] in _EITHER:
            run.append(word)
            continue
        while run and run[0][0] in SMALL_WORDS:
            del run[0]
        while run and run[-1][0] in SMALL_WORDS:
            del run[-1]
        if len(run) > 1 and any(each[0] not in AS_ENGLISH for each in run):
            yield run[0].start(), words[run[0].start() : run[-1].end()]
        run = []


def _says_nothing(cell: Cell) -> bool:
    """Whether a cell has no letter, no digit and no sign that is read aloud, such as % or a currency."""
    return not any(sign in _SPOKEN or category(sign)[0] in "LNS" for sign in words(cell.content))


def ids_fit_word(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No fact's id is longer than Word's tag of a content control; one finding a fact, and one a table."""
    if document.figures != "control":
        return
    told = set()
    for id, span in bound_ids(document):
        short = tag(id)
        name = id.partition("/")[0]
        if short != id and name not in told:
            told.add(name)
            yield finding("FACT-ID-LONG", span, id=id, most=LONGEST_TAG, tag=short)
