"""Ready to be published: nothing half-written, and no personal number, address or telephone number.

The checks read the prose, the properties, and the cells of tables that are printed or are inside the files.
A false alarm costs more than a slip, so a number counts as a person's only if its form allows no other
reading: a date and a check digit, four pairs of digits, +45, or a word such as "tlf." before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bilag.check.words.prose import Piece, properties, prose_pieces, published, spoken
from bilag.check.words.usage import DRAFT_SIGNS, FUNCTIONS, LEFT_OVER, NUMBERED, PROVIDERS, TELEPHONE
from bilag.diagnostics.findings import Finding, finding
from bilag.document.model import Document
from bilag.inputs.annex import Inputs, links_and_spans
from bilag.inputs.facts import Resolved

_LEFT_OVER = re.compile("|".join(LEFT_OVER))
_CPR = re.compile(r"(?<![\w.,/+-])(?<!\d )(\d{6})([- \u2010-\u2013\u00a0]?)(\d{4})(?![\w/-])(?![.,]?\d)")
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9._%+\u00c0-\u00ff-]+)@([A-Za-z0-9.\u00c0-\u00ff-]+\.[A-Za-z]{2,})"
)
_ABROAD = re.compile(r"(?<![\w+])(?:\+|00)45[ \u00a0-]?\d(?:[ \u00a0-]?\d){7}(?![ \u00a0-]?\d)")
_PAIRS = re.compile(
    r"(?<![\w.,/+-])(?<!\d[ \u00a0])[2-9]\d(?:([ \u00a0-])\d\d)(?:\1\d\d){2}(?![\w/-])(?![ .,]?\d)"
)
_TOLD = re.compile(
    rf"(?i)(?<!\w)(?:{'|'.join(TELEPHONE)})\.?(?:\s?nr\.?)?[:\s]{{1,3}}(?:p\u00e5\s)?"
    r"([2-9]\d{7}|[2-9]\d{3} \d{4}|[2-9]\d{2} \d{2} \d{3})(?!\d)"
)
_NUMBERED = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, NUMBERED))})[-.\s]*(?:nr|nummer)?[-.:\s]*\Z")
_TELLING = re.compile(r"@|\d\d\D?\d\d\D?\d\D?\d")  # a quick test: an address, or six digits and more
_FILE_KEYS = ("case", "journal", "number", "version")


def nothing_is_left_over(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No help text and no mark of missing words: "[indsæt dato]", "XX", "TODO"."""
    every = (*prose_pieces(inputs), *properties(inputs), *published(inputs))
    whole = "\n".join([piece.text for piece in every]).lower()
    likely = [sign for sign in DRAFT_SIGNS if sign in whole]
    for piece in every if likely else ():
        low = piece.text.lower()
        if not any(sign in low for sign in likely):
            continue
        for found in _LEFT_OVER.finditer(piece.text):
            yield finding("LEAVING-DRAFT", piece.span(found.start()), text=found[0])


def nobody_is_exposed(document: Document, inputs: Inputs, resolved: Resolved) -> Iterator[Finding]:
    """No personal identity number, private address or telephone number: annexes are published."""
    prose = (each.piece for each in spoken(inputs) if each.numeric or "@" in each.piece.text)
    for piece in (*prose, *properties(inputs), *published(inputs)):
        if not _TELLING.search(piece.text):
            continue
        yield from _identities(piece)
        for found in _EMAIL.finditer(piece.text):
            if is_private(found[1], found[2]):
                yield finding("LEAVING-EMAIL", piece.span(found.start()), text=found[0])
        for pattern in (_ABROAD, _PAIRS, _TOLD):
            for found in pattern.finditer(piece.text):
                if not _NUMBERED.search(piece.text[max(found.start() - 24, 0) : found.start()]):
                    yield finding("LEAVING-PHONE", piece.span(found.start()), text=found[0])
    for element in links_and_spans(inputs):
        if element.kind == "link" and (address := _EMAIL.search(element.text)):
            said = "".join(child.text for child in element.children)
            if is_private(address[1], address[2]) and address[0] not in said:
                yield finding("LEAVING-EMAIL", element.span, text=address[0])


def is_private(name: str, domain: str) -> bool:
    """Whether a mailbox is a person's: at a provider for private persons, or named by first and last name.

    Not so if a word of a function (info, kontakt, udvalg ...) is in its name, or if it is one word or
    initials.
    """
    parts = [part for part in re.split(r"[._+-]", name.lower()) if part]
    if any(
        part.startswith(word) or part.endswith(word) for part in parts for word in FUNCTIONS if len(word) > 2
    ):
        return False
    if set(parts) & set(FUNCTIONS):
        return False
    if domain.lower() in PROVIDERS:
        return True
    words = [part for part in parts if part.isalpha()]
    return len(words) > 1 and len(words) == len(parts) and max(map(len, words)) > 2


def birth_date(digits: str) -> date | None:
    """The date that a personal identity number begins with; its seventh digit gives the century."""
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    century = 1900
    if seventh in (4, 9):
        century = 2000 if year < 37 else 1900
    elif seventh > 4:
        century = 2000 if year < 58 else 1800
    try:
        return date(century + year, month, day)
    except ValueError:
        return None


def _identities(piece: Piece) -> Iterator[Finding]:
    """Since 2007 not every number fits the check digit, so a date without one is a warning."""
    for found in _CPR.finditer(piece.text):
        digits = found[1] + found[3]
        if birth_date(digits) is None:
            continue
        fits = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11 == 0
        if _NUMBERED.search(piece.text[max(found.start() - 24, 0) : found.start()]):
            continue
        if fits:
            yield finding("LEAVING-CPR", piece.span(found.start()), text=_hidden(found[0]))
        elif piece.name not in _FILE_KEYS:
            yield finding("LEAVING-CPR-LIKE", piece.span(found.start()), text=_hidden(found[0]))


def _hidden(number: str) -> str:
    """The number without its last four digits: reports are passed on."""
    return f"{number[:-4]}xxxx"
