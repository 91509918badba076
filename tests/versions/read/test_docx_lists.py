"""Numbers by the definitions of a Word file, against those that LibreOffice prints of the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilag.storage.wordfile import parse_part
from bilag.versions.read.docx_lists import word_lists
from bilag.write.docx.writer import write_docx
from tests.support import libreoffice, samples
from tests.support.wordkit import package, parts_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(n: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def numbering(*levels: str, override: str = "") -> bytes:
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>'
        f'{"".join(levels)}</w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="7"/>{override}</w:num>'
        "</w:numbering>"
    ).encode()


CHAPTER = level(0, "upperRoman", "Kapitel %1", start=3)
WALK = (0, 1, 2, 2, 1, 2, 0, 1, 2, 2, 2, 1)
"""The levels of paragraphs, one after the other."""
CASES = {
    "each form": numbering(
        CHAPTER, level(1, "lowerLetter", "%1.%2)", start=26), level(2, "lowerRoman", "(%3)", start=48)
    ),
    "upper letters and digits": numbering(
        level(0, "upperLetter", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")
    ),
    "another start": numbering(
        CHAPTER,
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%3"),
        override='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="12"/></w:lvlOverride>',
    ),
    "another level": numbering(
        CHAPTER,
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%3"),
        override=f'<w:lvlOverride w:ilvl="1">{level(1, "upperLetter", "%2:")}</w:lvlOverride>',
    ),
    "a level without numbers": numbering(CHAPTER, level(1, "none", ""), level(2, "decimal", "%1.%2%3")),
}


def ours(definitions: bytes) -> list[str]:
    found = word_lists(parse_part({"n": definitions}, "n"))["9"]
    return [found.shown(n) if found.count(n) is not None else "" for n in WALK]


def word_file(definitions: bytes) -> bytes:
    """A file with a paragraph for each step of the walk, whose text is "#"."""
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="9"/></w:numPr></w:pPr>'
        "<w:r><w:t>#</w:t></w:r></w:p>"
        for n in WALK
    )
    parts = parts_of(write_docx(samples.small(), samples.standard()))
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return package(parts | {"word/document.xml": document.encode(), "word/numbering.xml": definitions})


def test_numbers_are_those_of_libreoffice(tmp_path: Path):
    printed = libreoffice.texts([(word_file(made), libreoffice.NOTHING) for made in CASES.values()], tmp_path)
    for (name, made), text in zip(CASES.items(), printed, strict=True):
        lines = [line.partition("#") for line in text.lstrip("\ufeff").splitlines() if "#" in line]
        assert [number.strip() for number, _, _ in lines] == ours(made), name


def test_a_legal_level_has_digits_only():
    """17.9.4, which LibreOffice 7.4 does not know."""
    legal = level(2, "lowerLetter", "%1.%2.%3", "<w:isLgl/>")
    found = ours(numbering(CHAPTER, level(1, "lowerLetter", "%1.%2"), legal))
    assert found[:4] == ["Kapitel III", "III.a", "3.1.1", "3.1.2"]


@pytest.mark.parametrize(
    ("restart", "numbers"),
    [("", [1, 2, 1, 1, 2]), ("0", [1, 2, 3, 4, 5]), ("1", [1, 2, 3, 1, 2]), ("2", [1, 2, 1, 1, 2])],
)
def test_where_a_level_begins_again(restart: str, numbers: list[int]):
    """17.9.10, which LibreOffice 7.4 does not know: which level, from 1, makes it begin again."""
    third = level(2, "decimal", "%3", f'<w:lvlRestart w:val="{restart}"/>' if restart else "")
    lists = word_lists(parse_part({"n": numbering(CHAPTER, level(1, "decimal", "%2"), third)}, "n"))["9"]
    walked = [(n, lists.count(n)) for n in (0, 1, 2, 2, 1, 2, 0, 1, 2, 2)]
    assert [number for n, number in walked if n == 2] == numbers


def test_a_level_without_a_start_begins_at_nought():
    """17.9.25"""
    first = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
    lists = word_lists(parse_part({"n": numbering(first)}, "n"))["9"]
    assert (lists.count(0), lists.count(1)) == (0, None)


def test_a_level_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="invalid literal"):
        word_lists(parse_part({"n": numbering('<w:lvl w:ilvl="x"/>')}, "n"))
